using System.Globalization;
using System.Text.RegularExpressions;

namespace Thelper.Config;

/// <summary>Gives plain YAML scalars their type by the YAML 1.1 rules of Python's safe loader, with floats that need no dot or sign.</summary>
internal static partial class YamlScalar
{
    /// <summary>The value of an unquoted scalar: null, bool, long, double or the text itself.</summary>
    /// <param name="text">The scalar.</param>
    /// <param name="jsonNumbers">Whether <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> are numbers, as Python's json module writes them.</param>
    /// <exception cref="OverflowException">An integer does not fit into 64 bits.</exception>
    public static object? Resolve(string text, bool jsonNumbers = false)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON":
                return true;
            case "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF":
                return false;
            case "NaN" when jsonNumbers:
                return double.NaN;
            case "Infinity" or "-Infinity" when jsonNumbers:
                return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (text[0] is not ('+' or '-' or '.') && !char.IsAsciiDigit(text[0]))
        {
            return text;
        }

        return Float().IsMatch(text) ? FloatValue(text) : Int().IsMatch(text) ? IntValue(text) : text;
    }

    private static double FloatValue(string text)
    {
        text = text.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        if (text.EndsWith(".inf", StringComparison.Ordinal))
        {
            return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (text == ".nan")
        {
            return double.NaN;
        }

        if (!text.Contains(':', StringComparison.Ordinal))
        {
            return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        var value = 0.0;
        foreach (var part in text.TrimStart('+', '-').Split(':'))
        {
            value = (value * 60) + double.Parse(part, NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        return text[0] == '-' ? -value : value;
    }

    private static long IntValue(string text)
    {
        text = text.Replace("_", "", StringComparison.Ordinal);
        var negative = text[0] == '-';
        var digits = text.TrimStart('+', '-');
        var (radix, from) = digits switch
        {
            ['0', 'x', ..] => (16, 2),
            ['0', 'b', ..] => (2, 2),
            ['0', _, ..] => (8, 1),
            _ => (10, 0),
        };
        long value = 0;
        foreach (var part in digits[from..].Split(':'))
        {
            long number = 0;
            foreach (var c in part)
            {
                number = checked((number * radix) - Convert.ToInt32(c.ToString(), 16));
            }

            value = checked((value * 60) + number);
        }

        // Summed as negative numbers, because those reach one further.
        return negative ? value : checked(-value);
    }

    [GeneratedRegex(
        """
        ^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?
        |[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+
        |[-+]?\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?
        |[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*
        |[-+]?\.(?:inf|Inf|INF)
        |\.(?:nan|NaN|NAN))\z
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Float();

    [GeneratedRegex(
        """
        ^(?:[-+]?0b_*[01][01_]*
        |[-+]?0[0-7_]+
        |[-+]?(?:0|[1-9][0-9_]*)
        |[-+]?0x_*[0-9a-fA-F][0-9a-fA-F_]*
        |[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)\z
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Int();
}
