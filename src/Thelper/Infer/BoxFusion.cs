using Thelper.Infer.Tiling;
using Thelper.Tasks;

namespace Thelper.Infer;

/// <summary>Weighted box fusion (Solovyev, Wang, Gabruseva: Weighted boxes fusion, Image and Vision Computing 107, 2021; arXiv:1910.13302) of what several views of a picture show.</summary>
/// <remarks>
/// Boxes of a class, best first, join the group whose fused box they overlap best by more than <see cref="LeastOverlap"/>, else they begin one. A group's box is the mean of its boxes
/// weighted by their scores; its score is the mean of theirs, times the share of the views that have one. A mask has the pixels on which half of the boxes' masks agree, by their scores; key
/// points are weighted means as the corners are.
/// </remarks>
internal static class BoxFusion
{
    /// <summary>Intersection over union from which boxes are of one object.</summary>
    public const double LeastOverlap = 0.55;

    /// <summary>Fuses.</summary>
    /// <param name="views">The boxes of each view, all in the same pixels.</param>
    /// <returns>The fused boxes, best first.</returns>
    public static IReadOnlyList<ScoredBox> Fuse(IReadOnlyList<IReadOnlyList<ScoredBox>> views)
    {
        var groups = new List<Group>();
        foreach (var box in views.SelectMany(boxes => boxes).OrderByDescending(box => box.Score))
        {
            var best = groups.Where(group => group.Fused.Label == box.Label && group.Fused.Overlap(box) > LeastOverlap).MaxBy(group => group.Fused.Overlap(box));
            if (best is null)
            {
                groups.Add(new(box));
            }
            else
            {
                best.Add(box);
            }
        }

        return [.. groups.Select(group => group.Fused with { Score = group.Fused.Score * Math.Min(group.Count, views.Count) / views.Count, Shape = group.Shape }).OrderByDescending(box => box.Score)];
    }

    private sealed class Group(ScoredBox first)
    {
        private readonly List<(ObjectShape? Shape, double Weight)> shapes = [(first.Shape, first.Score)];
        private double weight = first.Score;

        public ScoredBox Fused { get; private set; } = first;

        public int Count => shapes.Count;

        public ObjectShape? Shape => ShapeParts.Fused(shapes);

        public void Add(ScoredBox box)
        {
            var sum = weight + box.Score;
            var share = sum > 0 ? box.Score / sum : 0;
            Fused = new(
                Fused.Label, sum / (Count + 1), Mean(Fused.Left, box.Left), Mean(Fused.Top, box.Top), Mean(Fused.Right, box.Right), Mean(Fused.Bottom, box.Bottom));
            weight = sum;
            shapes.Add((box.Shape, box.Score));

            double Mean(double old, double more) => old + ((more - old) * share);
        }
    }
}
