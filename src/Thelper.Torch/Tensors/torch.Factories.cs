using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Thelper.Torch.torch;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Uninitialised elements.</summary>
    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(aten.empty_memory_format(size, dtype, device: device), requires_grad);

    /// <summary>Uninitialised elements, single precision.</summary>
    public static Tensor empty(params long[] size) => empty(size, dtype: null);

    /// <summary>Zeros.</summary>
    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(aten.zeros(size, dtype, device: device), requires_grad);

    /// <summary>Zeros, single precision.</summary>
    public static Tensor zeros(params long[] size) => zeros(size, dtype: null);

    /// <summary>Ones.</summary>
    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(aten.ones(size, dtype, device: device), requires_grad);

    /// <summary>Ones, single precision.</summary>
    public static Tensor ones(params long[] size) => ones(size, dtype: null);

    /// <summary>One number everywhere.</summary>
    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(aten.full(size, value, dtype, device: device), requires_grad);

    /// <summary>Uniform random numbers in [0, 1).</summary>
    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Finish(aten.rand_generator(size, generator, dtype, device: device), requires_grad);

    /// <summary>Uniform random numbers in [0, 1), single precision.</summary>
    public static Tensor rand(params long[] size) => rand(size, dtype: null);

    /// <summary>Normally distributed random numbers.</summary>
    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Finish(aten.randn_generator(size, generator, dtype, device: device), requires_grad);

    /// <summary>Normally distributed random numbers, single precision.</summary>
    public static Tensor randn(params long[] size) => randn(size, dtype: null);

    /// <summary>Random integers in [0, high).</summary>
    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, Generator? generator = null) =>
        aten.randint_generator(high, size, generator, dtype ?? ScalarType.Int64, device: device);

    /// <summary>Random integers in [low, high).</summary>
    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, Generator? generator = null) =>
        aten.randint_low_generator(low, high, size, generator, dtype ?? ScalarType.Int64, device: device);

    /// <summary>The integers 0 … n−1 in random order.</summary>
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, Generator? generator = null) =>
        aten.randperm_generator(n, generator, dtype ?? ScalarType.Int64, device: device);

    /// <summary>Numbers from <paramref name="start"/> up to, without, <paramref name="stop"/>.</summary>
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null) =>
        aten.arange_start_step(start, stop, step, dtype, device: device);

    /// <summary>Numbers from <paramref name="start"/> up to, without, <paramref name="stop"/>.</summary>
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null) => aten.arange_start(start, stop, dtype, device: device);

    /// <summary>Numbers from 0 up to, without, <paramref name="stop"/>.</summary>
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null) => aten.arange(stop, dtype, device: device);

    /// <summary>Evenly spaced numbers, both ends included.</summary>
    public static Tensor linspace(Scalar start, Scalar end, long steps, ScalarType? dtype = null, Device? device = null) => aten.linspace(start, end, steps, dtype, device: device);

    /// <summary>Numbers evenly spaced on a logarithmic scale.</summary>
    public static Tensor logspace(Scalar start, Scalar end, long steps, double @base = 10, ScalarType? dtype = null, Device? device = null) =>
        aten.logspace(start, end, steps, @base, dtype, device: device);

    /// <summary>The identity matrix.</summary>
    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null) =>
        columns < 0 ? aten.eye(rows, dtype, device: device) : aten.eye_m(rows, columns, dtype, device: device);

    /// <summary>A tensor without dimensions.</summary>
    public static Tensor scalar_tensor(Scalar value, ScalarType? dtype = null, Device? device = null) => aten.scalar_tensor(value, dtype, device: device);

    /// <summary>Zeros in the shape of another tensor.</summary>
    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null) => aten.zeros_like(input, dtype, device: device);

    /// <summary>Ones in the shape of another tensor.</summary>
    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null) => aten.ones_like(input, dtype, device: device);

    /// <summary>Uninitialised elements in the shape of another tensor.</summary>
    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null) => aten.empty_like(input, dtype, device: device);

    /// <summary>One number in the shape of another tensor.</summary>
    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null) => aten.full_like(input, value, dtype, device: device);

    /// <summary>Uniform random numbers in the shape of another tensor.</summary>
    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null) => aten.rand_like(input, dtype, device: device);

    /// <summary>Normally distributed random numbers in the shape of another tensor.</summary>
    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null) => aten.randn_like(input, dtype, device: device);

    /// <summary>A tensor without dimensions.</summary>
    public static Tensor tensor(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Finish(
        scalar_tensor(value, dtype ?? value.Kind switch { ScalarKind.Int => ScalarType.Int64, ScalarKind.Bool => ScalarType.Bool, ScalarKind.Complex => ScalarType.ComplexFloat64, _ => ScalarType.Float32 }, device),
        requires_grad);

    /// <summary>A copy of C# numbers, in one dimension or in a given shape.</summary>
    /// <param name="data">The elements, row-major.</param>
    /// <param name="shape">The shape; one dimension unless given.</param>
    /// <param name="dtype">Element type; that of <typeparamref name="T"/> unless given.</param>
    /// <param name="device">Device; the processor unless given.</param>
    /// <param name="requires_grad">Whether to record operations on it.</param>
    /// <exception cref="ArgumentException">The shape does not hold that many elements.</exception>
    public static Tensor tensor<T>(ReadOnlySpan<T> data, long[]? shape = null, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        where T : unmanaged
    {
        shape ??= [data.Length];
        var count = 1L;
        foreach (var size in shape)
        {
            count *= size;
        }

        if (count != data.Length)
        {
            throw new ArgumentException($"shape [{string.Join(", ", shape)}] does not hold {data.Length} elements", nameof(shape));
        }

        var type = ScalarTypes.Of<T>();
        var result = aten.empty_memory_format(shape, type);
        data.CopyTo(result.data<T>());
        if ((dtype ?? type) != type || (device is { } place && place != CPU))
        {
            using var copied = result.DetachFromDisposeScope();
            result = aten.to_device(copied, device ?? CPU, dtype ?? type);
        }

        return Finish(result, requires_grad);
    }

    /// <inheritdoc cref="tensor{T}(ReadOnlySpan{T}, long[], ScalarType?, Device?, bool)"/>
    public static Tensor tensor<T>(T[] data, long[]? shape = null, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        where T : unmanaged => tensor((ReadOnlySpan<T>)data, shape, dtype, device, requires_grad);

    /// <inheritdoc cref="tensor{T}(ReadOnlySpan{T}, long[], ScalarType?, Device?, bool)"/>
    public static Tensor tensor<T>(IReadOnlyList<T> data, long[]? shape = null, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        where T : unmanaged => tensor<T>(data.ToArray(), shape, dtype, device, requires_grad);

    /// <summary>A copy of a C# array of any rank.</summary>
    public static Tensor from_array<T>(Array array, ScalarType? dtype = null, Device? device = null)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(array);
        var shape = new long[array.Rank];
        for (var k = 0; k < shape.Length; k++)
        {
            shape[k] = array.GetLongLength(k);
        }

        var elements = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);
        return tensor(elements, shape, dtype, device);
    }

    private static Tensor Finish(Tensor tensor, bool requires_grad)
    {
        if (requires_grad)
        {
            tensor.requires_grad = true;
        }

        return tensor;
    }
}
