using System.Globalization;
using System.Numerics;

namespace Thelper.Torch;

/// <summary>A number handed to an operator; converts implicitly from C# numbers.</summary>
public readonly struct Scalar : IEquatable<Scalar>, IDisposable
{
    private readonly long bits;
    private readonly double imaginary;

    private Scalar(ScalarKind kind, long bits, double imaginary = 0)
    {
        Kind = kind;
        this.bits = bits;
        this.imaginary = imaginary;
    }

    /// <summary>What the scalar holds.</summary>
    public ScalarKind Kind { get; }

    /// <summary>The element type that holds it without loss: bool, int64, float64 or complex128.</summary>
    public torch.ScalarType Type => Kind switch
    {
        ScalarKind.Bool => torch.ScalarType.Bool,
        ScalarKind.Int => torch.ScalarType.Int64,
        ScalarKind.Double => torch.ScalarType.Float64,
        _ => torch.ScalarType.ComplexFloat64,
    };

    internal long Int => bits;

    internal double Double => BitConverter.Int64BitsToDouble(bits);

    internal double Imaginary => imaginary;

    /// <summary>An integer.</summary>
    public static implicit operator Scalar(long value) => new(ScalarKind.Int, value);

    /// <summary>An integer.</summary>
    public static implicit operator Scalar(int value) => new(ScalarKind.Int, value);

    /// <summary>A floating-point number.</summary>
    public static implicit operator Scalar(double value) => new(ScalarKind.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A floating-point number.</summary>
    public static implicit operator Scalar(float value) => (double)value;

    /// <summary>A truth value.</summary>
    public static implicit operator Scalar(bool value) => new(ScalarKind.Bool, value ? 1 : 0);

    /// <summary>A complex number.</summary>
    public static implicit operator Scalar(Complex value) => new(ScalarKind.Complex, BitConverter.DoubleToInt64Bits(value.Real), value.Imaginary);

    /// <summary>A complex number.</summary>
    public static implicit operator Scalar((float Real, float Imaginary) value) => new Complex(value.Real, value.Imaginary);

    /// <summary>A floating-point number.</summary>
    public static implicit operator Scalar(Half value) => (double)value;

    /// <summary>Equality of kind and value.</summary>
    public static bool operator ==(Scalar left, Scalar right) => left.Equals(right);

    /// <summary>Difference in kind or value.</summary>
    public static bool operator !=(Scalar left, Scalar right) => !left.Equals(right);

    /// <summary>The value as a 64-bit integer, truncated towards zero.</summary>
    /// <exception cref="OverflowException">It is none, or complex with an imaginary part.</exception>
    public long ToInt64() => Kind is ScalarKind.Double or ScalarKind.Complex ? checked((long)ToDouble()) : bits;

    /// <summary>The value as a 64-bit floating-point number.</summary>
    /// <exception cref="OverflowException">It is complex with an imaginary part.</exception>
    public double ToDouble() => Kind switch
    {
        ScalarKind.Double => Double,
        ScalarKind.Complex => imaginary == 0 ? Double : throw new OverflowException($"the complex number {this} has an imaginary part, which no real number holds"),
        _ => bits,
    };

    /// <summary>The value as a 32-bit floating-point number.</summary>
    public float ToSingle() => (float)ToDouble();

    /// <summary>True where the value is not zero.</summary>
    public bool ToBoolean() => Kind == ScalarKind.Complex ? Double != 0 || imaginary != 0 : ToDouble() != 0;

    /// <summary>The value as a 32-bit integer.</summary>
    public int ToInt32() => checked((int)ToInt64());

    /// <summary>The value as a 16-bit integer.</summary>
    public short ToInt16() => checked((short)ToInt64());

    /// <summary>The value as a byte.</summary>
    public byte ToByte() => checked((byte)ToInt64());

    /// <summary>The value as a signed byte.</summary>
    public sbyte ToSByte() => checked((sbyte)ToInt64());

    /// <summary>The value as a 16-bit floating-point number.</summary>
    public Half ToHalf() => (Half)ToDouble();

    /// <summary>The value as a complex number of 64-bit parts.</summary>
    public Complex ToComplexFloat64() => Kind == ScalarKind.Complex ? new Complex(Double, imaginary) : ToDouble();

    /// <summary>The value as a complex number of 32-bit parts.</summary>
    public (float Real, float Imaginary) ToComplexFloat32() => ((float)ToComplexFloat64().Real, (float)ToComplexFloat64().Imaginary);

    /// <summary>Does nothing: a scalar holds nothing native. It lets <c>using</c> declarations written for TorchSharp compile.</summary>
    public void Dispose()
    {
    }

    /// <inheritdoc/>
    public bool Equals(Scalar other) => Kind == other.Kind && bits == other.bits && imaginary.Equals(other.imaginary);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Scalar other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, bits, imaginary);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        ScalarKind.Int => bits.ToString(CultureInfo.InvariantCulture),
        ScalarKind.Bool => bits != 0 ? "True" : "False",
        ScalarKind.Complex => $"({Double.ToString(CultureInfo.InvariantCulture)}+{imaginary.ToString(CultureInfo.InvariantCulture)}j)",
        _ => Double.ToString("R", CultureInfo.InvariantCulture),
    };
}
