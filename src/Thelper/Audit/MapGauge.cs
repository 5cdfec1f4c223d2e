using System.Globalization;
using Thelper.Torch;

namespace Thelper.Audit;

/// <summary>Measures where the areas of a label map have gone, and compares that with the map behind a step.</summary>
internal static class MapGauge
{
    private const int MostClasses = 8;
    private const int LeastPixels = 12;
    // Of the pixels along an area's edge: so many may be wrong, as corners and thin parts are sampled, not covered.
    private const double Corners = 0.04;
    private const int Reach = 4;
    private const double HalfStep = 0.5;

    /// <summary>Measures.</summary>
    /// <param name="probe">Looks at the step.</param>
    /// <param name="before">The map that comes to it.</param>
    /// <param name="after">The map behind it.</param>
    /// <param name="fill">The label where nothing of the image is: it may be anywhere.</param>
    public static IEnumerable<Reading> Measure(Probe probe, object? before, object? after, double fill)
    {
        if (Labels(before) is not { } from || from.Length != probe.Height * probe.Width)
        {
            yield return new("map", "", null, Note: "no label map of the image's size comes to it");
            yield break;
        }

        if (Labels(after) is not { } to || to.Length != probe.OutHeight * probe.OutWidth)
        {
            yield return new("map", "", null, Note: "the label map has not the size of the image", IsWrong: true);
            yield break;
        }

        foreach (var (label, _) in from.CountBy(value => value).Where(entry => entry.Value >= LeastPixels).OrderByDescending(entry => entry.Value).Take(MostClasses))
        {
            var coverage = probe.Look(Array.ConvertAll(from, value => value == label ? 1f : 0f));
            yield return Compare(probe, coverage, Array.ConvertAll(to, value => value == label), label.ToString(CultureInfo.InvariantCulture), label == fill);
        }
    }

    private static Reading Compare(Probe probe, Coverage coverage, bool[] label, string name, bool isFill)
    {
        var (width, height) = (probe.OutWidth, probe.OutHeight);
        var found = Array.ConvertAll(coverage.Share, part => part >= 0.5f);
        var wrong = new List<int>();
        var edge = 0;
        for (var i = 0; i < label.Length; i++)
        {
            if (probe.Seen[i])
            {
                edge += OnEdge(label, i, width, height) ? 1 : 0;
                if (label[i] ? !isFill && coverage.Share[i] < 0.25f : coverage.Share[i] > 0.75f)
                {
                    wrong.Add(i);
                }
            }
        }

        var allowed = Math.Max(3, Corners * edge);
        if (wrong.Count <= allowed)
        {
            return new("map", name, 0, 0) { Area = found };
        }

        // What is far from where it belongs; pixels that are next to it are off by a part of a pixel or by one.
        var far = wrong.Select(i => Nearest(label[i] ? found : label, i, width, height)).Where(distance => distance > 1.5).Order().ToList();
        var drift = far.Count > allowed ? far[far.Count * 9 / 10] : BestShift(coverage, label, probe.Seen, width, height);
        return new("map", name, drift, drift) { Area = found };
    }

    private static bool OnEdge(bool[] label, int i, int width, int height)
    {
        var (x, y) = (i % width, i / width);
        return label[i] && ((x > 0 && !label[i - 1]) || (x < width - 1 && !label[i + 1]) || (y > 0 && !label[i - width]) || (y < height - 1 && !label[i + width]));
    }

    // Ring by ring; beyond the last one it does not matter how far it is.
    internal static double Nearest(bool[] map, int i, int width, int height)
    {
        var (x, y, limit) = (i % width, i / width, Math.Max(width, height) / 4);
        for (var ring = 1; ring <= limit; ring++)
        {
            var best = double.PositiveInfinity;
            for (var v = y - ring; v <= y + ring; v++)
            {
                for (var u = x - ring; u <= x + ring; u += v == y - ring || v == y + ring ? 1 : 2 * ring)
                {
                    if (u >= 0 && v >= 0 && u < width && v < height && map[(v * width) + u])
                    {
                        best = Math.Min(best, Math.Sqrt(((u - x) * (u - x)) + ((v - y) * (v - y))));
                    }
                }
            }

            if (best < double.PositiveInfinity)
            {
                return best;
            }
        }

        return limit;
    }

    // The shift of the labels, in half pixels, by which they agree best with the pixels.
    private static double BestShift(Coverage coverage, bool[] label, bool[] seen, int width, int height)
    {
        var band = Enumerable.Range(0, label.Length).Where(i => seen[i] && Differs(label, i, width, height)).ToArray();
        return BestShift(coverage, Array.ConvertAll(label, inside => inside ? 1f : 0f), band, width, height);
    }

    /// <summary>The shift of a map, in half pixels up to two, by which it agrees best with what is found.</summary>
    /// <param name="coverage">What is found.</param>
    /// <param name="map">The map, 0 to 1.</param>
    /// <param name="band">The pixels that are compared.</param>
    /// <param name="width">Width of the map.</param>
    /// <param name="height">Its height.</param>
    internal static double BestShift(Coverage coverage, float[] map, int[] band, int width, int height)
    {
        var best = (Error: double.PositiveInfinity, Length: 0.0);
        for (var dy = -Reach; dy <= Reach; dy++)
        {
            for (var dx = -Reach; dx <= Reach; dx++)
            {
                var (sx, sy) = (dx * HalfStep, dy * HalfStep);
                var error = band.Sum(i => Math.Abs(coverage.Share[i] - Soft(map, (i % width) - sx, (i / width) - sy, width, height)));
                var length = Math.Sqrt((sx * sx) + (sy * sy));
                if (error < best.Error - 1e-6 || (error < best.Error + 1e-6 && length < best.Length))
                {
                    best = (error, length);
                }
            }
        }

        return best.Length;
    }

    private static bool Differs(bool[] label, int i, int width, int height)
    {
        var (x, y) = (i % width, i / width);
        for (var v = Math.Max(0, y - 2); v <= Math.Min(height - 1, y + 2); v++)
        {
            for (var u = Math.Max(0, x - 2); u <= Math.Min(width - 1, x + 2); u++)
            {
                if (label[(v * width) + u] != label[i])
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static double Soft(float[] map, double x, double y, int width, int height)
    {
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        double At(int u, int v) => map[(Math.Clamp(v, 0, height - 1) * width) + Math.Clamp(u, 0, width - 1)];
        var (fx, fy) = (x - left, y - top);
        return (((At(left, top) * (1 - fx)) + (At(left + 1, top) * fx)) * (1 - fy)) + (((At(left, top + 1) * (1 - fx)) + (At(left + 1, top + 1) * fx)) * fy);
    }

    /// <summary>The labels of a map H×W, row after row; null where it is none.</summary>
    public static long[]? Labels(object? value)
    {
        if (Probe.First(value) is not torch.Tensor map || map.is_complex())
        {
            return null;
        }

        using var scope = torch.NewDisposeScope();
        var flat = map.ndim == 3 && map.shape[0] == 1 ? map.squeeze(0) : map.ndim == 3 && map.shape[2] == 1 ? map.squeeze(2) : map;
        return flat.ndim == 2 ? flat.to(torch.int64).contiguous().DataSpan<long>().ToArray() : null;
    }
}
