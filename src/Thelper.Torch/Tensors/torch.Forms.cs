namespace Thelper.Torch;

/// <content>The forms that TorchSharp gives to functions beside PyTorch's: tuples and nulls for lists and defaults.</content>
public static partial class torch
{
    /// <summary>Parts, cut at four places.</summary>
    public static Tensor[] hsplit(Tensor input, (long, long, long, long) indices_or_sections) =>
        aten.hsplit_array(input, [indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3, indices_or_sections.Item4]);

    /// <summary>Parts: as many as a tensor without dimensions says, or cut at the places that one of one dimension holds (64-bit integers in processor memory).</summary>
    public static Tensor[] hsplit(Tensor input, Tensor indices_or_sections) =>
        indices_or_sections.ndim == 0 ? hsplit(input, indices_or_sections.ToInt64()) : aten.hsplit_array(input, indices_or_sections.data<long>().ToArray());

    /// <summary>Parts, cut at four places.</summary>
    public static Tensor[] vsplit(Tensor input, (long, long, long, long) indices_or_sections) =>
        aten.vsplit_array(input, [indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3, indices_or_sections.Item4]);

    /// <summary>Parts: as many as a tensor without dimensions says, or cut at the places that one of one dimension holds (64-bit integers in processor memory).</summary>
    public static Tensor[] vsplit(Tensor input, Tensor indices_or_sections) =>
        indices_or_sections.ndim == 0 ? vsplit(input, indices_or_sections.ToInt64()) : aten.vsplit_array(input, indices_or_sections.data<long>().ToArray());

    /// <summary>Parts, cut at four places.</summary>
    public static Tensor[] dsplit(Tensor input, (long, long, long, long) indices_or_sections) =>
        aten.dsplit_array(input, [indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3, indices_or_sections.Item4]);

    /// <summary>Parts: as many as a tensor without dimensions says, or cut at the places that one of one dimension holds (64-bit integers in processor memory).</summary>
    public static Tensor[] dsplit(Tensor input, Tensor indices_or_sections) =>
        indices_or_sections.ndim == 0 ? dsplit(input, indices_or_sections.ToInt64()) : aten.dsplit_array(input, indices_or_sections.data<long>().ToArray());

    /// <summary>Moves three dimensions to other places.</summary>
    public static Tensor movedim(Tensor input, (long, long, long) source, (long, long, long) destination) =>
        aten.movedim_intlist(input, [source.Item1, source.Item2, source.Item3], [destination.Item1, destination.Item2, destination.Item3]);

    /// <summary>Moves three dimensions to other places.</summary>
    public static Tensor moveaxis(Tensor input, (long, long, long) source, (long, long, long) destination) =>
        aten.moveaxis_intlist(input, [source.Item1, source.Item2, source.Item3], [destination.Item1, destination.Item2, destination.Item3]);

    /// <summary>Moves four dimensions to other places.</summary>
    public static Tensor movedim(Tensor input, (long, long, long, long) source, (long, long, long, long) destination) =>
        aten.movedim_intlist(input, [source.Item1, source.Item2, source.Item3, source.Item4], [destination.Item1, destination.Item2, destination.Item3, destination.Item4]);

    /// <summary>Moves four dimensions to other places.</summary>
    public static Tensor moveaxis(Tensor input, (long, long, long, long) source, (long, long, long, long) destination) =>
        aten.moveaxis_intlist(input, [source.Item1, source.Item2, source.Item3, source.Item4], [destination.Item1, destination.Item2, destination.Item3, destination.Item4]);

    /// <summary>The k-th smallest along a dimension, the last one for null, and where.</summary>
    public static (Tensor values, Tensor indices) kthvalue(Tensor input, long k, long? dim, bool keepdim = false) =>
        aten.kthvalue(input, k, dim ?? -1, keepdim);

    /// <summary>Without a dimension of size one, or without all of them for null.</summary>
    public static Tensor squeeze(Tensor input, long? dim) =>
        dim is { } one ? aten.squeeze_dim(input, one) : aten.squeeze(input);

    /// <summary>Without a dimension of size one, or without all of them for null; changes the tensor itself.</summary>
    public static Tensor squeeze_(Tensor input, long? dim) =>
        dim is { } one ? aten.squeeze__dim(input, one) : aten.squeeze_(input);

