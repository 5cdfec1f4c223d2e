namespace Thelper.Torch.Modules;

/// <summary>Options of a group whose optimizer keeps running means of gradients and of their squares; null leaves one to the optimizer.</summary>
public abstract class BetasOptions : OptimizerOptions
{
    /// <summary>The decay rate of the first running mean, in [0, 1).</summary>
    public double? beta1 { get; set; }

    /// <summary>The decay rate of the second one, in [0, 1).</summary>
    public double? beta2 { get; set; }

    /// <summary>Added to the divisor.</summary>
    public double? eps { get; set; }

    /// <inheritdoc/>
    protected internal override IEnumerable<(string Key, object? Value)> Given(IReadOnlyDictionary<string, object?> common)
        => [.. base.Given(common), ("betas", Pair("betas", beta1, beta2, common)), ("eps", eps)];
}
