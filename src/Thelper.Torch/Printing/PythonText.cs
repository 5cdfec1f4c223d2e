using System.Globalization;
using System.Numerics;
using Thelper.Torch.Serialization;

namespace Thelper.Torch.Printing;

/// <summary>Values in Python's spelling: of <c>str()</c> in the text forms of modules, optimizers and schedulers, of the formats <c>f</c> and <c>e</c> in printed tensors.</summary>
internal static class PythonText
{
    /// <summary>The value as Python prints it. An array of sizes is a tuple, a list is a list.</summary>
    public static string Of(object? value) => value switch
    {
        null => "None",
        bool flag => flag ? "True" : "False",
        double number => Decimal(number),
        string text => text,
        PyTuple items => Tuple(items.Select(Of).ToArray()),
        long[] items => Tuple(items.Select(item => item.ToString(CultureInfo.InvariantCulture)).ToArray()),
        IReadOnlyList<object?> items => "[" + string.Join(", ", items.Select(Of)) + "]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>One number for one element, else a tuple: the way PyTorch keeps a size that may be given either way.</summary>
    public static string Size(long[] size) => size.Length == 1 ? Of((object)size[0]) : Of(size);

    /// <summary>A number that PyTorch's users usually write as an integer: without decimals if it has none.</summary>
    public static string Number(double value) => Math.Abs(value) < 1e15 && Math.Floor(value) == value ? Of((object)(long)value) : Of(value);

    /// <summary>A number with so many decimals, as Python's <c>f</c>: of the exact value, half-way cases to the even digit.</summary>
    public static string Fixed(double value, int decimals) => Special(value) ?? Sign(value) + WithPoint(Rounded(Math.Abs(value), decimals).ToString(CultureInfo.InvariantCulture), decimals);

    /// <summary>A number with one digit before the point, so many after it and an exponent of at least two digits, as Python's <c>e</c>; rounded as in <see cref="Fixed"/>.</summary>
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

    private static string Decimal(double value)
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

    private static string Tuple(string[] items) => items.Length == 1 ? $"({items[0]},)" : $"({string.Join(", ", items)})";

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
