using Thelper.Random;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Viz.Projection;

/// <summary>Where the points of a graph lie when it swings slowest: the eigenvectors of its normalised Laplacian with the smallest eigenvalues above 0.</summary>
/// <remarks>C. Lanczos's method with every vector kept orthogonal to all before it; enough for a place to start from.</remarks>
internal static class Spectral
{
    private const int MostSteps = 160;

    /// <summary>Two coordinates of each point, or null where the graph falls apart or has too few points.</summary>
    /// <param name="graph">Symmetric weights.</param>
    /// <param name="seed">Says where the search begins.</param>
    public static (double[] X, double[] Y)? Layout(SparseGraph graph, int seed)
    {
        var count = graph.Count;
        if (count < 4 || !graph.IsConnected())
        {
            return null;
        }

        var roots = Array.ConvertAll(graph.Degrees(), Math.Sqrt);
        var length = Math.Sqrt(roots.Sum(root => root * root));

        // The slowest of all, known already: every point moves alike.
        List<double[]> basis = [Array.ConvertAll(roots, root => root / length)];
        var random = new NumpyRandom(seed);
        var next = Array.ConvertAll(roots, _ => random.NextDouble() - 0.5);
        var (diagonal, beside) = (new List<double>(), new List<double>());
        Orthogonalize(next, basis);
        for (var step = 0; step < Math.Min(MostSteps, count - 2); step++)
        {
            var norm = Math.Sqrt(Dot(next, next));
            if (norm < 1e-10)
            {
                break;
            }

            if (step > 0)
            {
                beside.Add(norm);
            }

            var vector = Array.ConvertAll(next, value => value / norm);
            basis.Add(vector);
            next = Times(graph, roots, vector);
            diagonal.Add(Dot(next, vector));
            Orthogonalize(next, basis);
        }

        return diagonal.Count < 2 ? null : Largest(diagonal, beside, basis);
    }

    private static (double[] X, double[] Y) Largest(List<double> diagonal, List<double> beside, List<double[]> basis)
    {
        using var scope = NewDisposeScope();
        var size = diagonal.Count;
        var values = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            values[(i * size) + i] = diagonal[i];
            if (i + 1 < size)
            {
                values[(i * size) + i + 1] = values[((i + 1) * size) + i] = beside[i];
            }
        }

        var (_, vectors) = linalg.eigh(tensor(values, [size, size]));
        var shares = vectors.t().contiguous().DataSpan<double>();
        return (Combine(shares.Slice((size - 1) * size, size), basis), Combine(shares.Slice((size - 2) * size, size), basis));
    }

    private static double[] Combine(ReadOnlySpan<double> shares, List<double[]> basis)
    {
        var result = new double[basis[0].Length];
        for (var i = 0; i < shares.Length; i++)
        {
            Add(result, basis[i + 1], shares[i]);
        }

        return result;
    }

    private static double[] Times(SparseGraph graph, double[] roots, double[] vector)
    {
        var result = new double[vector.Length];
        for (var row = 0; row < result.Length; row++)
        {
            for (var i = graph.Starts[row]; i < graph.Starts[row + 1]; i++)
            {
                result[row] += graph.Weights[i] * vector[graph.Columns[i]] / (roots[row] * roots[graph.Columns[i]]);
            }
        }

        return result;
    }

    // Twice, because the first time leaves what was lost in rounding.
    private static void Orthogonalize(double[] vector, List<double[]> basis)
    {
        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var other in basis)
            {
                Add(vector, other, -Dot(vector, other));
            }
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static void Add(double[] target, double[] source, double factor)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] += factor * source[i];
        }
    }
}
