using System.Threading.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Viz.Projection;

/// <summary>How far neighbours in a projection are neighbours of the points themselves.</summary>
/// <remarks>J. Venna and S. Kaski, Neighborhood preservation in nonlinear projection methods, 2001; as <c>sklearn.manifold.trustworthiness</c> counts it.</remarks>
public static class Trustworthiness
{
    /// <summary>Rates a projection.</summary>
    /// <param name="points">Floating point numbers (n, d) on the CPU.</param>
    /// <param name="projected">The projection, (n, c).</param>
    /// <param name="neighbors">How many neighbours in the projection are looked at; fewer than half the points.</param>
    /// <returns>From 0 to 1; 1 where all of them are among as many nearest ones of the points.</returns>
    /// <exception cref="ArgumentException">The two are no matrices of as many rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are too many neighbours, or none.</exception>
    public static double Of(Tensor points, Tensor projected, int neighbors = 5)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(projected);
        if (points.dim() != 2 || projected.dim() != 2 || points.shape[0] != projected.shape[0])
        {
            throw new ArgumentException("The points and their projection must be matrices of as many rows.", nameof(projected));
        }

        var (count, width) = ((int)points.shape[0], (int)points.shape[1]);
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbors, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(neighbors, count / 2.0, nameof(neighbors));
        using var scope = NewDisposeScope();
        var near = Neighbors.Find(projected, neighbors);
        var values = points.to(ScalarType.Float64).contiguous().DataSpan<double>().ToArray();
        var excess = new double[count];
        Parallel.For(0, count, row =>
        {
            var distances = new double[count];
            for (var other = 0; other < count; other++)
            {
                distances[other] = Neighbors.Distance(values.AsSpan(row * width, width), values.AsSpan(other * width, width), PointMetric.Euclidean);
            }

            for (var i = 0; i < neighbors; i++)
            {
                excess[row] += Math.Max(0, Rank(distances, row, near.Indices[(row * neighbors) + i]) - neighbors);
            }
        });
        return 1 - (excess.Sum() * 2 / (count * (double)neighbors * ((2.0 * count) - (3.0 * neighbors) - 1)));
    }

    // 1 for the nearest; of two as near the one with the lower number comes first.
    private static int Rank(double[] distances, int self, int index)
    {
        var rank = 1;
        for (var other = 0; other < distances.Length; other++)
        {
            if (other != self && (distances[other] < distances[index] || (distances[other] == distances[index] && other < index)))
            {
                rank++;
            }
        }

        return rank;
    }
}
