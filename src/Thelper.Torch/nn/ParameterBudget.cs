using System.Globalization;

namespace Thelper.Torch;

/// <summary>
/// What the parameters of models that this thread makes may take together: sizes in configurations and checkpoints are a stranger's. A parameter is counted when it
/// is made, before anything is drawn into it, so that its memory has not been touched yet.
/// </summary>
public sealed class ParameterBudget : IDisposable
{
    private const int MostParameters = 100_000;

    [ThreadStatic]
    private static ParameterBudget? current;

    private readonly ParameterBudget? outer;
    private readonly long most;
    private readonly string hint;
    private long bytes;
    private int count;

    /// <summary>Begins to count.</summary>
    /// <param name="most">Bytes that all parameters may take until this is disposed.</param>
    /// <param name="hint">How to raise that, for the message.</param>
    public ParameterBudget(long most, string hint)
    {
        this.most = most;
        this.hint = hint;
        outer = current;
        current = this;
    }

    /// <summary>Stops counting.</summary>
    public void Dispose() => current = outer;

    /// <summary>Counts a new parameter; beyond the limit it is freed.</summary>
    /// <exception cref="UserErrorException">There are too many, or they are too large.</exception>
    internal static void Take(torch.Tensor data)
    {
        if (current is not { } budget)
        {
            return;
        }

        var bytes = checked(budget.bytes + (data.numel() * data.element_size()));
        if (bytes > budget.most)
        {
            var shape = $"[{string.Join(", ", data.shape)}]";
            data.Dispose();
            throw new UserErrorException(string.Create(
                CultureInfo.InvariantCulture,
                $"the model is too large: with the parameter of shape {shape} it has {bytes >> 20} MiB of weights, and the limit is {budget.most >> 20} MiB; {budget.hint}"));
        }

        budget.bytes = bytes;
        if (++budget.count > MostParameters)
        {
            data.Dispose();
            throw new UserErrorException(string.Create(CultureInfo.InvariantCulture, $"the model is too deep: it has more than {MostParameters} parameters"));
        }
    }
}
