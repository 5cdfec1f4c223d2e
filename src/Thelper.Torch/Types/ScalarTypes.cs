using System.Runtime.CompilerServices;
using static Thelper.Torch.torch;

namespace Thelper.Torch;

/// <summary>Facts about element types.</summary>
public static class ScalarTypes
{
    /// <summary>Bytes of one element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such type.</exception>
    public static int ElementSize(this ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 or ScalarType.ComplexFloat16 => 4,
        ScalarType.Int64 or ScalarType.Float64 or ScalarType.ComplexFloat32 => 8,
        ScalarType.ComplexFloat64 => 16,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "unknown element type"),
    };

    /// <summary>True for real floating-point types.</summary>
    public static bool IsFloatingPoint(this ScalarType type) => type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

    /// <summary>True for integers and truth values.</summary>
    public static bool IsIntegral(this ScalarType type) => type is >= ScalarType.Byte and <= ScalarType.Int64 or ScalarType.Bool;

    /// <summary>PyTorch's name, such as <c>float32</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such type.</exception>
    public static string PythonName(this ScalarType type) => type switch
    {
        ScalarType.Byte => "uint8",
        ScalarType.Int8 => "int8",
        ScalarType.Int16 => "int16",
        ScalarType.Int32 => "int32",
        ScalarType.Int64 => "int64",
        ScalarType.Float16 => "float16",
        ScalarType.Float32 => "float32",
        ScalarType.Float64 => "float64",
        ScalarType.ComplexFloat16 => "complex32",
        ScalarType.ComplexFloat32 => "complex64",
        ScalarType.ComplexFloat64 => "complex128",
        ScalarType.Bool => "bool",
        ScalarType.BFloat16 => "bfloat16",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "unknown element type"),
    };

    /// <summary>The element type that stores a C# type.</summary>
    /// <exception cref="NotSupportedException">The C# type has no counterpart.</exception>
    public static ScalarType Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            return ScalarType.Float32;
        }

        if (typeof(T) == typeof(byte))
        {
            return ScalarType.Byte;
        }

        if (typeof(T) == typeof(long))
        {
            return ScalarType.Int64;
        }

        if (typeof(T) == typeof(double))
        {
            return ScalarType.Float64;
        }

        if (typeof(T) == typeof(int))
        {
            return ScalarType.Int32;
        }

        if (typeof(T) == typeof(bool))
        {
            return ScalarType.Bool;
        }

        return Of(typeof(T));
    }

    /// <summary>The element type that stores a C# type.</summary>
    /// <exception cref="NotSupportedException">The C# type has no counterpart.</exception>
    public static ScalarType Of(Type type) => type switch
    {
        _ when type == typeof(float) => ScalarType.Float32,
        _ when type == typeof(double) => ScalarType.Float64,
        _ when type == typeof(Half) => ScalarType.Float16,
        _ when type == typeof(byte) => ScalarType.Byte,
        _ when type == typeof(sbyte) => ScalarType.Int8,
        _ when type == typeof(short) => ScalarType.Int16,
        _ when type == typeof(int) => ScalarType.Int32,
        _ when type == typeof(long) => ScalarType.Int64,
        _ when type == typeof(bool) => ScalarType.Bool,
        _ when type == typeof(System.Numerics.Complex) => ScalarType.ComplexFloat64,
        _ when type == typeof((float, float)) => ScalarType.ComplexFloat32,
        _ => throw new NotSupportedException($"no element type stores {type}"),
    };

    /// <summary>True where <typeparamref name="T"/> is the C# type of the elements: as <see cref="Views"/>, but for bytes of truth values.</summary>
    public static bool Holds<T>(this ScalarType type)
        where T : unmanaged => (type == ScalarType.BFloat16 && Unsafe.SizeOf<T>() == 2) || Of<T>() == type;

    /// <summary>True where <typeparamref name="T"/> may view the memory of <paramref name="type"/>: the same layout.</summary>
    public static bool Views<T>(this ScalarType type)
        where T : unmanaged => (type == ScalarType.BFloat16 && Unsafe.SizeOf<T>() == 2) || Of<T>() == type || (type == ScalarType.Bool && typeof(T) == typeof(byte));
}
