using System.Globalization;
using System.Numerics;

namespace Thelper;

/// <summary>Numbers in Python's spelling, as logs, reports, text forms and printed tensors have them.</summary>
public static class PythonFloat
{
    /// <summary>The number as <c>str()</c> and <c>repr()</c> write it: the shortest digits that read back as the same value, <c>1.0</c>, <c>1e-05</c>, <c>1e+16</c>, <c>inf</c>, <c>nan</c>.</summary>
    /// <param name="value">The number.</param>
    public static string Of(double value)
    {
        if (Special(value) is { } special)
        {
            return special;
        }

        // .NET's shortest round-trip digits are Python's; only their layout differs.
        var text = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = e < 0 ? text : text[..e];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? mantissa.Length : point;
        var padded = mantissa.Replace(".", "", StringComparison.Ordinal);
        var digits = padded.TrimStart('0');
        var exponent = whole - (padded.Length - digits.Length) - 1 + (e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        digits = digits.TrimEnd('0');
        return Sign(value) + (digits.Length == 0 ? "0.0" : exponent is < -4 or >= 16 ? WithExponent(digits, exponent) : Positional(digits, exponent));
    }

    /// <summary>The number with a fixed count of decimals, as <c>format(x, '.4f')</c> writes it.</summary>
    /// <param name="value">The number. A value exactly half-way between two results goes to the even digit; .NET alone would go away from zero.</param>
    /// <param name="decimals">Count of decimals, at least 0.</param>
    public static string Fixed(double value, int decimals = 4)
    {
        if (Special(value) is { } special)
        {
            return special;
        }

        var rounded = value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

        // A binary fraction lies half-way between two decimals only if it is an odd multiple of 2^-(decimals + 1).
        var scaled = Math.ScaleB(Math.Abs(value), decimals + 1);
        if (scaled > 1L << 52 || scaled != Math.Floor(scaled) || scaled % 2 == 0)
        {
            return rounded;
        }

        // Such a number has exactly one decimal more, which is 5.
        var exact = value.ToString("F" + (decimals + 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        if (exact[^1] != '5')
        {
            return rounded;
        }

        var down = exact[..^1].TrimEnd('.');
        return (down[^1] - '0') % 2 == 0 ? down : rounded;
    }

    /// <summary>A number with one digit before the point, so many after it and an exponent of at least two digits, as <c>format(x, '.4e')</c> writes it; rounded as in <see cref="Fixed"/>.</summary>
    /// <param name="value">The number.</param>
    /// <param name="decimals">Count of digits after the point, at least 0.</param>
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

        return Sign(value) + WithExponent(digits.PadRight(decimals + 1, '0'), exponent);
    }

    private static string? Special(double value) => double.IsNaN(value) ? "nan" : double.IsInfinity(value) ? (value > 0 ? "inf" : "-inf") : null;

    private static string Sign(double value) => double.IsNegative(value) ? "-" : "";

    private static string WithExponent(string digits, int exponent)
    {
        var mantissa = digits.Length > 1 ? $"{digits[0]}.{digits[1..]}" : digits;
        return string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    private static string Positional(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        var padded = digits.PadRight(exponent + 2, '0');
        return $"{padded[..(exponent + 1)]}.{padded[(exponent + 1)..]}";
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
