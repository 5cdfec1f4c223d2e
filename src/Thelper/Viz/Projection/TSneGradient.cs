using System.Threading.Tasks;

namespace Thelper.Viz.Projection;

/// <summary>The gradient of the divergence of two likelihoods: that of points to choose each other, and the one that their projection tells.</summary>
/// <param name="joint">The likelihood of each pair.</param>
/// <param name="angle">See <see cref="TSneOptions.Angle"/>; 0 for the exact gradient.</param>
internal sealed class TSneGradient(SparseGraph joint, double angle)
{
    private const int Rows = 32;
    private const double Least = 2.220446049250313e-16;
    private readonly Repulsion repulsion = new(joint.Count, angle);
    private readonly float[] weights = Array.ConvertAll(joint.Weights, weight => (float)weight);
    private double sum;

    /// <summary>Its coordinates.</summary>
    public float[] X { get; } = new float[joint.Count];

    /// <summary>The others.</summary>
    public float[] Y { get; } = new float[joint.Count];

    /// <summary>The length of the gradient.</summary>
    public double Length => Math.Sqrt(X.Sum(value => (double)value * value) + Y.Sum(value => (double)value * value));

    /// <summary>Computes it.</summary>
    /// <param name="x">The points' coordinates.</param>
    /// <param name="y">The others.</param>
    /// <param name="exaggeration">By how much points attract each other more.</param>
    public void Compute(float[] x, float[] y, double exaggeration)
    {
        sum = repulsion.Sum(x, y, X, Y);
        var (pull, push) = ((float)(4 * exaggeration), (float)(4 / sum));
        Parallel.For(0, (joint.Count + Rows - 1) / Rows, part =>
        {
            for (var row = part * Rows; row < Math.Min(joint.Count, (part + 1) * Rows); row++)
            {
                var (attractionX, attractionY) = Attraction(x, y, row);
                X[row] = (pull * attractionX) - (push * X[row]);
                Y[row] = (pull * attractionY) - (push * Y[row]);
            }
        });
    }

    /// <summary>The divergence (Kullback and Leibler's) of the points for which <see cref="Compute"/> was called, before they moved on.</summary>
    /// <param name="x">The points' coordinates.</param>
    /// <param name="y">The others.</param>
    /// <param name="exaggeration">By how much points attract each other more.</param>
    public double Divergence(float[] x, float[] y, double exaggeration)
    {
        var rows = new double[joint.Count];
        Parallel.For(0, joint.Count, row =>
        {
            for (var i = joint.Starts[row]; i < joint.Starts[row + 1]; i++)
            {
                var (dx, dy) = ((double)x[row] - x[joint.Columns[i]], (double)y[row] - y[joint.Columns[i]]);
                var p = joint.Weights[i] * exaggeration;
                rows[row] += p * Math.Log(Math.Max(p, Least) / Math.Max(1 / (1 + (dx * dx) + (dy * dy)) / sum, Least));
            }
        });
        return rows.Sum();
    }

    private (float X, float Y) Attraction(float[] x, float[] y, int row)
    {
        var (px, py, sumX, sumY) = (x[row], y[row], 0f, 0f);
        var columns = joint.Columns.AsSpan(joint.Starts[row]..joint.Starts[row + 1]);
        var likely = weights.AsSpan(joint.Starts[row], columns.Length);
        for (var i = 0; i < columns.Length; i++)
        {
            var (dx, dy) = (px - x[columns[i]], py - y[columns[i]]);
            var force = likely[i] / (1 + (dx * dx) + (dy * dy));
            sumX += force * dx;
            sumY += force * dy;
        }

        return (sumX, sumY);
    }
}
