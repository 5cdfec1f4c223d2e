namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Tensors one after another along a dimension.</summary>
    public static Tensor cat(IReadOnlyList<Tensor> tensors, long dim = 0) => aten.cat(tensors, dim);

    /// <inheritdoc cref="cat(IReadOnlyList{Tensor}, long)"/>
    public static Tensor cat(IEnumerable<Tensor> tensors, long dim = 0) => aten.cat(Listed(tensors), dim);

    /// <inheritdoc cref="cat(IReadOnlyList{Tensor}, long)"/>
    public static Tensor concat(IReadOnlyList<Tensor> tensors, long dim = 0) => aten.cat(tensors, dim);

    /// <inheritdoc cref="cat(IReadOnlyList{Tensor}, long)"/>
    public static Tensor concat(IEnumerable<Tensor> tensors, long dim = 0) => aten.cat(Listed(tensors), dim);

    /// <summary>Tensors of one shape along a new dimension.</summary>
    public static Tensor stack(IReadOnlyList<Tensor> tensors, long dim = 0) => aten.stack(tensors, dim);

    /// <inheritdoc cref="stack(IReadOnlyList{Tensor}, long)"/>
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => aten.stack(Listed(tensors), dim);

    /// <summary>Tensors side by side: along the second dimension, or the only one.</summary>
    public static Tensor hstack(params IEnumerable<Tensor> tensors) => aten.hstack(Listed(tensors));

    /// <summary>Tensors on top of each other: rows along the first dimension.</summary>
    public static Tensor vstack(params IEnumerable<Tensor> tensors) => aten.vstack(Listed(tensors));

    /// <summary>Tensors behind each other: along the third dimension.</summary>
    public static Tensor dstack(params IEnumerable<Tensor> tensors) => aten.dstack(Listed(tensors));

    /// <summary>Tensors as columns.</summary>
    public static Tensor column_stack(params IEnumerable<Tensor> tensors) => aten.column_stack(Listed(tensors));

    /// <summary>Tensors as rows.</summary>
    public static Tensor row_stack(params IEnumerable<Tensor> tensors) => aten.row_stack(Listed(tensors));

    /// <summary>Matrices along the diagonal of a matrix, zeros elsewhere.</summary>
    public static Tensor block_diag(params IEnumerable<Tensor> tensors) => aten.block_diag(Listed(tensors));

    /// <summary>All tensors stretched to their common shape.</summary>
    public static Tensor[] broadcast_tensors(params IEnumerable<Tensor> tensors) => aten.broadcast_tensors(Listed(tensors));

    /// <summary>Every combination of one element of each tensor, as rows.</summary>
    public static Tensor cartesian_prod(params IEnumerable<Tensor> tensors) => aten.cartesian_prod(Listed(tensors));

    /// <summary>Coordinate grids of several one-dimensional tensors.</summary>
    /// <param name="tensors">The coordinates.</param>
    /// <param name="indexing"><c>ij</c> or <c>xy</c>.</param>
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") => aten.meshgrid_indexing(Listed(tensors), indexing);

    /// <summary>Sum of products in Einstein's notation.</summary>
    public static Tensor einsum(string equation, params IEnumerable<Tensor> tensors) => aten.einsum(equation, Listed(tensors), null);

    /// <summary>The product of several matrices.</summary>
    public static Tensor chain_matmul(params IEnumerable<Tensor> matrices) => linalg.multi_dot(Listed(matrices));

    /// <summary>The shape that shapes are stretched to together.</summary>
    /// <exception cref="ArgumentException">Sizes that do not fit.</exception>
    public static long[] broadcast_shapes(params long[][] shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        var result = Enumerable.Repeat(1L, shapes.Select(shape => shape.Length).DefaultIfEmpty().Max()).ToArray();
        foreach (var shape in shapes)
        {
            for (var k = 1; k <= shape.Length; k++)
            {
                ref var size = ref result[^k];
                if (shape[^k] != 1 && size != 1 && shape[^k] != size)
                {
                    throw new ArgumentException($"shapes do not fit together: {string.Join(", ", shapes.Select(s => $"[{string.Join(", ", s)}]"))}", nameof(shapes));
                }

                size = shape[^k] == 1 ? size : shape[^k];
            }
        }

        return result;
    }

    /// <summary>Distances between every row of one matrix and every row of another.</summary>
    /// <param name="x1">Rows, … × P × M.</param>
    /// <param name="x2">Rows, … × R × M.</param>
    /// <param name="p">The norm; at least 0.</param>
    /// <param name="compute_mode">Whether Euclidean distances go through a matrix product: faster for many rows, less exact.</param>
    public static Tensor cdist(Tensor x1, Tensor x2, double p = 2.0, compute_mode compute_mode = compute_mode.use_mm_for_euclid_dist_if_necessary) =>
        aten.cdist(x1, x2, p, compute_mode == compute_mode.use_mm_for_euclid_dist_if_necessary ? null : (long)compute_mode);

    /// <summary>Sums of products over the last <paramref name="dims"/> dimensions of <paramref name="a"/> and the first ones of <paramref name="b"/>.</summary>
    public static Tensor tensordot(Tensor a, Tensor b, long dims = 2) =>
        aten.tensordot(a, b, [.. Enumerable.Range(0, (int)dims).Select(k => k - dims)], [.. Enumerable.Range(0, (int)dims).Select(k => (long)k)]);

    /// <summary>Sums of products over pairs of dimensions.</summary>
    public static Tensor tensordot(Tensor a, Tensor b, long[] dims1, long[] dims2) => aten.tensordot(a, b, dims1, dims2);

    /// <summary>Sums of products over pairs of dimensions.</summary>
    public static Tensor tensordot(Tensor a, Tensor b, (long, long)[] dims) => aten.tensordot(a, b, Array.ConvertAll(dims, pair => pair.Item1), Array.ConvertAll(dims, pair => pair.Item2));

    /// <summary>Elements of <paramref name="x"/> where the condition holds, of <paramref name="y"/> elsewhere.</summary>
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => aten.where_self(condition, x, y);

    /// <summary>Elements of <paramref name="x"/> where the condition holds, a number elsewhere.</summary>
    public static Tensor where(Tensor condition, Tensor x, Scalar y) => aten.where_ScalarOther(condition, x, y);

    /// <summary>A number where the condition holds, elements of <paramref name="y"/> elsewhere.</summary>
    public static Tensor where(Tensor condition, Scalar x, Tensor y) => aten.where_ScalarSelf(condition, x, y);

    /// <summary>One number where the condition holds, another elsewhere.</summary>
    public static Tensor where(Tensor condition, Scalar x, Scalar y) => aten.where_Scalar(condition, x, y);

    /// <summary>Positions of true elements, one tensor per dimension.</summary>
    public static Tensor[] where(Tensor condition) => aten.where(condition);

    private static IReadOnlyList<Tensor> Listed(IEnumerable<Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return tensors as IReadOnlyList<Tensor> ?? [.. tensors];
    }
}
