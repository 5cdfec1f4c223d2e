using System.Runtime.CompilerServices;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Uninitialised elements.</summary>
    /// <param name="size">Sizes of the dimensions.</param>
    /// <param name="dtype">Element type; the default type unless given (see <see cref="set_default_dtype"/>).</param>
    /// <param name="device">Device; the processor unless given.</param>
    /// <param name="requires_grad">Whether to record operations on it.</param>
    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(aten.empty_memory_format(size, dtype, device: device ?? defaultDevice), requires_grad);

    /// <inheritdoc cref="empty(long[], ScalarType?, Device?, bool)"/>
    public static Tensor empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => empty(size.ToArray(), dtype, device, requires_grad);

    /// <summary>Uninitialised elements, in one dimension.</summary>
    public static Tensor empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => empty(new[] { size }, dtype, device, requires_grad);

    /// <summary>Uninitialised elements, in two dimensions.</summary>
    [OverloadResolutionPriority(1)]
    public static Tensor empty(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => empty(new[] { rows, columns }, dtype, device, requires_grad);

    /// <summary>Uninitialised elements, in three dimensions.</summary>
    [OverloadResolutionPriority(2)]
    public static Tensor empty(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => empty(new[] { dim0, dim1, dim2 }, dtype, device, requires_grad);

    /// <summary>Uninitialised elements, in four dimensions.</summary>
    [OverloadResolutionPriority(3)]
    public static Tensor empty(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => empty(new[] { dim0, dim1, dim2, dim3 }, dtype, device, requires_grad);

    /// <summary>Uninitialised elements, in the default type.</summary>
    public static Tensor empty(params long[] size) => empty(size, dtype: null);

    /// <summary>Zeros.</summary>
    /// <param name="size">Sizes of the dimensions.</param>
    /// <param name="dtype">Element type; the default type unless given (see <see cref="set_default_dtype"/>).</param>
    /// <param name="device">Device; the processor unless given.</param>
    /// <param name="requires_grad">Whether to record operations on it.</param>
    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(aten.zeros(size, dtype, device: device ?? defaultDevice), requires_grad);

    /// <inheritdoc cref="zeros(long[], ScalarType?, Device?, bool)"/>
    public static Tensor zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => zeros(size.ToArray(), dtype, device, requires_grad);

    /// <summary>Zeros, in one dimension.</summary>
    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => zeros(new[] { size }, dtype, device, requires_grad);

    /// <summary>Zeros, in two dimensions.</summary>
    [OverloadResolutionPriority(1)]
    public static Tensor zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => zeros(new[] { rows, columns }, dtype, device, requires_grad);

    /// <summary>Zeros, in three dimensions.</summary>
    [OverloadResolutionPriority(2)]
    public static Tensor zeros(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => zeros(new[] { dim0, dim1, dim2 }, dtype, device, requires_grad);

    /// <summary>Zeros, in four dimensions.</summary>
    [OverloadResolutionPriority(3)]
    public static Tensor zeros(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => zeros(new[] { dim0, dim1, dim2, dim3 }, dtype, device, requires_grad);

    /// <summary>Zeros, in the default type.</summary>
    public static Tensor zeros(params long[] size) => zeros(size, dtype: null);

    /// <summary>Ones.</summary>
    /// <param name="size">Sizes of the dimensions.</param>
    /// <param name="dtype">Element type; the default type unless given (see <see cref="set_default_dtype"/>).</param>
    /// <param name="device">Device; the processor unless given.</param>
    /// <param name="requires_grad">Whether to record operations on it.</param>
    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(aten.ones(size, dtype, device: device ?? defaultDevice), requires_grad);

    /// <inheritdoc cref="ones(long[], ScalarType?, Device?, bool)"/>
    public static Tensor ones(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => ones(size.ToArray(), dtype, device, requires_grad);

    /// <summary>Ones, in one dimension.</summary>
    public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => ones(new[] { size }, dtype, device, requires_grad);

    /// <summary>Ones, in two dimensions.</summary>
    [OverloadResolutionPriority(1)]
    public static Tensor ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => ones(new[] { rows, columns }, dtype, device, requires_grad);

    /// <summary>Ones, in three dimensions.</summary>
    [OverloadResolutionPriority(2)]
    public static Tensor ones(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => ones(new[] { dim0, dim1, dim2 }, dtype, device, requires_grad);

    /// <summary>Ones, in four dimensions.</summary>
    [OverloadResolutionPriority(3)]
    public static Tensor ones(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => ones(new[] { dim0, dim1, dim2, dim3 }, dtype, device, requires_grad);

    /// <summary>Ones, in the default type.</summary>
    public static Tensor ones(params long[] size) => ones(size, dtype: null);

    internal static Tensor Finish(Tensor tensor, bool requires_grad)
    {
        if (requires_grad)
        {
            if (!tensor.dtype.IsFloatingPoint() && !tensor.is_complex())
            {
                var type = tensor.dtype.PythonName();
                tensor.Dispose();
                throw new ArgumentException($"Gradients are of floating-point and complex tensors alone, not of {type}.", nameof(requires_grad));
            }

            tensor.requires_grad = true;
        }

        return tensor;
    }
}
