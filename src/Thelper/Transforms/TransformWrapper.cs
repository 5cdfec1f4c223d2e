using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Applies an operation on one image to the right values of a sample, and to lists element by element, with a given probability.</summary>
/// <remarks>
/// Without target keys the operation meets every value of a sample that is no scalar (number, text, null, tensor of one element).
/// With a linked fate one draw decides for all of them, and a random operation treats all alike; without, each value has its own.
/// Where all values are lists of one length, it is the elements with the same index that share their fate.
/// </remarks>
[TypeName("thelper.transforms.wrappers.TransformWrapper", "thelper.transforms.TransformWrapper")]
public sealed class TransformWrapper : ITransform, IRegionTransform
{
    private readonly ITransform operation;
    private readonly double probability;
    private readonly bool convertPil;
    private readonly string[] targetKeys;
    private readonly bool linkedFate;

    /// <summary>Wraps an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="probability">How often it is applied, 0 to 1.</param>
    /// <param name="convertPil">Accepted for old configurations: operations work on image arrays here, never on PIL images.</param>
    /// <param name="targetKeys">Keys of the values in a sample; null or none for every value that is no scalar.</param>
    /// <param name="linkedFate">Whether all values share one draw.</param>
    /// <exception cref="UserErrorException">The probability is out of range.</exception>
    public TransformWrapper(ITransform operation, double probability = 1, bool convertPil = false, IReadOnlyList<string>? targetKeys = null, bool linkedFate = true)
    {
        this.operation = operation;
        this.probability = probability is >= 0 and <= 1 ? probability : throw new UserErrorException("'probability' must lie between 0 and 1");
        this.convertPil = convertPil;
        this.targetKeys = [.. targetKeys ?? []];
        this.linkedFate = linkedFate;
    }

    /// <summary>Wraps an operation that a configuration names.</summary>
    /// <param name="operation">Its type.</param>
    /// <param name="types">Finds it.</param>
    /// <param name="params">Its parameters.</param>
    /// <param name="probability">As above.</param>
    /// <param name="convertPil">As above.</param>
    /// <param name="targetKeys">A key or a list of keys.</param>
    /// <param name="linkedFate">As above.</param>
    /// <exception cref="UserErrorException">As above, or the operation or a key is badly formed.</exception>
    [ConfigConstructor]
    public TransformWrapper(
        ConfigNode operation, TypeRegistry types, ConfigNode? @params = null, double probability = 1, bool convertPil = false, object? targetKeys = null, bool linkedFate = true)
        : this(TransformsFactory.CreateOperation(operation, @params, types), probability, convertPil, TransformsFactory.Keys(targetKeys), linkedFate)
    {
    }

    /// <summary>What is applied.</summary>
    internal ITransform Operation => operation;

    /// <summary>Keys of the values in a sample; none for every value that is no scalar.</summary>
    internal IReadOnlyList<string> TargetKeys => targetKeys;

    /// <inheritdoc/>
    bool IRegionTransform.TakesImageFiles => operation is IRegionTransform { TakesImageFiles: true };

    /// <summary>Where the configuration has the stage, for messages; null for none.</summary>
    internal string? Place { get; init; }

    /// <inheritdoc/>
    public object? Apply(object? value, TransformRandom random)
    {
        try
        {
            return value switch
            {
                null => null,
                IDictionary<string, object?> sample => ApplyToSample(sample, random),
                IReadOnlyList<object?> list => ApplyToList(list, random),
                _ => Fires(random) ? operation.Apply(value, random.Fork(1)) : value,
            };
        }
        catch (UserErrorException error) when (Place is not null && error is not TransformException)
        {
            throw new TransformException(Place, error);
        }
    }

