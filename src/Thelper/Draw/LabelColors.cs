using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Draw;

/// <summary>Colours of labels: of classes from 0 on, perhaps of one value that is to be ignored, and black for all others.</summary>
/// <param name="classes">Red, green, blue for each class.</param>
/// <param name="ignored">The ignored value and its colour; null for none.</param>
public sealed class LabelColors(IReadOnlyList<IReadOnlyList<byte>> classes, KeyValuePair<long, IReadOnlyList<byte>>? ignored = null)
{
    private static readonly byte[] Black = [0, 0, 0];

    /// <summary>The colour of a label.</summary>
    /// <param name="label">The label.</param>
    /// <returns>Red, green, blue.</returns>
    public IReadOnlyList<byte> Of(long label) =>
        label >= 0 && label < classes.Count ? classes[(int)label] : ignored?.Key == label ? ignored.Value.Value : Black;

    /// <summary>Paints a label map.</summary>
    /// <param name="labels">Whole numbers [H, W] on the CPU.</param>
    /// <returns>uint8 H×W×3, red, green, blue.</returns>
    public Tensor Paint(Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        using var scope = NewDisposeScope();
        byte[] colors = [.. classes.SelectMany(color => color), .. ignored?.Value ?? Black, .. Black];
        return aten.index_select(tensor(colors, [classes.Count + 2, 3]), 0, Places(labels).reshape(-1))
            .reshape(labels.shape[0], labels.shape[1], 3).MoveToOuterDisposeScope();
    }

    /// <summary>The labels that occur and have a colour of their own.</summary>
    /// <param name="labels">Whole numbers of any shape.</param>
    internal IEnumerable<long> Known(Tensor labels)
    {
        using var scope = NewDisposeScope();
        var counts = aten.bincount(Places(labels).reshape(-1), null, classes.Count + 2).DataSpan<long>().ToArray();
        var known = Enumerable.Range(0, classes.Count).Where(i => counts[i] > 0).Select(i => (long)i);
        return [.. ignored is { } value && counts[classes.Count] > 0 ? known.Append(value.Key) : known];
    }

    // Classes keep their label, the ignored value comes next, and all others last.
    private Tensor Places(Tensor labels)
    {
        var wide = labels.to(ScalarType.Int64);
        var places = aten.where_ScalarOther(aten.logical_and(wide >= 0, wide < classes.Count), wide, classes.Count + 1L);
        return ignored is { } value ? aten.where_ScalarSelf(wide == value.Key, (long)classes.Count, places) : places;
    }
}
