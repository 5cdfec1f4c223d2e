using System.Globalization;
using System.Numerics;

namespace Thelper.Torch.Printing;

/// <summary>Numbers as Python formats them: exact values, half-way cases to the even digit.</summary>
internal static class PythonNumber
{
    /// <summary>With so many decimals, as Python's <c>f</c>.</summary>
    public static string Fixed(double value, int decimals) => Special(value) ?? Sign(value) + WithPoint(Rounded(Math.Abs(value), decimals).ToString(CultureInfo.InvariantCulture), decimals);

    /// <summary>With one digit before the point, so many after it and an exponent of at least two digits, as Python's <c>e</c>.</summary>
    public static string Scientific(double value, int decimals)
    {
        if (Special(value) is { } text)
        {
            return text;
        }

        var size = Math.Abs(value);
        var exponent = size == 0 ? 0 : (int)Math.Floor(Math.Log10(size));
        var digits = Rounded(size, decimals - exponent).ToString(CultureInfo.InvariantCulture);
        if (size != 0 && digits.Length != decimals + 1)
        {
            // The logarithm was off by one, or rounding carried into another digit.
            exponent += digits.Length - decimals - 1;
            digits = Rounded(size, decimals - exponent).ToString(CultureInfo.InvariantCulture);
        }

        digits = digits.PadRight(decimals + 1, '0');
        return string.Create(CultureInfo.InvariantCulture, $"{Sign(value)}{digits[0]}{(decimals > 0 ? "." : string.Empty)}{digits[1..]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    private static string? Special(double value) => double.IsNaN(value) ? "nan" : double.IsInfinity(value) ? (value > 0 ? "inf" : "-inf") : null;

    private static string Sign(double value) => double.IsNegative(value) ? "-" : string.Empty;

    private static string WithPoint(string digits, int decimals)
    {
        if (decimals == 0)
        {
            return digits;
        }

        digits = digits.PadLeft(decimals + 1, '0');
        return $"{digits[..^decimals]}.{digits[^decimals..]}";
    }

    // The integer nearest to value times a power of ten, ties to even.
    private static BigInteger Rounded(double value, int power)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7ff);
        BigInteger numerator = (bits & 0xfffffffffffffL) | (exponent > 0 ? 1L << 52 : 0);
        var shift = Math.Max(exponent, 1) - 1075;
        var denominator = BigInteger.One;
        if (shift > 0)
        {
            numerator <<= shift;
        }
        else
        {
            denominator <<= -shift;
        }

        if (power > 0)
        {
            numerator *= BigInteger.Pow(10, power);
        }
        else
        {
            denominator *= BigInteger.Pow(10, -power);
        }

        var quotient = BigInteger.DivRem(numerator, denominator, out var rest);
        var half = (rest << 1).CompareTo(denominator);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