    /// <summary>Turned by 90 degrees k times, in the plane of two dimensions, the first two for null.</summary>
    public static Tensor rot90(Tensor input, long k, (long, long)? dims) =>
        aten.rot90(input, k, dims is var (first, second) ? [first, second] : [0, 1]);

    /// <summary>The elements at positions along a dimension.</summary>
    public static Tensor take_along_dim(Tensor input, IEnumerable<long> indices, long dim) =>
        aten.take_along_dim(input, tensor([.. indices], device: input.device), dim);

    /// <summary>A dimension spread over several.</summary>
    public static Tensor unflatten(Tensor input, long dim, Size sizes) =>
        aten.unflatten_int(input, dim, sizes.Shape);

    /// <summary>Largest along dimensions, written into another tensor.</summary>
    public static Tensor amax(Tensor input, long[] dim, bool keepdim, Tensor? @out) =>
        @out is null ? aten.amax(input, dim, keepdim) : @out.copy_(aten.amax(input, dim, keepdim));

    /// <summary>Smallest along dimensions, written into another tensor.</summary>
    public static Tensor amin(Tensor input, long[] dim, bool keepdim, Tensor? @out) =>
        @out is null ? aten.amin(input, dim, keepdim) : @out.copy_(aten.amin(input, dim, keepdim));

    /// <summary>The pseudo-inverse.</summary>
    public static Tensor pinverse(Tensor input, double rcond, bool hermitian) =>
        aten.linalg_pinv(input, rcond, hermitian);

    /// <summary>The quotient, rounded.</summary>
    public static Tensor div(Tensor input, Tensor other, RoundingMode rounding_mode) =>
        aten.div_Tensor_mode(input, other, Rounding(rounding_mode));

    /// <summary>Divides the tensor itself, and rounds.</summary>
    public static Tensor div_(Tensor input, Tensor other, RoundingMode rounding_mode) =>
        aten.div__Tensor_mode(input, other, Rounding(rounding_mode));

    /// <summary>The quotient, rounded.</summary>
    public static Tensor div(Tensor input, Scalar other, RoundingMode rounding_mode) =>
        aten.div_Scalar_mode(input, other, Rounding(rounding_mode));

    /// <summary>Divides the tensor itself, and rounds.</summary>
    public static Tensor div_(Tensor input, Scalar other, RoundingMode rounding_mode) =>
        aten.div__Scalar_mode(input, other, Rounding(rounding_mode));

    /// <summary>The quotient, rounded.</summary>
    public static Tensor divide(Tensor input, Tensor other, RoundingMode rounding_mode) =>
        aten.divide_Tensor_mode(input, other, Rounding(rounding_mode));

    /// <summary>Divides the tensor itself, and rounds.</summary>
    public static Tensor divide_(Tensor input, Tensor other, RoundingMode rounding_mode) =>
        aten.divide__Tensor_mode(input, other, Rounding(rounding_mode));

    /// <summary>The quotient, rounded.</summary>
    public static Tensor divide(Tensor input, Scalar other, RoundingMode rounding_mode) =>
        aten.divide_Scalar_mode(input, other, Rounding(rounding_mode));

    /// <summary>Divides the tensor itself, and rounds.</summary>
    public static Tensor divide_(Tensor input, Scalar other, RoundingMode rounding_mode) =>
        aten.divide__Scalar_mode(input, other, Rounding(rounding_mode));

    /// <summary>The angle of points whose ordinates these are, by their abscissas.</summary>
    public static Tensor arctan(Tensor input, Tensor other) =>
        aten.atan2(input, other);

    /// <summary>The angle of points whose ordinates these are, by their abscissas; changes the tensor itself.</summary>
    public static Tensor arctan_(Tensor input, Tensor other) =>
        aten.atan2_(input, other);

    /// <summary>As many angles as the tensor has elements: the n-th derivative of the logarithm of the gamma function.</summary>
    public static Tensor polygamma(Tensor input, long n) => aten.polygamma(n, input);

    /// <summary>The exponentials along a dimension, scaled so that their sum is 1.</summary>
    public static Tensor softmax(Tensor input, int dim, ScalarType? dtype) => aten.softmax_int(input, dim, dtype);

    /// <summary>Tensors joined along a dimension.</summary>
    public static Tensor concatenate(IList<Tensor> tensors, long axis = 0) => aten.cat([.. tensors], axis);

