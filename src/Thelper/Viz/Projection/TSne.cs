using System.Globalization;
using System.Threading.Tasks;
using Thelper.Random;
using Thelper.Config;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Viz.Projection;

/// <summary>t-distributed stochastic neighbour embedding: points in a plane such that neighbours stay neighbours.</summary>
/// <remarks>
/// L. van der Maaten and G. Hinton, Visualizing data using t-SNE, 2008; L. van der Maaten, Accelerating t-SNE using tree-based algorithms, 2014. Steps, their sizes and ends are those of
/// scikit-learn. The same points, options and seed give the same projection, whatever the number of threads.
/// </remarks>
public static class TSne
{
    private const int Exploration = 250;
    private const int CheckEvery = 50;
    private const float LeastGain = 0.01f;
    private const int Rows = 64;

    /// <summary>Projects points.</summary>
    /// <param name="points">Floating point numbers (n, d) on the CPU, all finite.</param>
    /// <param name="options">How; null for scikit-learn's defaults.</param>
    /// <returns>float32 (n, 2), owned by the caller.</returns>
    /// <exception cref="ArgumentException">The points are no matrix, or not more than the perplexity.</exception>
    public static Tensor Project(Tensor points, TSneOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(points);
        options ??= new();
        if (points.dim() != 2 || points.shape[0] <= Math.Max(2, options.Perplexity))
        {
            throw new ArgumentException("The points must be a matrix of more rows than the perplexity.", nameof(points));
        }

        using var scope = NewDisposeScope();
        var count = (int)points.shape[0];
        var each = options.Method == "exact" ? count - 1 : Math.Min(count - 1, (int)((3 * options.Perplexity) + 1));
        var joint = JointProbabilities.Of(Neighbors.Find(points, each, options.PointMetric), options.Perplexity);
        var (x, y) = Start(points, options);
        Descend(joint, x, y, options, Rate(options, count));
        return stack([tensor(x), tensor(y)], 1).contiguous().MoveToOuterDisposeScope();
    }

    private static double Rate(TSneOptions options, int count) =>
        options.LearningRate is { Value: not string } given
            ? Convert.ToDouble(given.Value, CultureInfo.InvariantCulture)
            : Math.Max(count / options.EarlyExaggeration / 4, 50);

    // The spread of the start is far below the distances that are to come.
    private static (float[] X, float[] Y) Start(Tensor points, TSneOptions options)
    {
        const double Spread = 1e-4;
        var count = (int)points.shape[0];
        var (x, y) = (new float[count], new float[count]);
        if (options.Init == "random" || points.shape[1] < 2)
        {
            var random = new NumpyRandom(options.RandomState ?? Environment.TickCount);
            for (var i = 0; i < count; i++)
            {
                // Box and Muller's way from two even draws to two normal ones.
                var (length, turn) = (Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())), 2 * Math.PI * random.NextDouble());
                (x[i], y[i]) = ((float)(Spread * length * Math.Cos(turn)), (float)(Spread * length * Math.Sin(turn)));
            }

            return (x, y);
        }

        var components = Pca.Project(points, 2);
        var values = components.DataSpan<double>();
        var deviation = 0.0;
        for (var i = 0; i < count; i++)
        {
            deviation += values[2 * i] * values[2 * i] / count;
        }

        var scale = deviation > 0 ? Spread / Math.Sqrt(deviation) : 1;
        for (var i = 0; i < count; i++)
        {
            (x[i], y[i]) = ((float)(values[2 * i] * scale), (float)(values[(2 * i) + 1] * scale));
        }

        return (x, y);
    }

    private static void Descend(SparseGraph joint, float[] x, float[] y, TSneOptions options, double rate)
    {
        var forces = new TSneGradient(joint, options.Method == "exact" ? 0 : options.Angle);
        var first = Run(forces, x, y, 0, Exploration, new(options.EarlyExaggeration, 0.5, rate, Exploration, options.MinGradNorm));
        Run(forces, x, y, first, options.Iterations, new(1, 0.8, rate, options.IterationsWithoutProgress, options.MinGradNorm));
    }

    // Returns the number of the step after the last one.
    private static int Run(TSneGradient forces, float[] x, float[] y, int from, int to, Phase phase)
    {
        var (moveX, moveY, gainX, gainY) = (new float[x.Length], new float[x.Length], new float[x.Length], new float[x.Length]);
        gainX.AsSpan().Fill(1);
        gainY.AsSpan().Fill(1);
        var (best, bestStep) = (double.MaxValue, from);
        for (var step = from; step < to; step++)
        {
            forces.Compute(x, y, phase.Exaggeration);
            var divergence = (step + 1) % CheckEvery == 0 ? forces.Divergence(x, y, phase.Exaggeration) : double.NaN;
            Parallel.For(0, (x.Length + Rows - 1) / Rows, part =>
            {
                var (begin, end) = (part * Rows, Math.Min(x.Length, (part + 1) * Rows));
                Move(x, forces.X, moveX, gainX, begin, end, phase);
                Move(y, forces.Y, moveY, gainY, begin, end, phase);
            });
            if (double.IsNaN(divergence))
            {
                continue;
            }

            if (divergence < best)
            {
                (best, bestStep) = (divergence, step);
            }
            else if (step - bestStep > phase.Patience)
            {
                return step + 1;
            }

            if (forces.Length <= phase.LeastLength)
            {
                return step + 1;
            }
        }

        return to;
    }

    private static void Move(float[] place, float[] gradient, float[] move, float[] gain, int begin, int end, Phase phase)
    {
        var (momentum, rate) = ((float)phase.Momentum, (float)phase.Rate);
        for (var i = begin; i < end; i++)
        {
            gain[i] = Math.Max(LeastGain, move[i] * gradient[i] < 0 ? gain[i] + 0.2f : gain[i] * 0.8f);
            move[i] = (momentum * move[i]) - (rate * gain[i] * gradient[i]);
            place[i] += move[i];
        }
    }

    private sealed record Phase(double Exaggeration, double Momentum, double Rate, int Patience, double LeastLength);
}
