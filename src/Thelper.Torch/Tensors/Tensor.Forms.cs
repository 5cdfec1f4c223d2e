using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    /// <content>The forms that TorchSharp gives to methods beside PyTorch's: tuples and nulls for lists and defaults.</content>
    public partial class Tensor
    {
        /// <summary>Parts, cut at four places.</summary>
        public Tensor[] hsplit((long, long, long, long) indices_or_sections) =>
            aten.hsplit_array(this, [indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3, indices_or_sections.Item4]);

        /// <summary>Parts: as many as a tensor without dimensions says, or cut at the places that one of one dimension holds (64-bit integers in processor memory).</summary>
        public Tensor[] hsplit(Tensor indices_or_sections) =>
            indices_or_sections.ndim == 0 ? torch.hsplit(this, indices_or_sections.ToInt64()) : aten.hsplit_array(this, indices_or_sections.data<long>().ToArray());

        /// <summary>Parts, cut at four places.</summary>
        public Tensor[] vsplit((long, long, long, long) indices_or_sections) =>
            aten.vsplit_array(this, [indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3, indices_or_sections.Item4]);

        /// <summary>Parts: as many as a tensor without dimensions says, or cut at the places that one of one dimension holds (64-bit integers in processor memory).</summary>
        public Tensor[] vsplit(Tensor indices_or_sections) =>
            indices_or_sections.ndim == 0 ? torch.vsplit(this, indices_or_sections.ToInt64()) : aten.vsplit_array(this, indices_or_sections.data<long>().ToArray());

        /// <summary>Parts, cut at four places.</summary>
        public Tensor[] dsplit((long, long, long, long) indices_or_sections) =>
            aten.dsplit_array(this, [indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3, indices_or_sections.Item4]);

        /// <summary>Parts: as many as a tensor without dimensions says, or cut at the places that one of one dimension holds (64-bit integers in processor memory).</summary>
        public Tensor[] dsplit(Tensor indices_or_sections) =>
            indices_or_sections.ndim == 0 ? torch.dsplit(this, indices_or_sections.ToInt64()) : aten.dsplit_array(this, indices_or_sections.data<long>().ToArray());

        /// <summary>Moves three dimensions to other places.</summary>
        public Tensor movedim((long, long, long) source, (long, long, long) destination) =>
            aten.movedim_intlist(this, [source.Item1, source.Item2, source.Item3], [destination.Item1, destination.Item2, destination.Item3]);

        /// <summary>Moves three dimensions to other places.</summary>
        public Tensor moveaxis((long, long, long) source, (long, long, long) destination) =>
            aten.moveaxis_intlist(this, [source.Item1, source.Item2, source.Item3], [destination.Item1, destination.Item2, destination.Item3]);

        /// <summary>Moves four dimensions to other places.</summary>
        public Tensor movedim((long, long, long, long) source, (long, long, long, long) destination) =>
            aten.movedim_intlist(this, [source.Item1, source.Item2, source.Item3, source.Item4], [destination.Item1, destination.Item2, destination.Item3, destination.Item4]);

        /// <summary>Moves four dimensions to other places.</summary>
        public Tensor moveaxis((long, long, long, long) source, (long, long, long, long) destination) =>
            aten.moveaxis_intlist(this, [source.Item1, source.Item2, source.Item3, source.Item4], [destination.Item1, destination.Item2, destination.Item3, destination.Item4]);

        /// <summary>The k-th smallest along a dimension, the last one for null, and where.</summary>
        public (Tensor values, Tensor indices) kthvalue(long k, long? dim, bool keepdim = false) =>
            aten.kthvalue(this, k, dim ?? -1, keepdim);

        /// <summary>Without a dimension of size one, or without all of them for null.</summary>
        public Tensor squeeze(long? dim) =>
            dim is { } one ? aten.squeeze_dim(this, one) : aten.squeeze(this);

        /// <summary>Without a dimension of size one, or without all of them for null; changes the tensor itself.</summary>
        public Tensor squeeze_(long? dim) =>
            dim is { } one ? aten.squeeze__dim(this, one) : aten.squeeze_(this);

        /// <summary>Turned by 90 degrees k times, in the plane of two dimensions, the first two for null.</summary>
        public Tensor rot90(long k, (long, long)? dims) =>
            aten.rot90(this, k, dims is var (first, second) ? [first, second] : [0, 1]);

        /// <summary>The elements at positions in the flattened tensor.</summary>
        public Tensor take_along_dim(IEnumerable<long> indices) =>
            aten.take_along_dim(this, tensor([.. indices], device: this.device));

        /// <summary>The elements at positions along a dimension.</summary>
        public Tensor take_along_dim(IEnumerable<long> indices, long dim) =>
            aten.take_along_dim(this, tensor([.. indices], device: this.device), dim);

        /// <summary>A dimension spread over several.</summary>
        public Tensor unflatten(long dim, Size sizes) =>
            aten.unflatten_int(this, dim, sizes.Shape);

        /// <summary>Largest along dimensions, written into another tensor.</summary>
        public Tensor amax(long[] dim, bool keepdim, Tensor? @out) =>
            @out is null ? aten.amax(this, dim, keepdim) : @out.copy_(aten.amax(this, dim, keepdim));

        /// <summary>Smallest along dimensions, written into another tensor.</summary>
        public Tensor amin(long[] dim, bool keepdim, Tensor? @out) =>
            @out is null ? aten.amin(this, dim, keepdim) : @out.copy_(aten.amin(this, dim, keepdim));

        /// <summary>The pseudo-inverse.</summary>
        public Tensor pinverse(double rcond, bool hermitian) =>
            aten.linalg_pinv(this, rcond, hermitian);

        /// <summary>The quotient, rounded.</summary>
        public Tensor div(Tensor other, RoundingMode rounding_mode) =>
            aten.div_Tensor_mode(this, other, Rounding(rounding_mode));

        /// <summary>Divides the tensor itself, and rounds.</summary>
        public Tensor div_(Tensor other, RoundingMode rounding_mode) =>
            aten.div__Tensor_mode(this, other, Rounding(rounding_mode));

        /// <summary>The quotient, rounded.</summary>
        public Tensor div(Scalar other, RoundingMode rounding_mode) =>
            aten.div_Scalar_mode(this, other, Rounding(rounding_mode));

        /// <summary>Divides the tensor itself, and rounds.</summary>
        public Tensor div_(Scalar other, RoundingMode rounding_mode) =>
            aten.div__Scalar_mode(this, other, Rounding(rounding_mode));

        /// <summary>The quotient, rounded.</summary>
        public Tensor divide(Tensor other, RoundingMode rounding_mode) =>
            aten.divide_Tensor_mode(this, other, Rounding(rounding_mode));

        /// <summary>Divides the tensor itself, and rounds.</summary>
        public Tensor divide_(Tensor other, RoundingMode rounding_mode) =>
            aten.divide__Tensor_mode(this, other, Rounding(rounding_mode));

        /// <summary>The quotient, rounded.</summary>
        public Tensor divide(Scalar other, RoundingMode rounding_mode) =>
            aten.divide_Scalar_mode(this, other, Rounding(rounding_mode));

        /// <summary>Divides the tensor itself, and rounds.</summary>
        public Tensor divide_(Scalar other, RoundingMode rounding_mode) =>
            aten.divide__Scalar_mode(this, other, Rounding(rounding_mode));

        /// <summary>The angle of points whose ordinates these are, by their abscissas.</summary>
        public Tensor arctan(Tensor other) =>
            aten.atan2(this, other);

        /// <summary>The angle of points whose ordinates these are, by their abscissas; changes the tensor itself.</summary>
        public Tensor arctan_(Tensor other) =>
            aten.atan2_(this, other);

        /// <summary>The amounts of heads in as many throws as the tensor says, at these chances.</summary>
        public Tensor binomial(Tensor prob, Generator? generator = null) =>
            aten.binomial(this, prob, generator);

        /// <summary>The sum along two dimensions.</summary>
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => aten.sum_dim_IntList(this, [dim0, dim1], keepdim, type);

        /// <summary>The sum along three dimensions.</summary>
        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) => aten.sum_dim_IntList(this, [dim0, dim1, dim2], keepdim, type);

        /// <summary>The dimensions in another order.</summary>
        public Tensor permute(IEnumerable<long> permutation) => aten.permute(this, [.. permutation]);

        /// <summary>A view of larger sizes, in which dimensions of size one repeat.</summary>
        public Tensor expand(Size sizes, bool isImplicit = false) => aten.expand(this, sizes.Shape, isImplicit);

        /// <summary>Where elements are among others.</summary>
        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) => aten.isin_Tensor_Tensor(this, test_elements, assumeUnique, invert);

        /// <summary>The areas below the points, from the first to each, at equal distances.</summary>
        public Tensor cumulative_trapezoid(double dx = 1, long dim = -1) => aten.cumulative_trapezoid_dx(this, dx, dim);

        /// <summary>The areas below the points, from the first to each.</summary>
        public Tensor cumulative_trapezoid(Tensor x, long dim = -1) => aten.cumulative_trapezoid_x(this, x, dim);

        /// <summary>The area below the points, at equal distances.</summary>
        public Tensor trapezoid(double dx = 1, long dim = -1) => aten.trapezoid_dx(this, dx, dim);

        /// <summary>The area below the points.</summary>
        public Tensor trapezoid(Tensor x, long dim = -1) => aten.trapezoid_x(this, x, dim);

        /// <summary>The powers of the elements, one row each.</summary>
        public Tensor vander(long N = -1, bool increasing = false) => aten.vander(this, N < 0 ? null : N, increasing);

        /// <summary>Products summed over pairs of dimensions.</summary>
        public Tensor tensordot(Tensor b, (long, long)[] dims) => torch.tensordot(this, b, dims);

        /// <summary>Products summed over the last dimensions of this tensor and the first ones of another.</summary>
        public Tensor tensordot(Tensor b, long dims = 2) => torch.tensordot(this, b, dims);

        /// <summary>Matrices along the diagonal of one.</summary>
        public static Tensor block_diag(params Tensor[] tensors) => aten.block_diag(tensors);

        /// <summary>Where elements differ from zero: a tensor of positions for each dimension.</summary>
        public IList<Tensor> nonzero_as_list() => aten.nonzero_numpy(this);

        /// <summary>Puts values at positions that tensors give, one for each dimension; changes the tensor itself.</summary>
        public Tensor index_put_(Tensor value, params Tensor[] indices) => aten.index_put_(this, indices, value);

        /// <summary>Puts or adds values at positions that tensors give, one for each dimension; changes the tensor itself.</summary>
        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate) => aten.index_put_(this, indices, value, accumulate);

        /// <summary>Puts a value at positions that tensors give, one for each dimension; changes the tensor itself.</summary>
        public Tensor index_put_(Scalar value, params Tensor[] indices) => index_put_((Tensor)value, indices);

        /// <summary>x times the normal distribution function at x.</summary>
        public Tensor gelu(GELU.Approximate approximate) => aten.gelu(this, approximate.ToString());

        /// <summary>A tensor of one number, of the type and on the device of this one.</summary>
        public Tensor new_full(long size, Scalar fill_value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            new_full([size], fill_value, dtype, device, requires_grad);

        /// <inheritdoc cref="new_full(long, Scalar, ScalarType?, Device?, bool)"/>
        public Tensor new_full(long rows, long columns, Scalar fill_value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            new_full([rows, columns], fill_value, dtype, device, requires_grad);

        /// <inheritdoc cref="new_full(long, Scalar, ScalarType?, Device?, bool)"/>
        public Tensor new_full(long dim0, long dim1, long dim2, Scalar fill_value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            new_full([dim0, dim1, dim2], fill_value, dtype, device, requires_grad);

        /// <inheritdoc cref="new_full(long, Scalar, ScalarType?, Device?, bool)"/>
        public Tensor new_full(long dim0, long dim1, long dim2, long dim3, Scalar fill_value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            new_full([dim0, dim1, dim2, dim3], fill_value, dtype, device, requires_grad);

        /// <summary>The tensor on the GPU.</summary>
        public Tensor cuda(Device? device, bool non_blocking) => to(device ?? CUDA, dtype, non_blocking);
    }
}
