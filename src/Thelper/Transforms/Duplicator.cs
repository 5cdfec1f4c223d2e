using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Makes several copies of a sample, which later stages may change differently.</summary>
/// <remarks>A sample's values become lists of copies; anything else becomes a list of itself.</remarks>
[TypeName("thelper.transforms.operations.Duplicator", "thelper.transforms.Duplicator")]
public sealed class Duplicator : NoTransform
{
    private const int MostCopies = 10_000;

    private readonly int count;
    private readonly bool deepcopy;

    /// <summary>Creates the operation.</summary>
    /// <param name="count">Number of copies, above 0.</param>
    /// <param name="deepcopy">Whether each copy of a tensor gets its own memory.</param>
    /// <exception cref="UserErrorException">The number is not above 0.</exception>
    public Duplicator(int count, bool deepcopy = false)
    {
        if (count is < 1 or > MostCopies)
        {
            throw new UserErrorException($"'count' must be from 1 to {MostCopies}, got {count}");
        }

        this.count = count;
        this.deepcopy = deepcopy;
    }

    /// <inheritdoc/>
    public override object? Apply(object? value, TransformRandom random)
    {
        if (value is not IDictionary<string, object?> sample)
        {
            return Copies(value);
        }

        var result = new Sample();
        foreach (var (key, item) in sample)
        {
            result.Add(key, Copies(item));
        }

        return result;
    }

    /// <summary>Returns the first of the copies.</summary>
    /// <param name="value">What <see cref="Apply"/> returned.</param>
    public override object? Invert(object? value)
    {
        if (value is not IDictionary<string, object?> sample)
        {
            return First(value);
        }

        var result = new Sample();
        foreach (var (key, item) in sample)
        {
            result.Add(key, First(item));
        }

        return result;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"thelper.transforms.operations.Duplicator(count={count}, deepcopy={TransformArguments.Text(deepcopy)})";

    private List<object?> Copies(object? value)
    {
        var copies = new List<object?>(count);
        for (var i = 0; i < count; i++)
        {
            copies.Add(deepcopy ? DeepCopy(value) : value);
        }

        return copies;
    }

    private static object? DeepCopy(object? value) => value switch
    {
        torch.Tensor tensor => tensor.clone(),
        IReadOnlyList<object?> list => list.Select(DeepCopy).ToList(),
        _ => value,
    };

    private object? First(object? value) => value is IReadOnlyList<object?> list && list.Count == count
        ? list[0]
        : throw new UserErrorException($"thelper.transforms.operations.Duplicator: inverting needs a list of {count} copies");
}
