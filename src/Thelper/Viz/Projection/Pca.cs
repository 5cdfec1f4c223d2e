using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Viz.Projection;

/// <summary>Principal component analysis, exact: the directions in which points spread most.</summary>
/// <remarks>Eigenvectors of the covariance of columns or, where there are fewer rows than columns, of the products of rows. As in scikit-learn, the largest coordinate of a component is positive.</remarks>
public static class Pca
{
    /// <summary>Projects points on their first components.</summary>
    /// <param name="points">Floating point numbers (n, d) on the CPU, all finite.</param>
    /// <param name="components">How many, from 1 to the smaller of n and d.</param>
    /// <returns>float64 (n, <paramref name="components"/>), with means of 0, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The points are no matrix of two rows or more.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many components.</exception>
    public static Tensor Project(Tensor points, int components)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.dim() != 2 || points.shape[0] < 2)
        {
            throw new ArgumentException("The points must be a matrix of two rows or more.", nameof(points));
        }

        var (rows, columns) = (points.shape[0], points.shape[1]);
        ArgumentOutOfRangeException.ThrowIfLessThan(components, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(components, Math.Min(rows, columns));
        using var scope = NewDisposeScope();
        var wide = points.to(ScalarType.Float64);
        var centered = wide - aten.mean_dim(wide, [0], keepdim: true);
        Tensor projected;
        if (columns <= rows)
        {
            var (_, vectors) = linalg.eigh(mm(centered.t(), centered));
            projected = mm(centered, Last(vectors, components));
        }
        else
        {
            // The products of rows have the components' coordinates as eigenvectors, each of length 1.
            var (values, vectors) = linalg.eigh(mm(centered, centered.t()));
            var lengths = aten.sqrt(aten.clamp_min(aten.flip(aten.narrow(values, 0, rows - components, components), [0]), 0));
            projected = Last(vectors, components) * lengths;
        }

        var largest = aten.gather(projected, 0, aten.argmax(aten.abs(projected), 0, keepdim: true));
        return (projected * aten.where_ScalarSelf(largest < 0, -1.0, ones_like(largest))).contiguous().MoveToOuterDisposeScope();
    }

    // Eigenvalues ascend.
    private static Tensor Last(Tensor vectors, int count) => aten.flip(aten.narrow(vectors, 1, vectors.shape[1] - count, count), [1]);
}
