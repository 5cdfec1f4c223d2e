using System.Globalization;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Transforms;

namespace Thelper.Audit;

/// <summary>Measures where the things in boxes have gone, and compares that with the boxes behind a step.</summary>
internal static class BoxGauge
{
    // A turned rectangle fills less of what bounds it, and the tips of its corners are thinner than a pixel.
    private const double Upright = 0.93;
    private const double Tip = 0.5;
    private const double Ragged = 1.25;
    private const double Rounded = 0.3;
    private const double Several = 1.6;
    private const double Tiny = 4;
    private const double Fraction = 0.05;
    // Less than this of a thing is nothing that could have been seen.
    private const double Nothing = 0.02;
    private const string Tag = "audit:";

    /// <summary>The boxes under names of their own, so that each can be told from the others behind the steps.</summary>
    public static object? Tagged(object? value) => value is IReadOnlyList<object?> list && list.All(box => box is BoundingBox)
        ? list.Cast<BoundingBox>().Select((box, i) => (object?)box.WithImageId($"{Tag}{i.ToString(CultureInfo.InvariantCulture)}")).ToList()
        : value;

    /// <summary>Whether boxes have their names already; of none there is nothing to name.</summary>
    public static bool IsTagged(object? value) => Boxes(value) is { } boxes && boxes.All(box => (box.ImageId as string)?.StartsWith(Tag, StringComparison.Ordinal) == true);

    /// <summary>The boxes of a field: of copies or tiles the first one's. Null where it holds none.</summary>
    public static IReadOnlyList<BoundingBox>? Boxes(object? value) => value switch
    {
        IReadOnlyList<object?> boxes when boxes.All(box => box is BoundingBox) => [.. boxes.Cast<BoundingBox>()],
        IReadOnlyList<object?> { Count: > 0 } list when list[0] is IReadOnlyList<object?> => Boxes(list[0]),
        _ => null,
    };

    /// <summary>Measures.</summary>
    /// <param name="probe">Looks at the step.</param>
    /// <param name="before">The boxes that come to it.</param>
    /// <param name="after">Those behind it.</param>
    /// <param name="inner">What the step makes of boxes that are as small as their marks, see <see cref="Inner"/>; null where that is not known.</param>
    /// <param name="limits">Least area and share that the step keeps; null where it has none.</param>
    public static IEnumerable<Reading> Measure(
        Probe probe, IReadOnlyList<BoundingBox> before, IReadOnlyList<BoundingBox> after, IReadOnlyList<BoundingBox>? inner, (double Area, double Visibility)? limits)
    {
        var tagged = after.All(box => (box.ImageId as string)?.StartsWith(Tag, StringComparison.Ordinal) == true);
        for (var i = 0; i < before.Count; i++)
        {
            var box = before[i];
            var name = $"{(box.ImageId as string)?.Replace(Tag, "", StringComparison.Ordinal)} ({NameOf(box)})";
            if (!tagged && after.Count != before.Count)
            {
                yield return new("box", name, null, Note: "the step makes new boxes, which cannot be told from each other");
                continue;
            }

            var left = tagged ? after.FirstOrDefault(one => Equals(one.ImageId, box.ImageId)) : after[i];
            yield return left is null ? Gone(probe, box, name, limits) : Compare(probe, box, left, tagged ? inner?.FirstOrDefault(one => Equals(one.ImageId, box.ImageId)) : null, name);
        }
    }

    /// <summary>Boxes that reach to the image's edge, as small as their marks; the others as they are.</summary>
    /// <returns>Null where all are as they are.</returns>
    public static List<object?>? Inner(IReadOnlyList<BoundingBox> boxes, int height, int width)
    {
        var inner = boxes.Select(box => Marked(MovedFields.Edges(box), height, width) is { } mark && mark != MovedFields.Edges(box)
            ? box.Moved([mark.Left, mark.Top, mark.Right - (box.Width - (box.Right - box.Left)), mark.Bottom - (box.Height - (box.Bottom - box.Top))], cut: false) : box).ToList();
        return inner.SequenceEqual(boxes, ReferenceEqualityComparer.Instance) ? null : [.. inner];
    }

    // A thing at the image's edge would run into its mirror image where the border is mirrored: it is marked a little smaller.
    private static BoxEdges? Marked(BoxEdges edges, int height, int width)
    {
        var inset = Inset(height, width);
        var marked = new BoxEdges(Math.Max(edges.Left, inset), Math.Max(edges.Top, inset), Math.Min(edges.Right, width - inset), Math.Min(edges.Bottom, height - inset));
        return marked.Width < 1 || marked.Height < 1 ? null : marked;
    }

    // In whole pixels, so that boxes of whole pixels stay so.
    private static double Inset(int height, int width) => Math.Max(2, Math.Ceiling(0.01 * Math.Min(height, width)));

