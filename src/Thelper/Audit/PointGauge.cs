using System.Globalization;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Audit;

/// <summary>Measures where points have gone, and compares that with the points behind a step.</summary>
internal static class PointGauge
{
    private const double Near = 8;

    /// <summary>Measures.</summary>
    /// <param name="probe">Looks at the step.</param>
    /// <param name="before">The points that come to it, (..., n, 2 or 3).</param>
    /// <param name="after">Those behind it.</param>
    /// <param name="pairs">Points that change their names in a mirror.</param>
    public static IEnumerable<Reading> Measure(Probe probe, torch.Tensor before, torch.Tensor after, IReadOnlyList<(int Left, int Right)> pairs)
    {
        var (from, to) = (Read(before), Read(after));
        var count = (int)before.shape[^2];
        for (var i = 0; i < from.Count; i++)
        {
            var name = i.ToString(CultureInfo.InvariantCulture);
            if (from[i] is not { } point || Marks.Square(probe.Height, probe.Width, point.X, point.Y) is not { } mark)
            {
                continue;
            }

            if (to.Count != from.Count)
            {
                yield return new("point", name, null, Note: "there are not as many points behind the step");
                continue;
            }

            // In a mirror the left eye is where the right one was; which it is, the pixels decide.
            var partner = pairs.Where(pair => pair.Left == i % count || pair.Right == i % count).Select(pair => i - (i % count) + (pair.Left == i % count ? pair.Right : pair.Left)).FirstOrDefault(i);
            var places = new[] { to[i], to[partner] }.OfType<(double X, double Y)>().ToList();
            var coverage = probe.Look(mark);
            var expected = places.Count > 0 ? places[0] : (X: probe.OutWidth / 2.0, Y: probe.OutHeight / 2.0);
            var found = coverage.Find(new BoxEdges(expected.X - 1, expected.Y - 1, expected.X + 1, expected.Y + 1));
            yield return (found, places.Count) switch
            {
                (null, _) when to[i] is null => new("point", name, null, Dropped: "outside", Seen: 0),
                (null, _) when Hidden(coverage, expected) => new("point", name, null, Note: "hidden"),
                (null, _) => new("point", name, null, Note: "kept, and nothing of it is seen", IsWrong: true),
                ({ IsWhole: false }, _) => new("point", name, null, Note: "too near to an edge to be measured"),
                ({ } blob, 0) => new("point", name, null, Dropped: "no reason", Note: "dropped, and it is still seen", Seen: 1, IsWrong: true),
                ({ } blob, _) => places.Min(place => Math.Sqrt(Math.Pow(place.X - blob.Centre.X, 2) + Math.Pow(place.Y - blob.Centre.Y, 2))) is var drift
                    ? new("point", name, drift, drift, Seen: 1) { Found = new(blob.Centre.X, blob.Centre.Y, blob.Centre.X, blob.Centre.Y) } : throw new InvalidOperationException(),
            };
        }
    }

    private static bool Hidden(Coverage coverage, (double X, double Y) place) =>
        coverage.SeenShare(new BoxEdges(place.X - Near, place.Y - Near, place.X + Near, place.Y + Near)) < 0.9
            || place.X < Near || place.Y < Near || place.X > coverage.Width - Near || place.Y > coverage.Height - Near;

    /// <summary>The places of points; null for those that are not there.</summary>
    public static List<(double X, double Y)?> Read(torch.Tensor points)
    {
        var length = (int)points.shape[^1];
        using var plain = points.to(torch.float64).contiguous();
        var numbers = plain.DataSpan<double>().ToArray();
        return [.. Enumerable.Range(0, numbers.Length / length).Select(i => numbers.AsSpan(i * length, length) is var at && double.IsFinite(at[0]) && double.IsFinite(at[1]) && (length == 2 || at[2] > 0)
            ? (at[0], at[1]) : ((double, double)?)null)];
    }
}
