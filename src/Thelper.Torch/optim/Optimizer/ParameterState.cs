using System.Globalization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>What an optimizer knows of one parameter, by PyTorch's names: a view, not a copy: it shows later steps, too. Empty before the first.</summary>
public abstract class ParameterState
{
    private Func<IReadOnlyDictionary<string, object?>> find = () => new Dictionary<string, object?>();

    private protected ParameterState()
    {
    }

    /// <summary>Whether another state has the same values, tensors up to rounding.</summary>
    public bool ApproximatelyEquals(ParameterState? other)
    {
        if (other is null)
        {
            return false;
        }

        var (mine, others) = (find(), other.find());
        return mine.Count == others.Count && mine.All(entry => others.TryGetValue(entry.Key, out var value) && Near(entry.Value, value));
    }

    /// <summary>Shows values as they are whenever they are read.</summary>
    internal void Show(Func<IReadOnlyDictionary<string, object?>> shown) => find = shown;

    private protected Tensor? Values(string name) => find().GetValueOrDefault(name) as Tensor;

    // A number that is kept as one, or as a tensor without dimensions; zero before the first step.
    private protected double Number(string name) => find().GetValueOrDefault(name) switch
    {
        null => 0,
        Tensor one => one.ToDouble(),
        var value => Convert.ToDouble(value, CultureInfo.InvariantCulture),
    };

    private static bool Near(object? left, object? right) => (left, right) switch
    {
        (Tensor one, Tensor other) => one.shape.AsSpan().SequenceEqual(other.shape) && one.allclose(other),
        _ => Equals(left, right),
    };
}