    /// <summary>Each with at least one dimension.</summary>
    public static Tensor[] atleast_1d(params Tensor[] tensors) => aten.atleast_1d_Sequence(tensors);

    /// <summary>Each with at least two dimensions.</summary>
    public static Tensor[] atleast_2d(params Tensor[] tensors) => aten.atleast_2d_Sequence(tensors);

    /// <summary>Each with at least three dimensions.</summary>
    public static Tensor[] atleast_3d(params Tensor[] tensors) => aten.atleast_3d_Sequence(tensors);

    /// <summary>Where values belong in a sorted tensor.</summary>
    public static Tensor searchsorted(Tensor sorted_sequence, Tensor values, bool out_int32, bool right, Tensor? sorter) =>
        aten.searchsorted_Tensor(sorted_sequence, values, out_int32, right, sorter: sorter);

    /// <summary>Where a value belongs in a sorted tensor.</summary>
    public static Tensor searchsorted(Tensor sorted_sequence, Scalar values, bool out_int32, bool right, Tensor? sorter) =>
        aten.searchsorted_Scalar(sorted_sequence, values, out_int32, right, sorter: sorter);

    /// <summary>How many elements are in each of equal bins between two limits, and the bins' edges.</summary>
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, long bins, (double min, double max)? range, Tensor? weight = null, bool density = false) =>
        aten.histogram_bin_ct(input, bins, range is var (min, max) ? [min, max] : null, weight, density);

    /// <summary>A tensor of a C# array, on a device.</summary>
    public static Tensor from_array(Array rawArray, Device? device) => from_array(rawArray, null, device);

    /// <summary>A tensor of a list's numbers.</summary>
    public static Tensor as_tensor<T>(IList<T> data, ScalarType? dtype = null, Device? device = null)
        where T : unmanaged => tensor(data, dtype, device);

    /// <summary>The triangles of a factorisation in one tensor, and the pivots.</summary>
    /// <param name="A">(..., m, n).</param>
    /// <param name="pivot">Whether rows are exchanged; without it only on a GPU.</param>
    /// <param name="get_infos">Whether a third tensor says where it failed.</param>
    public static (Tensor A_LU, Tensor pivots, Tensor? infos) lu(Tensor A, bool pivot = true, bool get_infos = false)
    {
        var (factors, pivots, infos) = aten.linalg_lu_factor_ex(A, pivot);
        if (get_infos)
        {
            return (factors, pivots, infos);
        }

        infos.Dispose();
        return (factors, pivots, null);
    }

    /// <summary>Whether the type is a quantized one: none is known here.</summary>
    public static bool is_quantized(ScalarType type) => false;

    /// <summary>The largest integer of a type.</summary>
    /// <exception cref="ArgumentException">No integer type.</exception>
    public static long max_int_value(ScalarType type) => type.IsIntegral() && type != ScalarType.Bool ? iinfo(type).max : throw new ArgumentException($"{type} is no integer type", nameof(type));

    /// <summary>A random truth value.</summary>
    public static bool randint_bool(Generator? generator = null) => randint_long(2, generator) == 1;

    /// <summary>A random integer from 0 to below a limit.</summary>
    public static int randint_int(int high, Generator? generator = null) => (int)randint_long(high, generator);

    /// <summary>A random integer from a limit to below another.</summary>
    public static int randint_int(int low, int high, Generator? generator = null) => (int)randint_long(low, high, generator);

    /// <summary>A random integer from 0 to below a limit.</summary>
    public static long randint_long(long high, Generator? generator = null) => randint_long(0, high, generator);

    /// <summary>A random integer from a limit to below another.</summary>
    public static long randint_long(long low, long high, Generator? generator = null)
    {
        using var drawn = randint(low, high, [1], generator: generator);
        return drawn.ToInt64();
    }

    /// <summary>A random number from 0 to below 1.</summary>
    public static float rand_float(Generator? generator = null)
    {
        using var drawn = rand([1], ScalarType.Float32, generator: generator);
        return drawn.ToSingle();
    }

    /// <summary>A random number of the standard normal distribution.</summary>
    public static float randn_float(Generator? generator = null)
    {
        using var drawn = randn([1], ScalarType.Float32, generator: generator);
        return drawn.ToSingle();
    }

    private static string? Rounding(RoundingMode mode) => mode switch
    {
        RoundingMode.trunc => "trunc",
        RoundingMode.floor => "floor",
        _ => null,
    };
}
