using Thelper.Config;

namespace Thelper.Metrics;

/// <summary>Hands every iteration to a function of the user's: a public static method that takes an <see cref="IterationData"/>.</summary>
/// <remarks>The function may have further parameters, which the configuration sets. What it returns is ignored.</remarks>
public sealed class PredictionCallback : IConsumer
{
    private readonly Action<IterationData> function;

    /// <summary>Creates the consumer.</summary>
    /// <param name="function">Called with every iteration; its tensors are freed afterwards.</param>
    public PredictionCallback(Action<IterationData> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        this.function = function;
    }

    internal PredictionCallback(BoundType function)
        : this(iteration => function.Call(null, iteration))
    {
    }

    /// <inheritdoc/>
    public void Update(IterationData iteration) => function(iteration);
}
