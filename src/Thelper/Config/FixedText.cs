using System.Globalization;

namespace Thelper.Config;

/// <summary>Numbers with a fixed count of decimals, as Python's <c>format(x, '.4f')</c> writes them.</summary>
public static class FixedText
{
    /// <summary>Formats a number. A value exactly half-way between two results goes to the even digit; .NET alone would go away from zero.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">Count of decimals, 0 to 40.</param>
    public static string Of(double value, int digits = 4)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        var rounded = value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

        // A binary fraction lies half-way between two decimals only if it is an odd multiple of 2^-(digits + 1).
        var scaled = Math.ScaleB(Math.Abs(value), digits + 1);
        if (scaled > 1L << 52 || scaled != Math.Floor(scaled) || scaled % 2 == 0)
        {
            return rounded;
        }

        // Such a number has exactly one decimal more, which is 5.
        var exact = value.ToString("F" + (digits + 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        if (exact[^1] != '5')
        {
            return rounded;
        }

        var down = exact[..^1].TrimEnd('.');
        return (down[^1] - '0') % 2 == 0 ? down : rounded;
    }
}
