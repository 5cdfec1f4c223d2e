using System.Collections;
using Thelper.Tasks;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data;

/// <summary>Says the truths of a data set in the numbers of the task that covers several, or of a trained model's: its own list of classes may have others, or another order.</summary>
/// <remarks>Class indices, the values of label maps and vectors of 0 and 1 change. Names stay; boxes keep their numbers, and know the task that these belong to.</remarks>
internal sealed class ClassNumbers
{
    private readonly Task own;
    private readonly IReadOnlyList<string> names;
    private readonly int count;
    private readonly Dictionary<double, int> numbers = [];

    private ClassNumbers(Task own, Task task, ClassTable mine, ClassTable all)
    {
        (this.own, Task, names, count) = (own, task, mine.Names, all.Names.Count);
        for (var i = 0; i < names.Count; i++)
        {
            if (all.Indices.TryGetValue(names[i], out var number))
            {
                numbers.Add(i, number);
            }
            else if (IsRenamed(mine, i, all))
            {
                numbers.Add(i, i);
            }
        }

        if (mine.Ignored is { } ignored && all.Ignored is { } other)
        {
            numbers.TryAdd(ignored, other);
        }
    }

    /// <summary>The task whose numbers these are.</summary>
    public Task Task { get; }

    /// <summary>What has another number, in words.</summary>
    public IEnumerable<string> Changes => numbers.Where(entry => entry.Key != entry.Value).Select(entry => FormattableString.Invariant(
        $"{(entry.Key >= 0 && entry.Key < names.Count ? names[(int)entry.Key] : Segmentation.DontCareName)} from {entry.Key} to {entry.Value}"));

    /// <summary>Compares a data set's task with the one that covers all.</summary>
    /// <param name="own">The data set's.</param>
    /// <param name="task">The one that covers all, or a model's.</param>
    /// <param name="leavesOut">Whether the task may be without classes of the data set, whose truths are errors then, but for those that may have another name there.</param>
    /// <returns>What changes truths; null where they mean the same in both.</returns>
    public static ClassNumbers? Between(Task own, Task task, bool leavesOut = false)
    {
        if (ReferenceEquals(own, task) || own is not (Classification or Segmentation or Detection) || task is not IClassTask { Classes: var all })
        {
            return null;
        }

        var mine = ((IClassTask)own).Classes;
        var same = mine.Names.SequenceEqual(all.Names.Take(mine.Names.Count));
        return own switch
        {
            // A task of a user's own may merge as it likes.
            _ when !leavesOut && !mine.Names.All(all.Indices.ContainsKey) => null,
            Detection when same => null,
            Segmentation when same && (mine.Ignored is null || mine.Ignored == all.Ignored) => null,
            Classification { MultiLabel: var several } when same && (!several || mine.Names.Count == all.Names.Count) => null,
            _ => new ClassNumbers(own, task, mine, all),
        };
    }

    /// <summary>Whether a class that a model does not know may be one of its own under another name: the one in its place, which the data set does not know.</summary>
    /// <param name="mine">The data set's classes.</param>
    /// <param name="index">The class.</param>
    /// <param name="all">The model's.</param>
    public static bool IsRenamed(ClassTable mine, int index, ClassTable all) =>
        !all.Indices.ContainsKey(mine.Names[index]) && index < all.Names.Count && !mine.Indices.ContainsKey(all.Names[index]);

