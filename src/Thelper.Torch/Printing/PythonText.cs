using System.Globalization;
using Thelper.Torch.Serialization;

namespace Thelper.Torch.Modules;

/// <summary>Values in the spelling of Python's <c>str()</c>, for the text forms of modules, optimizers and schedulers.</summary>
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

    private static string Decimal(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
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
        var sign = double.IsNegative(value) ? "-" : "";
        return sign + (digits.Length == 0 ? "0.0" : exponent is < -4 or >= 16 ? Scientific(digits, exponent) : Positional(digits, exponent));
    }

    private static string Scientific(string digits, int exponent)
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
}
