using System.Runtime.CompilerServices;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>One number everywhere, in one dimension.</summary>
    public static Tensor full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full(new[] { size }, value, dtype, device, requires_grad);

    /// <summary>One number everywhere, in two dimensions.</summary>
    public static Tensor full(long rows, long columns, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full(new[] { rows, columns }, value, dtype, device, requires_grad);

    /// <summary>One number everywhere, in three dimensions.</summary>
    public static Tensor full(long dim0, long dim1, long dim2, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full(new[] { dim0, dim1, dim2 }, value, dtype, device, requires_grad);

    /// <summary>One number everywhere, in four dimensions.</summary>
    public static Tensor full(long dim0, long dim1, long dim2, long dim3, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full(new[] { dim0, dim1, dim2, dim3 }, value, dtype, device, requires_grad);

    /// <summary>One number everywhere. The number decides the element type unless <paramref name="dtype"/> is given.</summary>
    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(aten.full(size, value, dtype, device: device ?? defaultDevice), requires_grad);

    /// <summary>Numbers from <paramref name="start"/> up to, without, <paramref name="stop"/>.</summary>
    [OverloadResolutionPriority(1)]
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(aten.arange_start_step(start, stop, step, dtype, device: device ?? defaultDevice), requires_grad);

    /// <summary>Numbers from <paramref name="start"/> up to, without, <paramref name="stop"/>.</summary>
    [OverloadResolutionPriority(1)]
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(aten.arange_start(start, stop, dtype, device: device ?? defaultDevice), requires_grad);

    /// <summary>Numbers from 0 up to, without, <paramref name="stop"/>.</summary>
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Finish(aten.arange(stop, dtype, device: device ?? defaultDevice), requires_grad);

    /// <summary>Numbers from <paramref name="start"/> up to <paramref name="end"/>, which is included.</summary>
    public static Tensor range(Scalar start, Scalar end, Scalar? step = null, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(aten.range_step(start, end, step ?? 1, dtype, device: device ?? defaultDevice), requires_grad);

    /// <summary>Evenly spaced numbers, both ends included.</summary>
    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(aten.linspace(start, end, steps, dtype, device: device ?? defaultDevice), requires_grad);

    /// <summary>Numbers evenly spaced on a logarithmic scale.</summary>
    public static Tensor logspace(double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(aten.logspace(start, end, steps, @base, dtype, device: device ?? defaultDevice), requires_grad);

    /// <summary>A matrix with ones on the diagonal; square unless <paramref name="columns"/> is given.</summary>
    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(columns < 0 ? aten.eye(rows, dtype, device: device ?? defaultDevice) : aten.eye_m(rows, columns, dtype, device: device ?? defaultDevice), requires_grad);

    /// <summary>A tensor without dimensions, in the default type unless given.</summary>
    public static Tensor scalar_tensor(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Finish(aten.scalar_tensor(value, dtype, device: device ?? defaultDevice), requires_grad);

    /// <summary>Zeros in the shape, type and place of another tensor, unless given otherwise.</summary>
    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Finish(aten.zeros_like(input, dtype, device: device), requires_grad);

    /// <summary>Ones in the shape, type and place of another tensor, unless given otherwise.</summary>
    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Finish(aten.ones_like(input, dtype, device: device), requires_grad);

    /// <summary>Uninitialised elements in the shape, type and place of another tensor, unless given otherwise.</summary>
    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Finish(aten.empty_like(input, dtype, device: device), requires_grad);

    /// <summary>One number in the shape, type and place of another tensor, unless given otherwise.</summary>
    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Finish(aten.full_like(input, value, dtype, device: device), requires_grad);

    /// <summary>Uninitialised elements with chosen steps between neighbours.</summary>
    public static Tensor empty_strided(long[] size, long[] strides, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(aten.empty_strided(size, strides, dtype, device: device ?? defaultDevice), requires_grad);

    /// <summary>Row and column numbers of the lower triangle, two rows.</summary>
    public static Tensor tril_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device? device = null) => aten.tril_indices(row, col, offset, dtype, device: device ?? defaultDevice);

    /// <summary>Row and column numbers of the upper triangle, two rows.</summary>
    public static Tensor triu_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device? device = null) => aten.triu_indices(row, col, offset, dtype, device: device ?? defaultDevice);

    /// <summary>The Bartlett window; <paramref name="periodic"/> for spectra, symmetric for filters.</summary>
    public static Tensor bartlett_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(aten.bartlett_window_periodic(len, periodic, dtype, device: device ?? defaultDevice), requires_grad);

    /// <summary>The Blackman window; <paramref name="periodic"/> for spectra, symmetric for filters.</summary>
    public static Tensor blackman_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(aten.blackman_window_periodic(len, periodic, dtype, device: device ?? defaultDevice), requires_grad);

    /// <summary>The Hann window; <paramref name="periodic"/> for spectra, symmetric for filters.</summary>
    public static Tensor hann_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(aten.hann_window_periodic(len, periodic, dtype, device: device ?? defaultDevice), requires_grad);

    /// <summary>The Hamming window α − β cos; <paramref name="periodic"/> for spectra, symmetric for filters.</summary>
    public static Tensor hamming_window(long len, bool periodic = true, float alpha = 0.54f, float beta = 0.46f, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(aten.hamming_window_periodic_alpha_beta(len, periodic, Decimals(alpha), Decimals(beta), dtype, device: device ?? defaultDevice), requires_grad);

    /// <summary>The Kaiser window of shape <paramref name="beta"/>; <paramref name="periodic"/> for spectra, symmetric for filters.</summary>
    public static Tensor kaiser_window(long len, bool periodic = true, float beta = 12.0f, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(aten.kaiser_window_beta(len, periodic, Decimals(beta), dtype, device: device ?? defaultDevice), requires_grad);

    // The number that the text of a float stands for: 0.54f means 0.54, as PyTorch's users write it.
    private static double Decimals(float value) => (double)(decimal)value;
}