    /// <summary>Undoes the operation on the same values. Whether chance had applied it is not known: it counts as applied.</summary>
    /// <param name="value">What <see cref="Apply"/> returned.</param>
    public object? Invert(object? value)
    {
        switch (value)
        {
            case null:
                return null;
            case IDictionary<string, object?> sample:
                var result = Copy(sample);
                foreach (var key in Selected(sample))
                {
                    result[key] = Invert(sample[key]);
                }

                return result;
            case IReadOnlyList<object?> list:
                return list.Select(Invert).ToList();
            default:
                return operation.Invert(value);
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var keys = targetKeys.Length == 0 ? "None" : PythonRepr.Of(targetKeys.ToList());
        return $"thelper.transforms.wrappers.TransformWrapper(operation={operation}, params={{}}, probability={Probability()}, " +
            $"convert_pil={TransformArguments.Text(convertPil)}, target_keys={keys}, linked_fate={TransformArguments.Text(linkedFate)})";
    }

    private Sample ApplyToSample(IDictionary<string, object?> sample, TransformRandom random)
    {
        var keys = Selected(sample);
        var values = keys.ConvertAll(key => sample[key]);
        var together = ListLength(values) is { } length
            ? Transposed(ApplyToList(Transposed(values, length), random), values.Count)
            : ApplyToList(values, random);
        var result = Copy(sample);
        for (var i = 0; i < keys.Count; i++)
        {
            result[keys[i]] = together[i];
        }

        return result;
    }

    private List<object?> ApplyToList(IReadOnlyList<object?> list, TransformRandom random)
    {
        var result = new List<object?>(list.Count);
        var fires = linkedFate && Fires(random);
        for (var i = 0; i < list.Count; i++)
        {
            var own = linkedFate ? random : random.Fork(2 + i);
            result.Add((linkedFate ? fires : Fires(own)) ? ApplyToAll(list[i], own) : list[i]);
        }

        return result;
    }

    // The stream starts anew for each value, so that a random operation does the same to all that share a fate.
    private object? ApplyToAll(object? value, TransformRandom random) => value switch
    {
        null => null,
        IDictionary<string, object?> => throw new UserErrorException($"{operation}: a list must not hold whole samples"),
        IReadOnlyList<object?> list => list.Select(item => ApplyToAll(item, random)).ToList(),
        _ => operation.Apply(value, random.Fork(1)),
    };

    // The original rounds the draw to one digit, so that 0.5 fires 55 times in 100 there; here it fires as often as it says.
    private bool Fires(TransformRandom random) => probability >= 1 || (probability > 0 && random.Fork(0).NextDouble() < probability);

    private List<string> Selected(IDictionary<string, object?> sample)
    {
        var keys = targetKeys.Length > 0
            ? targetKeys.Where(sample.ContainsKey).ToList()
            : sample.Where(entry => !IsScalar(entry.Value)).Select(entry => entry.Key).ToList();
        if (keys.Count > 0)
        {
            return keys;
        }

        var wanted = targetKeys.Length > 0 ? $"none of the target keys '{string.Join("', '", targetKeys)}'" : "no array";
        throw new UserErrorException($"{operation}: the sample has {wanted}; its keys are '{string.Join("', '", sample.Keys)}'");
    }

    private static bool IsScalar(object? value) => value switch
    {
        null or string or bool or int or long or float or double => true,
        torch.Tensor tensor => tensor.numel() == 1,
        _ => false,
    };

    private static Sample Copy(IDictionary<string, object?> sample)
    {
        var result = new Sample();
        foreach (var (key, value) in sample)
        {
            result.Add(key, value);
        }

        return result;
    }

    private static int? ListLength(List<object?> values)
    {
        int? length = null;
        foreach (var value in values)
        {
            if (value is not IReadOnlyList<object?> list || (length is not null && list.Count != length))
            {
                return null;
            }

            length = list.Count;
        }

        return length;
    }

    private static List<object?> Transposed(IReadOnlyList<object?> rows, int length)
    {
        var columns = new List<object?>(length);
        for (var i = 0; i < length; i++)
        {
            columns.Add(rows.Select(row => ((IReadOnlyList<object?>)row!)[i]).ToList());
        }

        return columns;
    }

    private string Probability() => probability == 1 ? "1" : TransformArguments.Text(probability);
}
