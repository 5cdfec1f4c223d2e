using Thelper.Metrics;
using Thelper.Tasks;

namespace Thelper.Draw;

/// <summary>Assigns the detections of a sample to its true boxes.</summary>
/// <param name="TopK">How many of the best detections to keep for each true box; null for all.</param>
/// <param name="ConfThreshold">The least confidence; above 0, detections without confidence are left out. Null for none.</param>
/// <param name="IouThreshold">The least intersection over union with the true box; null for none: a detection that touches no true box stays, as a false alarm.</param>
public sealed record DetectionGrouping(int? TopK = null, double? ConfThreshold = null, double? IouThreshold = null)
{
    /// <summary>Groups the detections of one sample. A detection belongs to the true box with which it overlaps most, the first of equals, even where it overlaps none.</summary>
    /// <param name="targets">The true boxes; empty where there are none, which gives one group that holds every confident detection.</param>
    /// <param name="detections">The detections.</param>
    /// <returns>One group for each true box, in order; detections by falling confidence, or by falling overlap if none has a confidence.</returns>
    public IReadOnlyList<DetectionGroup> Group(IReadOnlyList<BoundingBox> targets, IReadOnlyList<BoundingBox> detections)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(detections);
        var sorted = detections.Where(IsConfident).OrderByDescending(box => ConfidenceOf(box) ?? 0).ToList();
        if (targets.Count == 0)
        {
            return [new(null, [.. Best(sorted.Select(box => (box, (double?)null)))])];
        }

        var members = targets.Select(_ => new List<(BoundingBox Box, double? Iou)>()).ToArray();
        foreach (var box in sorted)
        {
            var (place, best) = (0, double.NegativeInfinity);
            for (var i = 0; i < targets.Count; i++)
            {
                var overlap = Evaluation.ComputeBBoxIou(targets[i], box);
                (place, best) = overlap > best ? (i, overlap) : (place, best);
            }

            if (IouThreshold is not { } least || best >= least)
            {
                members[place].Add((box, best));
            }
        }

        var byOverlap = sorted.TrueForAll(box => box.Confidence is null);
        return [.. targets.Select((target, i) => new DetectionGroup(
            target, [.. Best(byOverlap ? members[i].OrderByDescending(member => member.Iou) : members[i])]))];
    }

    /// <summary>The confidence of a box, the largest one where it has several.</summary>
    internal static double? ConfidenceOf(BoundingBox box) => box.Confidence switch
    {
        double number => number,
        IReadOnlyList<object?> { Count: > 0 } list => list.Cast<double>().Max(),
        _ => null,
    };

    private bool IsConfident(BoundingBox box) => ConfThreshold is not > 0 || ConfidenceOf(box) >= ConfThreshold;

    private IEnumerable<(BoundingBox Box, double? Iou)> Best(IEnumerable<(BoundingBox Box, double? Iou)> members) => TopK is { } most ? members.Take(most) : members;
}
