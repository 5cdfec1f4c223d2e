using System.Threading.Tasks;

namespace Thelper.Viz.Projection;

/// <summary>How surely points are neighbours, each by the scale of distances around itself: the fuzzy simplicial set of UMAP (sections 3.1 and 4.1 of the paper).</summary>
internal static class FuzzyNeighborhoods
{
    private const int Steps = 64;
    private const double Tolerance = 1e-5;
    private const double LeastScale = 1e-3;

    /// <summary>The sureness of pairs, from 0 to 1.</summary>
    /// <param name="neighbors">The neighbours of each point, without itself.</param>
    /// <param name="localConnectivity">See <see cref="UmapOptions.LocalConnectivity"/>.</param>
    /// <param name="mixRatio">See <see cref="UmapOptions.SetOpMixRatio"/>.</param>
    public static SparseGraph Of(Neighbors neighbors, double localConnectivity = 1, double mixRatio = 1)
    {
        var each = neighbors.Each;
        var overall = neighbors.Distances.Sum() / (neighbors.Count * (each + 1.0));
        var directed = new double[neighbors.Distances.Length];
        Parallel.For(0, neighbors.Count, row =>
        {
            var distances = neighbors.Distances.AsSpan(row * each, each);
            var nearest = Nearest(distances, localConnectivity);
            var scale = Scale(distances, nearest, overall);
            for (var i = 0; i < each; i++)
            {
                var beyond = distances[i] - nearest;
                directed[(row * each) + i] = beyond <= 0 || scale == 0 ? 1 : Math.Exp(-beyond / scale);
            }
        });
        return SparseGraph.Of(neighbors, directed).Symmetric((one, other) => (mixRatio * (one + other - (one * other))) + ((1 - mixRatio) * one * other));
    }

    // Up to where points are surely neighbours; between two of them where the connectivity is no whole number.
    private static double Nearest(ReadOnlySpan<double> distances, double connectivity)
    {
        var apart = distances.ToArray().SkipWhile(distance => distance <= 0).ToArray();
        if (apart.Length == 0)
        {
            return 0;
        }

        if (apart.Length < connectivity)
        {
            return apart[^1];
        }

        var whole = (int)Math.Floor(connectivity);
        var rest = connectivity - whole;
        return whole == 0 ? rest * apart[0]
            : rest > Tolerance && whole < apart.Length ? apart[whole - 1] + (rest * (apart[whole] - apart[whole - 1]))
            : apart[whole - 1];
    }

    // Such that the sureness of all neighbours sums to the logarithm of their number.
    private static double Scale(ReadOnlySpan<double> distances, double nearest, double overall)
    {
        var (target, low, high, scale) = (Math.Log2(distances.Length + 1), 0.0, double.PositiveInfinity, 1.0);
        for (var step = 0; step < Steps; step++)
        {
            var sum = 0.0;
            foreach (var distance in distances)
            {
                sum += distance > nearest ? Math.Exp(-(distance - nearest) / scale) : 1;
            }

            if (Math.Abs(sum - target) < Tolerance)
            {
                break;
            }

            if (sum > target)
            {
                high = scale;
                scale = (low + high) / 2;
            }
            else
            {
                low = scale;
                scale = double.IsPositiveInfinity(high) ? scale * 2 : (low + high) / 2;
            }
        }

        var mean = 0.0;
        foreach (var distance in distances)
        {
            mean += distance / (distances.Length + 1);
        }

        return Math.Max(scale, LeastScale * (nearest > 0 ? mean : overall));
    }
}
