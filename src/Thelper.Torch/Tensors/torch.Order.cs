namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Largest of all elements.</summary>
    public static Tensor max(Tensor input) => aten.max(input);

    /// <summary>Largest along a dimension, and where.</summary>
    public static (Tensor values, Tensor indexes) max(Tensor input, long dim, bool keepdim = false) => aten.max_dim(input, dim, keepdim);

    /// <summary>Largest of each pair of elements.</summary>
    public static Tensor max(Tensor input, Tensor other) => aten.max_other(input, other);

    /// <summary>Smallest of all elements.</summary>
    public static Tensor min(Tensor input) => aten.min(input);

    /// <summary>Smallest along a dimension, and where.</summary>
    public static (Tensor values, Tensor indexes) min(Tensor input, long dim, bool keepdim = false) => aten.min_dim(input, dim, keepdim);

    /// <summary>Smallest of each pair of elements.</summary>
    public static Tensor min(Tensor input, Tensor other) => aten.min_other(input, other);

    /// <summary>The k largest, or smallest, along a dimension, and where.</summary>
    public static (Tensor values, Tensor indices) topk(Tensor input, long k, long dim = -1, bool largest = true, bool sorted = true) => aten.topk(input, k, dim, largest, sorted);

    /// <summary>The elements in order along a dimension, and where they were. Equal elements keep their order when <paramref name="stable"/>.</summary>
    public static (Tensor values, Tensor indices) sort(Tensor input, long dim = -1, bool descending = false, bool stable = false) => aten.sort_stable(input, stable, dim, descending);

    /// <summary>The p-norm of all elements.</summary>
    public static Tensor norm(Tensor input, float p = 2.0f) => aten.norm_Scalar(input, p);

    /// <summary>The p-norm along a dimension. A lone integer is the dimension, as in TorchSharp.</summary>
    public static Tensor norm(Tensor input, int dimension, bool keepdim = false, float p = 2.0f) => aten.norm_ScalarOpt_dim(input, p, [dimension], keepdim);

    /// <summary>The p-norm over dimensions.</summary>
    public static Tensor norm(Tensor input, Scalar p, long[] dim, bool keepdim = false, ScalarType? dtype = null) => dtype is { } type ? aten.norm_ScalarOpt_dim_dtype(input, p, dim, keepdim, type) : aten.norm_ScalarOpt_dim(input, p, dim, keepdim);

    /// <summary>The p-norm along a dimension.</summary>
    public static Tensor norm(Tensor input, Scalar p, long dim, bool keepdim = false, ScalarType? dtype = null) => norm(input, p, [dim], keepdim, dtype);

    /// <summary>The Frobenius (<c>fro</c>) or nuclear (<c>nuc</c>) norm, of the whole tensor or over two dimensions.</summary>
    /// <exception cref="UserErrorException">There is no such norm.</exception>
    public static Tensor norm(Tensor input, string p, long[]? dim = null, bool keepdim = false) => p switch { "fro" => dim is null ? aten.norm_Scalar(input, 2) : aten.norm_ScalarOpt_dim(input, 2, dim, keepdim), "nuc" => aten.linalg_matrix_norm_str_ord(input, p, dim, keepdim), _ => throw new UserErrorException($"norm: '{p}' is no norm; write fro, nuc or a number.") };

    /// <summary>Elements shifted along a dimension, or along the flattened tensor; those pushed out come in at the other end.</summary>
    public static Tensor roll(Tensor input, long shifts, long? dims = null) => aten.roll(input, [shifts], dims is { } d ? [d] : null);

    /// <summary>Elements shifted along two dimensions.</summary>
    public static Tensor roll(Tensor input, (long, long) shifts, (long, long) dims) => aten.roll(input, [shifts.Item1, shifts.Item2], [dims.Item1, dims.Item2]);

    /// <summary>Elements shifted along three dimensions.</summary>
    public static Tensor roll(Tensor input, (long, long, long) shifts, (long, long, long) dims) => aten.roll(input, [shifts.Item1, shifts.Item2, shifts.Item3], [dims.Item1, dims.Item2, dims.Item3]);

    /// <summary>Rotated <paramref name="k"/> times by 90 degrees in the plane of two dimensions, from the first towards the second.</summary>
    public static Tensor rot90(Tensor input, long k, (long, long) dims) => aten.rot90(input, k, [dims.Item1, dims.Item2]);

    /// <summary>Split horizontally before two places.</summary>
    public static Tensor[] hsplit(Tensor input, (long, long) indices_or_sections) => aten.hsplit_array(input, [indices_or_sections.Item1, indices_or_sections.Item2]);

    /// <summary>Split horizontally before three places.</summary>
    public static Tensor[] hsplit(Tensor input, (long, long, long) indices_or_sections) => aten.hsplit_array(input, [indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3]);

    /// <summary>Split vertically before two places.</summary>
    public static Tensor[] vsplit(Tensor input, (long, long) indices_or_sections) => aten.vsplit_array(input, [indices_or_sections.Item1, indices_or_sections.Item2]);

    /// <summary>Split vertically before three places.</summary>
    public static Tensor[] vsplit(Tensor input, (long, long, long) indices_or_sections) => aten.vsplit_array(input, [indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3]);

    /// <summary>Split in depth before two places.</summary>
    public static Tensor[] dsplit(Tensor input, (long, long) indices_or_sections) => aten.dsplit_array(input, [indices_or_sections.Item1, indices_or_sections.Item2]);

    /// <summary>Split in depth before three places.</summary>
    public static Tensor[] dsplit(Tensor input, (long, long, long) indices_or_sections) => aten.dsplit_array(input, [indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3]);

    /// <summary>Dimensions moved to other places; the rest keeps its order.</summary>
    public static Tensor movedim(Tensor input, (long, long) source, (long, long) destination) => aten.movedim_intlist(input, [source.Item1, source.Item2], [destination.Item1, destination.Item2]);

    /// <summary>Dimensions moved to other places; the rest keeps its order.</summary>
    public static Tensor moveaxis(Tensor input, (long, long) source, (long, long) destination) => aten.moveaxis_intlist(input, [source.Item1, source.Item2], [destination.Item1, destination.Item2]);
}
