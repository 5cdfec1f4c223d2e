using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>True for a tensor.</summary>
    public static bool is_tensor(object? obj) => obj is Tensor;

    /// <summary>True for the memory behind a tensor.</summary>
    public static bool is_storage(object? obj) => obj is TensorStorage;

    /// <summary>True for integers and truth values.</summary>
    public static bool is_integral(ScalarType type) => type.IsIntegral();

    /// <summary>True for real floating-point types.</summary>
    public static bool is_floating_point(ScalarType type) => type.IsFloatingPoint();

    /// <summary>True for complex types.</summary>
    public static bool is_complex(ScalarType type) => type is ScalarType.ComplexFloat16 or ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

    /// <summary>True for integer and truth-value elements.</summary>
    public static bool is_integral(Tensor t) => t.is_integral();

    /// <summary>True for real floating-point elements.</summary>
    public static bool is_floating_point(Tensor t) => t.is_floating_point();

    /// <summary>True for complex elements.</summary>
    public static bool is_complex(Tensor t) => t.is_complex();

    /// <summary>Number of elements.</summary>
    public static long numel(Tensor input) => input.numel();

    /// <summary>The type of floating-point tensors made without naming one; float32 at the start.</summary>
    public static ScalarType get_default_dtype() => (ScalarType)LibTorch.thelper_torch_default_dtype();

    /// <summary>Sets the type of floating-point tensors made without naming one. It is also the type of an integer tensor after division or with a fraction.</summary>
    /// <exception cref="TorchException">Not a floating-point type.</exception>
    public static void set_default_dtype(ScalarType dtype) => LibTorch.Check(LibTorch.thelper_torch_set_default_dtype((int)dtype), "set_default_dtype");

    /// <summary>Sets the default type to that of a tensor.</summary>
    public static void set_default_tensor_type(Tensor t) => set_default_dtype(t.dtype);

    /// <summary>The element type of an operation on a tensor and a number.</summary>
    public static ScalarType result_type(Tensor tensor1, Scalar tensor2) => aten.result_type_Scalar(tensor1, tensor2);

    /// <summary>The element type of an operation on a tensor and a number.</summary>
    public static ScalarType result_type(Scalar tensor1, Tensor tensor2) => aten.result_type_Scalar_Tensor(tensor1, tensor2);

    /// <summary>The element type of an operation on two tensors.</summary>
    public static ScalarType result_type(Tensor tensor1, Tensor tensor2) => aten.result_type_Tensor(tensor1, tensor2);

    /// <summary>Limits of a floating-point type; of its parts for a complex one.</summary>
    /// <exception cref="ArgumentException">Another type.</exception>
    public static FInfo finfo(ScalarType dtype) => dtype switch
    {
        ScalarType.Float16 or ScalarType.ComplexFloat16 => new FInfo(16, 0.0009765625, 65504, 6.103515625e-05, 0.001),
        ScalarType.BFloat16 => new FInfo(16, 0.0078125, 3.3895313892515355e+38, 1.1754943508222875e-38, 0.01),
        ScalarType.Float32 or ScalarType.ComplexFloat32 => new FInfo(32, 1.1920928955078125e-07, float.MaxValue, 1.1754943508222875e-38, 1e-06),
        ScalarType.Float64 or ScalarType.ComplexFloat64 => new FInfo(64, 2.220446049250313e-16, double.MaxValue, 2.2250738585072014e-308, 1e-15),
        _ => throw new ArgumentException($"finfo describes floating-point types, not {dtype.PythonName()}", nameof(dtype)),
    };

    /// <summary>Limits of the default type.</summary>
    public static FInfo finfo() => finfo(get_default_dtype());

    /// <summary>Limits of an integer type.</summary>
    /// <exception cref="ArgumentException">Another type.</exception>
    public static IInfo iinfo(ScalarType dtype) => dtype switch
    {
        ScalarType.Byte => new IInfo(8, byte.MinValue, byte.MaxValue),
        ScalarType.Int8 => new IInfo(8, sbyte.MinValue, sbyte.MaxValue),
        ScalarType.Int16 => new IInfo(16, short.MinValue, short.MaxValue),
        ScalarType.Int32 => new IInfo(32, int.MinValue, int.MaxValue),
        ScalarType.Int64 => new IInfo(64, long.MinValue, long.MaxValue),
        _ => throw new ArgumentException($"iinfo describes integer types, not {dtype.PythonName()}", nameof(dtype)),
    };

    /// <summary>As single precision.</summary>
    public static Tensor FloatTensor(Tensor t) => t.to(ScalarType.Float32);

    /// <summary>As double precision.</summary>
    public static Tensor DoubleTensor(Tensor t) => t.to(ScalarType.Float64);

    /// <summary>As half precision.</summary>
    public static Tensor HalfTensor(Tensor t) => t.to(ScalarType.Float16);

    /// <summary>As bfloat16.</summary>
    public static Tensor BFloat16Tensor(Tensor t) => t.to(ScalarType.BFloat16);

    /// <summary>As bytes.</summary>
    public static Tensor ByteTensor(Tensor t) => t.to(ScalarType.Byte);

    /// <summary>As signed bytes.</summary>
    public static Tensor CharTensor(Tensor t) => t.to(ScalarType.Int8);

    /// <summary>As 16-bit integers.</summary>
    public static Tensor ShortTensor(Tensor t) => t.to(ScalarType.Int16);

    /// <summary>As 32-bit integers.</summary>
    public static Tensor IntTensor(Tensor t) => t.to(ScalarType.Int32);

    /// <summary>As 64-bit integers.</summary>
    public static Tensor LongTensor(Tensor t) => t.to(ScalarType.Int64);

    /// <summary>As truth values.</summary>
    public static Tensor BoolTensor(Tensor t) => t.to(ScalarType.Bool);
}