    private static Reading Gone(Probe probe, BoundingBox box, string name, (double Area, double Visibility)? limits)
    {
        var edges = MovedFields.Edges(box);
        var area = probe.Look(Marks.Rectangle(probe.Height, probe.Width, edges)).Area;
        var seen = Math.Min(1, area / probe.Cells.Scale / edges.Area);
        var percent = string.Create(CultureInfo.InvariantCulture, $"{100 * seen:0} %");
        // Small remains are measured to a part of a pixel only.
        return seen < Nothing || area < 0.5 ? new("box", name, null, Dropped: "outside", Seen: seen)
            : limits is { } kept && area < kept.Area + 1 ? new("box", name, null, Dropped: "min_area", Note: string.Create(CultureInfo.InvariantCulture, $"{area:0.0} pixels left"), Seen: seen)
            : limits is { } shares && seen < shares.Visibility + 0.05 ? new("box", name, null, Dropped: "min_visibility", Note: $"{percent} left", Seen: seen)
            : new("box", name, null, Dropped: "no reason", Note: $"dropped, and {percent} of it are still seen", Seen: seen, IsWrong: true);
    }

    private static Reading Compare(Probe probe, BoundingBox box, BoundingBox left, BoundingBox? inner, string name)
    {
        var (edges, label) = (MovedFields.Edges(box), MovedFields.Edges(left));
        if (Marked(edges, probe.Height, probe.Width) is not { } marked)
        {
            return new("box", name, null, Note: "too small to be marked");
        }

        var expected = inner is null ? label : MovedFields.Edges(inner);
        var coverage = probe.Look(Marks.Rectangle(probe.Height, probe.Width, marked));
        var seen = Math.Min(1, coverage.Area / probe.Cells.Scale / marked.Area);
        if (coverage.Find(expected) is not { } blob)
        {
            return coverage.SeenShare(label) < 0.5 || probe.Cells.Scale * marked.Area < Tiny
                ? new("box", name, null, Note: "hidden, or too small to be found", Seen: 0)
                : new("box", name, null, Note: "kept, and nothing of it is seen", Seen: 0, IsWrong: true);
        }

        var hull = blob.Edges;
        var corners = new[] { (marked.Left, marked.Top), (marked.Right, marked.Top), (marked.Right, marked.Bottom), (marked.Left, marked.Bottom) }
            .Select(corner => Marks.Square(probe.Height, probe.Width, corner.Item1, corner.Item2) is { } mark && probe.Look(mark).Find(expected) is { IsWhole: true } found ? found.Centre : ((double X, double Y)?)null).ToList();
        var exact = corners.TrueForAll(corner => corner is not null);
        if (exact)
        {
            var straight = new BoxEdges(corners.Min(corner => corner!.Value.X), corners.Min(corner => corner!.Value.Y), corners.Max(corner => corner!.Value.X), corners.Max(corner => corner!.Value.Y));
            // Corners are known best; what reaches beyond them is a bent edge, unless it is a ragged one.
            hull = new(
                hull.Left < straight.Left - Ragged ? hull.Left : straight.Left, hull.Top < straight.Top - Ragged ? hull.Top : straight.Top,
                hull.Right > straight.Right + Ragged ? hull.Right : straight.Right, hull.Bottom > straight.Bottom + Ragged ? hull.Bottom : straight.Bottom);
        }

        // Where not all corners are seen, a turned thing is known less exactly.
        var upright = blob.Area > Upright * blob.Edges.Area;
        var drift = (double?)null;
        var excess = (double?)null;
        void Against(BoxEdges label, BoxEdges from, double less)
        {
            // The nearest pixel is up to half of one away, and so is a label that was rounded.
            var loose = (exact || upright ? 0 : Tip) + (coverage.IsHard && label != from && IsWhole(label) && !IsWhole(hull) ? Rounded : 0);
            foreach (var (known, beyond) in new[]
            {
                (exact || blob.Known.Left, label.Left - hull.Left), (exact || blob.Known.Top, label.Top - hull.Top),
                (exact || blob.Known.Right, hull.Right - label.Right), (exact || blob.Known.Bottom, hull.Bottom - label.Bottom),
            })
            {
                if (known)
                {
                    // Above 0 the pixels reach beyond the label, below 0 the label beyond the pixels.
                    excess = Math.Max(excess ?? 0, beyond - loose);
                    drift = Math.Max(drift ?? 0, beyond > 0 ? Math.Max(0, beyond - loose) : Math.Max(0, -beyond - loose - less));
                }
            }
        }

        // What was marked smaller than it is, is known by so much less; but then there is a box as small as the mark.
        Against(label, edges, marked == edges ? 0 : Inset(probe.Height, probe.Width) * 1.5 * Math.Max(1, Math.Sqrt(probe.Cells.Scale)));
        if (marked != edges && inner is not null)
        {
            Against(expected, marked, 0);
        }

        // Mirrored borders show a thing twice, and operations that look at all values at once change others with it: then the mark is not one place.
        if (drift >= Reading.Limit && coverage.Area > Several * probe.Cells.Scale * marked.Area)
        {
            return new("box", name, null, Note: "its mark is seen in several places, or smeared", Seen: seen);
        }

        return new("box", name, drift, excess, Note: drift is null ? "its edges are hidden" : null, Seen: seen) { Found = marked == edges ? hull : null, IsStrict = (exact || (upright && blob.Known is (true, true, true, true))) && (marked == edges || inner is not null) };
    }

    private static object NameOf(BoundingBox box) =>
        box is { Task: { } task, ClassId: long index } && index >= 0 && index < task.ClassNames.Count ? task.ClassNames[(int)index] : box.ClassId;

    private static bool IsWhole(BoxEdges box) =>
        Array.TrueForAll<double>([box.Left, box.Top, box.Right, box.Bottom], edge => Math.Abs(edge - Math.Round(edge)) < Fraction);
}