    /// <summary>A truth in the task's numbers.</summary>
    /// <param name="truth">What the data set says; it is not changed.</param>
    /// <returns>The same object where nothing changes.</returns>
    /// <exception cref="UserErrorException">It holds a number that stands for nothing in the data set.</exception>
    public object? Of(object? truth) => (own, truth) switch
    {
        (Detection detection, IReadOnlyList<object?> boxes) when boxes.Any(IsOfNoTask) =>
            boxes.Select(box => IsOfNoTask(box) ? ((BoundingBox)box!).WithTask(detection) : box).ToList(),
        (Classification { MultiLabel: true }, Tensor flags) => Moved(flags),
        (Classification { MultiLabel: true }, IEnumerable list and not string) => Moved(list),
        (Classification or Segmentation, Tensor labels) => Renumbered(labels),
        // Real ones stay real: those of another data set in the batch are, too.
        (Classification, float or double) => (double)NumberOf(Convert.ToDouble(truth, null)),
        (Classification, _) when truth is bool || PlainValues.Normalize(truth) is long => (long)NumberOf(Convert.ToDouble(truth, null)),
        _ => truth,
    };

    private static bool IsOfNoTask(object? box) => box is BoundingBox { Task: null, ClassId: long };

    private Tensor Renumbered(Tensor labels)
    {
        using var scope = NewDisposeScope();
        var values = labels.to(ScalarType.Float64, copy: true).contiguous();
        var (last, number) = (double.NaN, 0);
        foreach (ref var value in values.DataSpan<double>())
        {
            if (value != last)
            {
                (last, number) = (value, NumberOf(value));
            }

            value = number;
        }

        return values.to(Fits(labels.dtype) ? labels.dtype : ScalarType.Int64).MoveToOuterDisposeScope();
    }

    // One value 0 or 1 for each class. What has another length is said of the sample later.
    private Tensor Moved(Tensor flags)
    {
        if (flags.numel() != names.Count)
        {
            return flags;
        }

        using var scope = NewDisposeScope();
        var given = flags.to(ScalarType.Float64).contiguous();
        var moved = zeros([count], ScalarType.Float64);
        for (var i = 0; i < names.Count; i++)
        {
            var flag = given.DataSpan<double>()[i];
            if (flag != 0)
            {
                moved.DataSpan<double>()[NumberOf(i)] = flag;
            }
        }

        return moved.to(flags.dtype).MoveToOuterDisposeScope();
    }

    private object Moved(IEnumerable list)
    {
        var values = list.Cast<object?>().Select(PlainValues.Normalize).ToList();
        if (values.Count != names.Count || values.Exists(value => value is not (bool or long or double)))
        {
            return list;
        }

        object none = values[0] switch { bool => (object)false, double => 0.0, _ => 0L };
        var moved = Enumerable.Repeat((object?)none, count).ToList();
        for (var i = 0; i < names.Count; i++)
        {
            if (Convert.ToDouble(values[i], null) != 0)
            {
                moved[NumberOf(i)] = values[i];
            }
        }

        return moved;
    }

    private int NumberOf(double value)
    {
        if (numbers.TryGetValue(value, out var number))
        {
            return number;
        }

        var what = FormattableString.Invariant($"the {(own is Segmentation ? "label map" : "label")} under '{own.GtKey}' has the value {value}");
        throw new UserErrorException(NameOf(value) is { } name
            ? $"{what}, in its data set '{name}', which the task does not have"
            : FormattableString.Invariant($"{what}, which is no class index of its data set (those of {names.Count} classes are 0 to {names.Count - 1}){(own is Segmentation { DontCare: null } ? "; for pixels without a class set 'dontcare'" : "")}"));
    }

    private string? NameOf(double value) =>
        value >= 0 && value < names.Count && value == Math.Floor(value) ? names[(int)value]
        : own is Segmentation { DontCare: { } ignored } && value == ignored ? Segmentation.DontCareName
        : null;

    private bool Fits(ScalarType type) => type switch
    {
        ScalarType.Bool => false,
        ScalarType.Byte => numbers.Values.All(number => number is >= byte.MinValue and <= byte.MaxValue),
        ScalarType.Int8 => numbers.Values.All(number => number is >= sbyte.MinValue and <= sbyte.MaxValue),
        ScalarType.Int16 => numbers.Values.All(number => number is >= short.MinValue and <= short.MaxValue),
        _ => true,
    };
}
