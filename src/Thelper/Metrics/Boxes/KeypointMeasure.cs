using Thelper.Tasks;

namespace Thelper.Metrics.Boxes;

/// <summary>COCO's object keypoint similarity: how near predicted points lie to the true ones, by the size of the object and how exactly people place each point.</summary>
/// <remarks>https://cocodataset.org/#keypoints-eval. Only points that are labelled count; an object without one is left out.</remarks>
/// <param name="sigmas">For each key point, the deviation of its places in shares of the object's size.</param>
internal sealed class KeypointMeasure(IReadOnlyList<double> sigmas) : CocoMeasure
{
    // The share of a box that an object covers, for data sets that do not give its area.
    private const double Covered = 0.53;

    /// <summary>The deviations of the 17 key points of COCO's persons, in their order.</summary>
    public static IReadOnlyList<double> OfPersons { get; } =
        [0.026, 0.025, 0.025, 0.035, 0.035, 0.079, 0.079, 0.072, 0.072, 0.062, 0.062, 0.107, 0.107, 0.087, 0.087, 0.089, 0.089];

    /// <inheritdoc/>
    public override int MostFound => 20;

    /// <inheritdoc/>
    public override double Likeness(in Box found, in Box truth)
    {
        var (mine, theirs) = (PointsOf(found, "a predicted"), PointsOf(truth, "a true"));
        var labelled = theirs.Any(point => point.Visibility > 0);
        var (sum, count) = (0.0, 0);
        for (var i = 0; i < sigmas.Count; i++)
        {
            if (labelled && theirs[i].Visibility <= 0)
            {
                continue;
            }

            // Without a labelled point, what lies within a box of twice the size each way is no mistake.
            var (width, height) = (truth.Right - truth.Left, truth.Bottom - truth.Top);
            var dx = labelled ? mine[i].X - theirs[i].X : Math.Max(0, truth.Left - width - mine[i].X) + Math.Max(0, mine[i].X - (truth.Left + (2 * width)));
            var dy = labelled ? mine[i].Y - theirs[i].Y : Math.Max(0, truth.Top - height - mine[i].Y) + Math.Max(0, mine[i].Y - (truth.Top + (2 * height)));
            var variance = 4 * sigmas[i] * sigmas[i];
            sum += Math.Exp(-((dx * dx) + (dy * dy)) / variance / (TrueArea(truth) + Math.BitIncrement(1.0) - 1) / 2);
            count++;
        }

        return sum / count;
    }

    /// <inheritdoc/>
    public override double TrueArea(in Box truth) => truth.Shape?.Size ?? (truth.Area * Covered);

    /// <inheritdoc/>
    public override double FoundArea(in Box found)
    {
        var points = PointsOf(found, "a predicted");
        return (points.Max(point => point.X) - points.Min(point => point.X)) * (points.Max(point => point.Y) - points.Min(point => point.Y));
    }

    /// <inheritdoc/>
    public override bool Passes(in Box truth) => !PointsOf(truth, "a true").Any(point => point.Visibility > 0);

    private IReadOnlyList<KeyPoint> PointsOf(in Box box, string which) => box.Shape?.KeyPoints is not { } points
        ? throw new UserErrorException($"{which} box has no key points to compare; set \"keypoints\": true in the data set, and use a model that finds them")
        : points.Count == sigmas.Count ? points
        : throw new UserErrorException($"{which} box has {points.Count} key points, and there are {sigmas.Count} deviations ('sigmas')");
}
