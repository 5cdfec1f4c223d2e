using System.Collections;
using Thelper.Torch;

namespace Thelper.Tasks;

/// <summary>Predicts numbers of any shape for each input.</summary>
[Concept("regression")]
[TypeName("thelper.tasks.regr.Regression", "thelper.tasks.Regression")]
public class Regression : Task
{
    // numpy's name of each type that a tensor can have.
    private static readonly (string Name, torch.ScalarType Type)[] Types =
    [
        ("uint8", torch.ScalarType.Byte), ("int8", torch.ScalarType.Int8), ("int16", torch.ScalarType.Int16), ("int32", torch.ScalarType.Int32), ("int64", torch.ScalarType.Int64),
        ("float16", torch.ScalarType.Float16), ("float32", torch.ScalarType.Float32), ("float64", torch.ScalarType.Float64), ("bool_", torch.ScalarType.Bool),
    ];

    private readonly string? targetTypeText;

    /// <summary>Creates a regression task.</summary>
    /// <param name="inputKey">Key of the model's input.</param>
    /// <param name="targetKey">Key of the target values.</param>
    /// <param name="metaKeys">Keys of metadata; null for none.</param>
    /// <param name="inputShape">Shape of one input, without the batch; null for any.</param>
    /// <param name="targetShape">Shape of one target, without the batch; null for any.</param>
    /// <param name="targetType">Type of the targets by numpy's or torch's name: <c>numpy.float32</c>, <c>torch.int64</c>, <c>uint8</c>; null for any.</param>
    /// <param name="targetMin">Smallest target: a number, or (nested) lists of numbers; null for no limit.</param>
    /// <param name="targetMax">Largest target, in the same form.</param>
    /// <exception cref="UserErrorException">A key is empty, a shape has a size below 1, a type is unknown, or a limit is no number.</exception>
    public Regression(
        string inputKey,
        string targetKey,
        IReadOnlyList<string>? metaKeys = null,
        IReadOnlyList<long>? inputShape = null,
        IReadOnlyList<long>? targetShape = null,
        string? targetType = null,
        object? targetMin = null,
        object? targetMax = null)
        : base(inputKey, targetKey, metaKeys)
    {
        InputShape = Shape(inputShape, "input_shape");
        TargetShape = Shape(targetShape, "target_shape");
        (targetTypeText, TargetType) = TypeOf(targetType);
        TargetMin = Limit(targetMin, "target_min", 0);
        TargetMax = Limit(targetMax, "target_max", 0);
    }

    /// <summary>Shape of one input, without the batch; null for any.</summary>
    public IReadOnlyList<long>? InputShape { get; }

    /// <summary>Shape of one target, without the batch; null for any.</summary>
    public IReadOnlyList<long>? TargetShape { get; }

    /// <summary>Type of the targets; null for any.</summary>
    public torch.ScalarType? TargetType { get; }

    /// <summary>Smallest target, a <c>long</c>, a <c>double</c> or nested lists of these; null for no limit.</summary>
    public object? TargetMin { get; }

    /// <summary>Largest target, a <c>long</c>, a <c>double</c> or nested lists of these; null for no limit.</summary>
    public object? TargetMax { get; }

    /// <summary>Key of the target values.</summary>
    public string TargetKey => GtKey!;

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, object?>> Parameters =>
    [
        new("input_key", InputKey),
        new("target_key", TargetKey),
        new("meta_keys", MetaKeys),
        new("input_shape", Tuple(InputShape)),
        new("target_shape", Tuple(TargetShape)),
        new("target_type", TargetTypeText),
        new("target_min", TargetMin),
        new("target_max", TargetMax),
    ];

    /// <summary>numpy's dotted name of <see cref="TargetType"/>, <c>numpy.float32</c>; null for any.</summary>
    protected string? TargetTypeText => targetTypeText;

