using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>A copy of C# numbers in a given shape.</summary>
    /// <param name="rawArray">The elements, row-major.</param>
    /// <param name="dimensions">The shape.</param>
    /// <param name="dtype">Element type; that of <typeparamref name="T"/> unless given.</param>
    /// <param name="device">Device; the processor unless given.</param>
    /// <param name="requires_grad">Whether to record operations on it.</param>
    /// <exception cref="ArgumentException">The shape does not hold that many elements.</exception>
    public static Tensor tensor<T>(ReadOnlySpan<T> rawArray, long[] dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        var count = 1L;
        foreach (var size in dimensions)
        {
            count *= size;
        }

        if (count != rawArray.Length)
        {
            throw new ArgumentException($"shape [{string.Join(", ", dimensions)}] does not hold {rawArray.Length} elements", nameof(dimensions));
        }

        var type = ScalarTypes.Of<T>();
        var result = aten.empty_memory_format(dimensions, type);
        rawArray.CopyTo(result.DataSpan<T>());
        jit.MadeHere(result);
        if ((dtype ?? type) != type || (device is { } place && place != CPU))
        {
            using var copied = result.DetachFromDisposeScope();
            result = aten.to_device(copied, device ?? defaultDevice ?? CPU, dtype ?? type);
        }

        return Finish(result, requires_grad);
    }

    /// <summary>A copy of C# numbers, in one dimension.</summary>
    /// <inheritdoc cref="tensor{T}(ReadOnlySpan{T}, long[], ScalarType?, Device?, bool)"/>
    public static Tensor tensor<T>(ReadOnlySpan<T> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        where T : unmanaged => tensor(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <inheritdoc cref="tensor{T}(ReadOnlySpan{T}, long[], ScalarType?, Device?, bool)"/>
    public static Tensor tensor<T>(T[] rawArray, long[] dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        where T : unmanaged => tensor((ReadOnlySpan<T>)rawArray, dimensions, dtype, device, requires_grad);

    /// <inheritdoc cref="tensor{T}(ReadOnlySpan{T}, ScalarType?, Device?, bool)"/>
    public static Tensor tensor<T>(T[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        where T : unmanaged => tensor((ReadOnlySpan<T>)rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <inheritdoc cref="tensor{T}(ReadOnlySpan{T}, long[], ScalarType?, Device?, bool)"/>
    public static Tensor tensor<T>(Memory<T> rawArray, long[] dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        where T : unmanaged => tensor((ReadOnlySpan<T>)rawArray.Span, dimensions, dtype, device, requires_grad);

    /// <inheritdoc cref="tensor{T}(ReadOnlySpan{T}, long[], ScalarType?, Device?, bool)"/>
    public static Tensor tensor<T>(IEnumerable<T> rawArray, long[] dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        where T : unmanaged => tensor((ReadOnlySpan<T>)rawArray.ToArray(), dimensions, dtype, device, requires_grad);

    /// <inheritdoc cref="tensor{T}(ReadOnlySpan{T}, ScalarType?, Device?, bool)"/>
    public static Tensor tensor<T>(IEnumerable<T> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        where T : unmanaged => tensor(rawArray.ToArray(), dtype, device, requires_grad);

    /// <summary>A copy of C# numbers, in two dimensions.</summary>
    public static Tensor tensor<T>(IEnumerable<T> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        where T : unmanaged => tensor(rawArray, [rows, columns], dtype, device, requires_grad);

    /// <summary>A copy of C# numbers, in three dimensions.</summary>
    public static Tensor tensor<T>(IEnumerable<T> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        where T : unmanaged => tensor(rawArray, [dim0, dim1, dim2], dtype, device, requires_grad);

    /// <summary>A copy of C# numbers, in four dimensions.</summary>
    public static Tensor tensor<T>(IEnumerable<T> rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        where T : unmanaged => tensor(rawArray, [dim0, dim1, dim2, dim3], dtype, device, requires_grad);

    /// <summary>A copy of a C# array of two dimensions.</summary>
    public static Tensor tensor<T>(T[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        where T : unmanaged => Copy<T>(rawArray, dtype, device, requires_grad);

    /// <summary>A copy of a C# array of three dimensions.</summary>
    public static Tensor tensor<T>(T[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        where T : unmanaged => Copy<T>(rawArray, dtype, device, requires_grad);

    /// <summary>A copy of a C# array of four dimensions.</summary>
    public static Tensor tensor<T>(T[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        where T : unmanaged => Copy<T>(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor without dimensions: integers as int64, truth values as bool, other numbers in the default type, unless given.</summary>
    public static Tensor tensor(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Finish(
        aten.scalar_tensor(value, dtype ?? value.Kind switch { ScalarKind.Int => ScalarType.Int64, ScalarKind.Bool => ScalarType.Bool, ScalarKind.Complex => ComplexDefault(), _ => get_default_dtype() }, device: device),
        requires_grad);

    /// <summary>A tensor without dimensions, float32 unless given.</summary>
    public static Tensor tensor(float scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => tensor((Scalar)scalar, dtype ?? ScalarType.Float32, device, requires_grad);

    /// <summary>A tensor without dimensions, float64 unless given: the C# type decides, as in TorchSharp.</summary>
    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => tensor((Scalar)scalar, dtype ?? ScalarType.Float64, device, requires_grad);

    /// <summary>A tensor without dimensions, int32 unless given: the C# type decides, as in TorchSharp.</summary>
    public static Tensor tensor(int scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => tensor((Scalar)scalar, dtype ?? ScalarType.Int32, device, requires_grad);

    /// <summary>A tensor without dimensions, int64 unless given.</summary>
    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => tensor((Scalar)scalar, dtype ?? ScalarType.Int64, device, requires_grad);

    /// <summary>A tensor without dimensions, int16 unless given.</summary>
    public static Tensor tensor(short scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => tensor((Scalar)(int)scalar, dtype ?? ScalarType.Int16, device, requires_grad);

    /// <summary>A tensor without dimensions, int8 unless given.</summary>
    public static Tensor tensor(sbyte scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => tensor((Scalar)(int)scalar, dtype ?? ScalarType.Int8, device, requires_grad);

    /// <summary>A tensor without dimensions, uint8 unless given.</summary>
    public static Tensor tensor(byte scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => tensor((Scalar)(int)scalar, dtype ?? ScalarType.Byte, device, requires_grad);

    /// <summary>A tensor without dimensions, bool unless given.</summary>
    public static Tensor tensor(bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => tensor((Scalar)scalar, dtype ?? ScalarType.Bool, device, requires_grad);

    /// <summary>A tensor without dimensions, float16 unless given.</summary>
    public static Tensor tensor(Half scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => tensor((Scalar)(float)scalar, dtype ?? ScalarType.Float16, device, requires_grad);

    /// <summary>A tensor without dimensions, complex128 unless given.</summary>
    public static Tensor tensor(Complex scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => tensor((Scalar)scalar, dtype ?? ScalarType.ComplexFloat64, device, requires_grad);

    /// <summary>A complex tensor without dimensions, complex64 unless given.</summary>
    public static Tensor tensor((float Real, float Imaginary) scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        tensor((Scalar)scalar, dtype ?? ScalarType.ComplexFloat32, device, requires_grad);

    /// <summary>A complex tensor without dimensions, complex128 unless given.</summary>
    public static Tensor tensor((double Real, double Imaginary) scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        tensor(new Complex(scalar.Real, scalar.Imaginary), dtype, device, requires_grad);

    /// <summary>A complex tensor without dimensions, complex64 unless given.</summary>
    public static Tensor tensor(float real, float imaginary, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        tensor((real, imaginary), dtype, device, requires_grad);

    /// <summary>A complex tensor without dimensions, complex128 unless given.</summary>
    public static Tensor tensor(double real, double imaginary, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        tensor(new Complex(real, imaginary), dtype, device, requires_grad);

    /// <summary>A tensor that shares the memory of a C# array of any rank, or a converted copy where type or device differ.</summary>
    /// <param name="rawArray">The elements. The garbage collector leaves the array in place while the tensor lives.</param>
    /// <param name="dtype">Element type; that of the array unless given.</param>
    /// <param name="device">Device; the processor unless given.</param>
    /// <param name="requires_grad">Whether to record operations on it.</param>
    public static Tensor from_array(Array rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        ArgumentNullException.ThrowIfNull(rawArray);
        var shape = new long[rawArray.Rank];
        for (var k = 0; k < shape.Length; k++)
        {
            shape[k] = rawArray.GetLongLength(k);
        }

        return Finish(Moved(SharedMemory.Over(rawArray, 0, shape), dtype, device), requires_grad);
    }

    /// <inheritdoc cref="from_array(Array, ScalarType?, Device?, bool)"/>
    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => from_array(data, dtype, device);

    /// <inheritdoc cref="from_array(Array, ScalarType?, Device?, bool)"/>
    public static Tensor as_tensor<T>(T[] data, ScalarType? dtype = null, Device? device = null)
        where T : unmanaged => from_array(data, dtype, device);

    /// <summary>The tensor in another type or place; another object for the same memory where nothing changes.</summary>
    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return aten.to_device(data, device ?? data.device, dtype ?? data.dtype) is var result && ReferenceEquals(result, data) ? data.alias() : result;
    }

    /// <summary>A tensor of one dimension that shares the memory of a C# array, from an element on.</summary>
    /// <param name="rawArray">The elements.</param>
    /// <param name="dtype">Element type; another than the array's makes a converted copy.</param>
    /// <param name="count">How many elements; all that are left when negative.</param>
    /// <param name="offset">The first element.</param>
    /// <param name="requires_grad">Whether to record operations on it.</param>
    /// <exception cref="ArgumentException">The elements asked for are not in the array.</exception>
    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        ArgumentNullException.ThrowIfNull(rawArray);
        if (offset < 0 || offset >= rawArray.LongLength)
        {
            throw new ArgumentException($"the first element, {offset}, is outside the array of {rawArray.LongLength}", nameof(offset));
        }

        count = count < 0 ? rawArray.LongLength - offset : count;
        if (count > rawArray.LongLength - offset)
        {
            throw new ArgumentException($"{count} elements from number {offset} on: the array has {rawArray.LongLength}", nameof(count));
        }

        return Finish(Moved(SharedMemory.Over(rawArray, offset, [count]), dtype, null), requires_grad);
    }

    private static ScalarType ComplexDefault() => get_default_dtype() == ScalarType.Float64 ? ScalarType.ComplexFloat64 : ScalarType.ComplexFloat32;

    private static Tensor Copy<T>(Array array, ScalarType? dtype, Device? device, bool requires_grad)
        where T : unmanaged
    {
        var shape = new long[array.Rank];
        for (var k = 0; k < shape.Length; k++)
        {
            shape[k] = array.GetLongLength(k);
        }

        return tensor(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length), shape, dtype, device, requires_grad);
    }

    private static Tensor Moved(Tensor tensor, ScalarType? dtype, Device? device)
    {
        if ((dtype ?? tensor.dtype) == tensor.dtype && (device is null || device == CPU))
        {
            return tensor;
        }

        using var source = tensor.DetachFromDisposeScope();
        return aten.to_device(source, device ?? defaultDevice ?? CPU, dtype ?? source.dtype);
    }
}
