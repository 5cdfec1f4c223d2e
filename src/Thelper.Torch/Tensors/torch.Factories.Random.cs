using System.Runtime.CompilerServices;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Uniform random numbers in [0, 1).</summary>
    /// <param name="size">Sizes of the dimensions.</param>
    /// <param name="dtype">Element type; the default type unless given (see <see cref="set_default_dtype"/>).</param>
    /// <param name="device">Device; the processor unless given.</param>
    /// <param name="requires_grad">Whether to record operations on it.</param>
    /// <param name="generator">Stream of random numbers; the device's default unless given.</param>
    /// <exception cref="ArgumentException">The type is one of integers, or of truth values.</exception>
    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Finish(aten.rand_generator(size, generator, Fractional(dtype, nameof(rand)), device: device ?? defaultDevice), requires_grad);

    /// <inheritdoc cref="rand(long[], ScalarType?, Device?, bool, Generator?)"/>
    public static Tensor rand(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => rand(size.ToArray(), dtype, device, requires_grad, generator);

    /// <summary>Uniform random numbers in [0, 1), in one dimension.</summary>
    public static Tensor rand(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => rand(new[] { size }, dtype, device, requires_grad, generator);

    /// <summary>Uniform random numbers in [0, 1), in two dimensions.</summary>
    [OverloadResolutionPriority(1)]
    public static Tensor rand(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => rand(new[] { rows, columns }, dtype, device, requires_grad, generator);

    /// <summary>Uniform random numbers in [0, 1), in three dimensions.</summary>
    [OverloadResolutionPriority(2)]
    public static Tensor rand(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => rand(new[] { dim0, dim1, dim2 }, dtype, device, requires_grad, generator);

    /// <summary>Uniform random numbers in [0, 1), in four dimensions.</summary>
    [OverloadResolutionPriority(3)]
    public static Tensor rand(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => rand(new[] { dim0, dim1, dim2, dim3 }, dtype, device, requires_grad, generator);

    /// <summary>Uniform random numbers in [0, 1), in the default type.</summary>
    public static Tensor rand(params long[] size) => rand(size, dtype: null);

    /// <summary>Normally distributed random numbers.</summary>
    /// <param name="size">Sizes of the dimensions.</param>
    /// <param name="dtype">Element type; the default type unless given (see <see cref="set_default_dtype"/>).</param>
    /// <param name="device">Device; the processor unless given.</param>
    /// <param name="requires_grad">Whether to record operations on it.</param>
    /// <param name="generator">Stream of random numbers; the device's default unless given.</param>
    /// <exception cref="ArgumentException">The type is one of integers, or of truth values.</exception>
    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Finish(aten.randn_generator(size, generator, Fractional(dtype, nameof(randn)), device: device ?? defaultDevice), requires_grad);

    /// <inheritdoc cref="randn(long[], ScalarType?, Device?, bool, Generator?)"/>
    public static Tensor randn(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => randn(size.ToArray(), dtype, device, requires_grad, generator);

    /// <summary>Normally distributed random numbers, in one dimension.</summary>
    public static Tensor randn(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => randn(new[] { size }, dtype, device, requires_grad, generator);

    /// <summary>Normally distributed random numbers, in two dimensions.</summary>
    [OverloadResolutionPriority(1)]
    public static Tensor randn(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => randn(new[] { rows, columns }, dtype, device, requires_grad, generator);

    /// <summary>Normally distributed random numbers, in three dimensions.</summary>
    [OverloadResolutionPriority(2)]
    public static Tensor randn(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => randn(new[] { dim0, dim1, dim2 }, dtype, device, requires_grad, generator);

    /// <summary>Normally distributed random numbers, in four dimensions.</summary>
    [OverloadResolutionPriority(3)]
    public static Tensor randn(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => randn(new[] { dim0, dim1, dim2, dim3 }, dtype, device, requires_grad, generator);

    /// <summary>Normally distributed random numbers, in the default type.</summary>
    public static Tensor randn(params long[] size) => randn(size, dtype: null);

    /// <summary>Random integers in [0, high); of a complex type, both parts.</summary>
    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        PartType(dtype) is { } part
            ? Finish(OfParts(() => aten.randint_generator(high, size, generator, part, device: device ?? defaultDevice)), requires_grad)
            : Finish(aten.randint_generator(high, size, generator, dtype ?? ScalarType.Int64, device: device ?? defaultDevice), requires_grad);

    /// <summary>Random integers in [0, high).</summary>
    public static Tensor randint(long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => randint(high, size.Shape, dtype, device, requires_grad, generator);

    /// <summary>Random integers in [0, high), in one dimension.</summary>
    public static Tensor randint(long high, long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => randint(high, [size], dtype, device, requires_grad, generator);

    /// <summary>Random integers in [low, high); of a complex type, both parts.</summary>
    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        PartType(dtype) is { } part
            ? Finish(OfParts(() => aten.randint_low_generator(low, high, size, generator, part, device: device ?? defaultDevice)), requires_grad)
            : Finish(aten.randint_low_generator(low, high, size, generator, dtype ?? ScalarType.Int64, device: device ?? defaultDevice), requires_grad);

    // libtorch draws no complex integers; TorchSharp does.
    private static ScalarType? PartType(ScalarType? type) => type switch
    {
        ScalarType.ComplexFloat32 => ScalarType.Float32,
        ScalarType.ComplexFloat64 => ScalarType.Float64,
        _ => null,
    };

    private static Tensor OfParts(Func<Tensor> draw)
    {
        using var real = draw();
        using var imaginary = draw();
        return aten.complex(real, imaginary);
    }

    /// <summary>Random integers in [low, high).</summary>
    public static Tensor randint(long low, long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => randint(low, high, size.Shape, dtype, device, requires_grad, generator);

    /// <summary>Random integers in [low, high), in one dimension.</summary>
    public static Tensor randint(long low, long high, long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => randint(low, high, [size], dtype, device, requires_grad, generator);

    /// <summary>The integers 0 … n − 1 in random order.</summary>
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Finish(aten.randperm_generator(n, generator, dtype ?? ScalarType.Int64, device: device ?? defaultDevice), requires_grad);

    /// <summary>Uniform random numbers in the shape, type and place of another tensor, unless given otherwise.</summary>
    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Finish(aten.rand_like(input, dtype, device: device), requires_grad);

    /// <summary>Normally distributed random numbers in the shape, type and place of another tensor, unless given otherwise.</summary>
    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Finish(aten.randn_like(input, dtype, device: device), requires_grad);

    /// <summary>Random integers in [low, high) in the shape, type and place of another tensor, unless given otherwise.</summary>
    public static Tensor randint_like(Tensor input, long low, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Finish(aten.randint_like_low_dtype(input, low, high, dtype, device: device), requires_grad);

    /// <summary>Random integers in [0, high) in the shape, type and place of another tensor, unless given otherwise.</summary>
    public static Tensor randint_like(Tensor input, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Finish(aten.randint_like(input, high, dtype, device: device), requires_grad);

    /// <summary>One normally distributed number per pair of a mean and a standard deviation.</summary>
    public static Tensor normal(Tensor mean, Tensor std, Generator? generator = null) => aten.normal_Tensor_Tensor(mean, std, generator);

    /// <summary>One normally distributed number per mean.</summary>
    public static Tensor normal(Tensor mean, double std = 1.0, Generator? generator = null) => aten.normal_Tensor_float(mean, std, generator);

    /// <summary>One normally distributed number per standard deviation.</summary>
    public static Tensor normal(double mean, Tensor std, Generator? generator = null) => aten.normal_float_Tensor(mean, std, generator);

    /// <summary>Normally distributed numbers of one mean and standard deviation.</summary>
    public static Tensor normal(double mean, double std, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Finish(aten.normal_float_float(mean, std, size, generator, dtype, device: device ?? defaultDevice), requires_grad);

    private static ScalarType? Fractional(ScalarType? dtype, string name) => dtype is { } type && type.IsIntegral()
        ? throw new ArgumentException($"{name}: what is drawn has fractions, which {type.PythonName()} has not; randint draws integers.", nameof(dtype))
        : dtype;
}