    /// <summary>
    /// Whether a model made for this task can serve another: keys, and of shapes, type and limits those that both set, must be equal; with
    /// <paramref name="exact"/>, all of them and the metadata keys. A plain task without ground truth only needs the same input.
    /// </summary>
    /// <param name="task">The other task.</param>
    /// <param name="exact">Whether the two must agree in everything.</param>
    public override bool CheckCompat(Task task, bool exact = false)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task is Regression other and not Detection ? ValuesAgree(other, exact) : !exact && CoversPlain(task);
    }

    /// <summary>The task that covers this one and another, as the original always a plain regression: what one leaves open, the other decides.</summary>
    /// <param name="task">A compatible task.</param>
    /// <exception cref="UserErrorException">The two cannot be combined.</exception>
    public override Task GetCompat(Task task)
    {
        RequireCompat(task);
        var other = task as Regression;
        return new Regression(
            InputKey,
            TargetKey,
            UnionOfMetaKeys(task),
            InputShape ?? other?.InputShape,
            TargetShape ?? other?.TargetShape,
            TargetTypeText ?? other?.TargetTypeText,
            TargetMin ?? other?.TargetMin,
            TargetMax ?? other?.TargetMax);
    }

    /// <summary>Whether keys, shapes, types and limits agree.</summary>
    /// <param name="other">The other task.</param>
    /// <param name="exact">Whether a value that only one of them sets makes a difference.</param>
    protected bool ValuesAgree(Regression other, bool exact)
    {
        ArgumentNullException.ThrowIfNull(other);
        return KeysAgree(other, exact)
            && Agree(InputShape, other.InputShape, exact)
            && Agree(TargetShape, other.TargetShape, exact)
            && Agree(TargetType, other.TargetType, exact)
            && Agree(TargetMin, other.TargetMin, exact)
            && Agree(TargetMax, other.TargetMax, exact);
    }

    /// <summary>A shape as the tuple of the text form.</summary>
    /// <param name="shape">The shape.</param>
    protected static object? Tuple(IReadOnlyList<long>? shape) => shape?.Select(size => (object?)size).ToArray();

    private static bool Agree(object? mine, object? others, bool exact) => mine is null || others is null ? !exact || (mine is null && others is null) : Same(mine, others);

    private static bool Same(object? a, object? b) => (a, b) switch
    {
        (IEnumerable first and not string, IEnumerable second and not string) => Lists(first, second),
        (long or double, long or double) => Convert.ToDouble(a, null) == Convert.ToDouble(b, null),
        _ => Equals(a, b),
    };

    private static bool Lists(IEnumerable a, IEnumerable b)
    {
        var (first, second) = (a.Cast<object?>().ToList(), b.Cast<object?>().ToList());
        return first.Count == second.Count && first.Zip(second).All(pair => Same(pair.First, pair.Second));
    }

    private static long[]? Shape(IReadOnlyList<long>? shape, string name) => shape is null ? null
        : shape.All(size => size > 0) ? [.. shape]
        : throw new UserErrorException($"{name}: every size must be at least 1, got {PythonRepr.Of(Tuple(shape))}");

    private static (string? Text, torch.ScalarType? Type) TypeOf(string? name)
    {
        if (name is null)
        {
            return (null, null);
        }

        var bare = name[(name.LastIndexOf('.') + 1)..];
        bare = bare switch { "float" => name.StartsWith("torch.", StringComparison.Ordinal) ? "float32" : "float64", "double" => "float64", "half" => "float16", "int" or "long" => "int64", "bool" => "bool_", _ => bare };
        var (text, type) = Array.Find(Types, entry => entry.Name == bare);
        return text is not null
            ? ("numpy." + text, type)
            : throw new UserErrorException($"target_type: unknown type '{name}'{NearestName.Hint(name, Types.Select(entry => "numpy." + entry.Name))}");
    }

    private static object? Limit(object? value, string name, int depth)
    {
        if (depth > PlainValues.MaxDepth)
        {
            throw new UserErrorException($"{name}: nested deeper than {PlainValues.MaxDepth} levels");
        }

        return PlainValues.Normalize(value) switch
        {
            null when depth == 0 => null,
            long or double => PlainValues.Normalize(value),
            IEnumerable list and not string when PlainValues.EntriesOf(list) is null => list.Cast<object?>().Select(entry => Limit(entry, name, depth + 1)).ToList(),
            _ => throw new UserErrorException($"{name}: expected a number or lists of numbers, got {PythonRepr.Of(value)}"),
        };
    }
}
