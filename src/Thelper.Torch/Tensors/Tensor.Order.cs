namespace Thelper.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Largest of all elements.</summary>
        public Tensor max() => aten.max(this);

        /// <summary>Largest along a dimension, and where.</summary>
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => aten.max_dim(this, dim, keepdim);

        /// <summary>Largest of each pair of elements.</summary>
        public Tensor max(Tensor other) => aten.max_other(this, other);

        /// <summary>Smallest of all elements.</summary>
        public Tensor min() => aten.min(this);

        /// <summary>Smallest along a dimension, and where.</summary>
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => aten.min_dim(this, dim, keepdim);

        /// <summary>Smallest of each pair of elements.</summary>
        public Tensor min(Tensor other) => aten.min_other(this, other);

        /// <summary>The k largest, or smallest, along a dimension, and where.</summary>
        public (Tensor values, Tensor indexes) topk(long k, long dim = -1, bool largest = true, bool sorted = true) => aten.topk(this, k, dim, largest, sorted);

        /// <summary>The elements in order along a dimension, and where they were. Equal elements keep their order when <paramref name="stable"/>.</summary>
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) => aten.sort_stable(this, stable, dim, descending);

        /// <summary>The p-norm of all elements.</summary>
        public Tensor norm(float p = 2.0f) => aten.norm_Scalar(this, p);

        /// <summary>The p-norm along a dimension. A lone integer is the dimension, as in TorchSharp.</summary>
        public Tensor norm(int dimension, bool keepdim = false, float p = 2.0f) => aten.norm_ScalarOpt_dim(this, p, [dimension], keepdim);

        /// <summary>The p-norm over dimensions.</summary>
        public Tensor norm(Scalar p, long[] dim, bool keepdim = false, ScalarType? dtype = null) => dtype is { } type ? aten.norm_ScalarOpt_dim_dtype(this, p, dim, keepdim, type) : aten.norm_ScalarOpt_dim(this, p, dim, keepdim);

        /// <summary>The p-norm along a dimension.</summary>
        public Tensor norm(Scalar p, long dim, bool keepdim = false, ScalarType? dtype = null) => norm(p, [dim], keepdim, dtype);

        /// <summary>The Frobenius (<c>fro</c>) or nuclear (<c>nuc</c>) norm, of the whole tensor or over two dimensions.</summary>
        /// <exception cref="UserErrorException">There is no such norm.</exception>
        public Tensor norm(string p, long[]? dim = null, bool keepdim = false) => p switch { "fro" => dim is null ? aten.norm_Scalar(this, 2) : aten.norm_ScalarOpt_dim(this, 2, dim, keepdim), "nuc" => aten.linalg_matrix_norm_str_ord(this, p, dim, keepdim), _ => throw new UserErrorException($"norm: '{p}' is no norm; write fro, nuc or a number.") };

        /// <summary>Elements shifted along a dimension, or along the flattened tensor; those pushed out come in at the other end.</summary>
        public Tensor roll(long shifts, long? dims = null) => aten.roll(this, [shifts], dims is { } d ? [d] : null);

        /// <summary>Elements shifted along two dimensions.</summary>
        public Tensor roll((long, long) shifts, (long, long) dims) => aten.roll(this, [shifts.Item1, shifts.Item2], [dims.Item1, dims.Item2]);

        /// <summary>Elements shifted along three dimensions.</summary>
        public Tensor roll((long, long, long) shifts, (long, long, long) dims) => aten.roll(this, [shifts.Item1, shifts.Item2, shifts.Item3], [dims.Item1, dims.Item2, dims.Item3]);

        /// <summary>Rotated <paramref name="k"/> times by 90 degrees in the plane of two dimensions, from the first towards the second.</summary>
        public Tensor rot90(long k, (long, long) dims) => aten.rot90(this, k, [dims.Item1, dims.Item2]);

        /// <summary>Split horizontally before two places.</summary>
        public Tensor[] hsplit((long, long) indices_or_sections) => aten.hsplit_array(this, [indices_or_sections.Item1, indices_or_sections.Item2]);

        /// <summary>Split horizontally before three places.</summary>
        public Tensor[] hsplit((long, long, long) indices_or_sections) => aten.hsplit_array(this, [indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3]);

        /// <summary>Split vertically before two places.</summary>
        public Tensor[] vsplit((long, long) indices_or_sections) => aten.vsplit_array(this, [indices_or_sections.Item1, indices_or_sections.Item2]);

        /// <summary>Split vertically before three places.</summary>
        public Tensor[] vsplit((long, long, long) indices_or_sections) => aten.vsplit_array(this, [indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3]);

        /// <summary>Split in depth before two places.</summary>
        public Tensor[] dsplit((long, long) indices_or_sections) => aten.dsplit_array(this, [indices_or_sections.Item1, indices_or_sections.Item2]);

        /// <summary>Split in depth before three places.</summary>
        public Tensor[] dsplit((long, long, long) indices_or_sections) => aten.dsplit_array(this, [indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3]);

        /// <summary>Dimensions moved to other places; the rest keeps its order.</summary>
        public Tensor movedim((long, long) source, (long, long) destination) => aten.movedim_intlist(this, [source.Item1, source.Item2], [destination.Item1, destination.Item2]);

        /// <summary>Dimensions moved to other places; the rest keeps its order.</summary>
        public Tensor moveaxis((long, long) source, (long, long) destination) => aten.moveaxis_intlist(this, [source.Item1, source.Item2], [destination.Item1, destination.Item2]);
    }
}
