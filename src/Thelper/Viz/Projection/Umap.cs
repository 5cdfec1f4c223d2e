using Thelper.Random;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Viz.Projection;

/// <summary>Uniform manifold approximation and projection: points in a plane whose neighbourhoods are those of the points themselves.</summary>
/// <remarks>L. McInnes, J. Healy and J. Melville, UMAP, 2018 (arXiv:1802.03426). The same points, options and seed give the same projection; where points move, one thread works.</remarks>
public static class Umap
{
    private const float Width = 10;

    /// <summary>Projects points.</summary>
    /// <param name="points">Floating point numbers (n, d) on the CPU, all finite.</param>
    /// <param name="options">How; null for umap-learn's defaults.</param>
    /// <param name="seed">Of the draws, where <see cref="UmapOptions.RandomState"/> is null.</param>
    /// <returns>float32 (n, 2) from 0 to 10, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The points are no matrix, or not more than the neighbours; or the spread is smaller than the smallest distance.</exception>
    public static Tensor Project(Tensor points, UmapOptions? options = null, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(points);
        options ??= new();
        if (points.dim() != 2 || points.shape[0] <= Math.Max(2, options.Neighbors))
        {
            throw new ArgumentException("The points must be a matrix of more rows than n_neighbors.", nameof(points));
        }

        if (options.MinDist > options.Spread)
        {
            throw new ArgumentException("min_dist must not be greater than spread.", nameof(options));
        }

        using var scope = NewDisposeScope();
        var drawn = options.RandomState ?? seed;
        var graph = FuzzyNeighborhoods.Of(Neighbors.Find(points, options.Neighbors - 1, options.PointMetric), options.LocalConnectivity, options.SetOpMixRatio);
        var (x, y) = Start(points, graph, options, drawn);
        Spread(x);
        Spread(y);
        new UmapLayout(graph, options, drawn).Run(x, y);
        Spread(x);
        Spread(y);
        return stack([tensor(x), tensor(y)], 1).contiguous().MoveToOuterDisposeScope();
    }

    private static (float[] X, float[] Y) Start(Tensor points, SparseGraph graph, UmapOptions options, int seed)
    {
        var random = new NumpyRandom(seed);
        var (x, y) = (new double[graph.Count], new double[graph.Count]);
        if (options.Init == "spectral" && Spectral.Layout(graph, seed) is { } swings)
        {
            (x, y) = swings;
        }
        else if (options.Init != "random" && points.shape[1] >= 2)
        {
            var values = Pca.Project(points, 2).DataSpan<double>();
            for (var i = 0; i < graph.Count; i++)
            {
                (x[i], y[i]) = (values[2 * i], values[(2 * i) + 1]);
            }
        }

        // Points that are the same must not stay on top of each other; where nothing is known, this is the place.
        var widest = Math.Max(x.Max(Math.Abs), y.Max(Math.Abs));
        var (scale, noise) = widest > 0 ? (Width / widest, 1e-4) : (0, Width);
        float Placed(double value) => (float)((value * scale) + (noise * ((2 * random.NextDouble()) - 1)));
        return (Array.ConvertAll(x, Placed), Array.ConvertAll(y, Placed));
    }

    private static void Spread(float[] values)
    {
        var (least, most) = (values.Min(), values.Max());
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = most > least ? Width * (values[i] - least) / (most - least) : 0;
        }
    }
}
