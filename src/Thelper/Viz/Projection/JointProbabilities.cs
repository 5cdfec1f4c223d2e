using System.Threading.Tasks;

namespace Thelper.Viz.Projection;

/// <summary>How likely points choose each other as neighbours: what t-SNE is to reproduce.</summary>
internal static class JointProbabilities
{
    private const int Steps = 100;
    private const double Tolerance = 1e-5;

    /// <summary>The probabilities of pairs, which sum to 1; only those of neighbours are not 0.</summary>
    /// <param name="neighbors">The neighbours of each point.</param>
    /// <param name="perplexity">Two to the entropy of each point's choice.</param>
    public static SparseGraph Of(Neighbors neighbors, double perplexity)
    {
        var conditional = new double[neighbors.Indices.Length];
        Parallel.For(0, neighbors.Count, row =>
            Search(neighbors.Distances.AsSpan(row * neighbors.Each, neighbors.Each), Math.Log(perplexity), conditional.AsSpan(row * neighbors.Each, neighbors.Each)));
        var joint = SparseGraph.Of(neighbors, conditional).Symmetric((one, other) => one + other);
        var sum = joint.Weights.Sum();
        for (var i = 0; i < joint.Weights.Length; i++)
        {
            joint.Weights[i] /= sum;
        }

        return joint;
    }

    // Bisects the precision of a Gaussian around the point until its choice has the wanted entropy (in nats).
    private static void Search(ReadOnlySpan<double> distances, double entropy, Span<double> probabilities)
    {
        var (precision, low, high) = (1.0, double.NegativeInfinity, double.PositiveInfinity);

        // What is common to all distances cancels, and must not run out of the numbers' range.
        var nearest = distances.Length == 0 ? 0 : distances[0] * distances[0];
        for (var step = 0; step < Steps; step++)
        {
            var (sum, weighted) = (0.0, 0.0);
            for (var i = 0; i < distances.Length; i++)
            {
                var square = (distances[i] * distances[i]) - nearest;
                probabilities[i] = Math.Exp(-precision * square);
                sum += probabilities[i];
                weighted += square * probabilities[i];
            }

            for (var i = 0; i < distances.Length; i++)
            {
                probabilities[i] /= sum;
            }

            var excess = Math.Log(sum) + (precision * weighted / sum) - entropy;
            if (Math.Abs(excess) <= Tolerance)
            {
                return;
            }

            if (excess > 0)
            {
                low = precision;
                precision = double.IsPositiveInfinity(high) ? precision * 2 : (precision + high) / 2;
            }
            else
            {
                high = precision;
                precision = double.IsNegativeInfinity(low) ? precision / 2 : (precision + low) / 2;
            }
        }
    }
}
