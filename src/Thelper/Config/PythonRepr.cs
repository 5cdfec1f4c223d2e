using System.Collections;
using System.Globalization;
using System.Text;

namespace Thelper.Config;

/// <summary>Writes plain values the way Python's <c>repr</c> does.</summary>
public static class PythonRepr
{
    /// <summary>Python text of a value: <c>None</c>, <c>True</c>, <c>1e-05</c>, <c>'a'</c>, <c>[1, 2]</c>, <c>{'x': 0}</c>; an <c>object?[]</c> is a tuple, a set prints in its own order.</summary>
    /// <param name="value">A plain value, or any list or dictionary of them.</param>
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Append(text, value, 0);
        return text.ToString();
    }

    /// <summary>Python text of a double: the shortest digits that read back as the same value, <c>1.0</c>, <c>1e-05</c>, <c>1e+16</c>, <c>inf</c>, <c>nan</c>.</summary>
    /// <param name="value">The number.</param>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        // .NET's "E16" rounds; "R" gives the shortest digits, as Python does, only laid out differently.
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var sign = shortest[0] == '-' ? "-" : "";
        var mantissa = shortest.AsSpan(sign.Length);
        var exponent = 0;
        var e = mantissa.IndexOf('E');
        if (e >= 0)
        {
            exponent = int.Parse(mantissa[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            mantissa = mantissa[..e];
        }

        var dot = mantissa.IndexOf('.');
        var digits = dot < 0 ? mantissa.ToString() : string.Concat(mantissa[..dot], mantissa[(dot + 1)..]);
        var point = (dot < 0 ? mantissa.Length : dot) + exponent;
        var leading = digits.Length - digits.TrimStart('0').Length;
        digits = digits.Trim('0');
        point -= leading;
        if (digits.Length == 0)
        {
            return sign + "0.0";
        }

        // point counts the digits in front of the decimal point; Python leaves positional notation below 1e-4 and from 1e16 on.
        if (point is > -4 and <= 16)
        {
            return point switch
            {
                <= 0 => $"{sign}0.{new string('0', -point)}{digits}",
                _ when point >= digits.Length => $"{sign}{digits}{new string('0', point - digits.Length)}.0",
                _ => $"{sign}{digits[..point]}.{digits[point..]}",
            };
        }

        var power = point - 1;
        var tail = digits.Length > 1 ? "." + digits[1..] : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{tail}e{(power < 0 ? '-' : '+')}{Math.Abs(power):00}");
    }

    private static void Append(StringBuilder text, object? value, int depth)
    {
        if (depth > PlainValues.MaxDepth)
        {
            throw new UserErrorException($"a value is nested deeper than {PlainValues.MaxDepth} levels");
        }

        switch (PlainValues.Normalize(value))
        {
            case null:
                text.Append("None");
                break;
            case bool flag:
                text.Append(flag ? "True" : "False");
                break;
            case long number:
                text.Append(number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                text.Append(Number(number));
                break;
            case string quoted:
                AppendText(text, quoted);
                break;
            case var other when PlainValues.EntriesOf(other) is { } entries:
                AppendMap(text, entries, depth);
                break;
            case object?[] tuple when tuple.GetType() == typeof(object[]):
                AppendAll(text, tuple, '(', tuple.Length == 1 ? ",)" : ")", depth);
                break;
            case ISet<object?> { Count: 0 }:
                text.Append("set()");
                break;
            case ISet<object?> set:
                AppendAll(text, set, '{', "}", depth);
                break;
            case IEnumerable list:
                AppendAll(text, list, '[', "]", depth);
                break;
            case var other:
                text.Append(Convert.ToString(other, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void AppendMap(StringBuilder text, IEnumerable<(object? Key, object? Value)> entries, int depth)
    {
        text.Append('{');
        var first = true;
        foreach (var (key, value) in entries)
        {
            text.Append(first ? "" : ", ");
            first = false;
            Append(text, key, depth + 1);
            text.Append(": ");
            Append(text, value, depth + 1);
        }

        text.Append('}');
    }

    private static void AppendAll(StringBuilder text, IEnumerable values, char open, string close, int depth)
    {
        text.Append(open);
        var first = true;
        foreach (var value in values)
        {
            text.Append(first ? "" : ", ");
            first = false;
            Append(text, value, depth + 1);
        }

        text.Append(close);
    }

    private static void AppendText(StringBuilder text, string value)
    {
        var quote = value.Contains('\'', StringComparison.Ordinal) && !value.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        text.Append(quote);
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c == quote || c == '\\')
            {
                text.Append('\\').Append(c);
            }
            else if (c is '\n' or '\r' or '\t')
            {
                text.Append(c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t");
            }
            else if (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
            {
                var point = char.ConvertToUtf32(c, value[++i]);
                AppendPoint(text, point, CharUnicodeInfo.GetUnicodeCategory(point));
            }
            else
            {
                AppendPoint(text, c, CharUnicodeInfo.GetUnicodeCategory(c));
            }
        }

        text.Append(quote);
    }

    private static void AppendPoint(StringBuilder text, int point, UnicodeCategory category)
    {
        var hidden = point != ' ' && category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            || (category == UnicodeCategory.SpaceSeparator && point != ' ');
        if (!hidden)
        {
            text.Append(point > 0xFFFF ? char.ConvertFromUtf32(point) : (char)point);
            return;
        }

        text.Append(point switch
        {
            <= 0xFF => $"\\x{point:x2}",
            <= 0xFFFF => $"\\u{point:x4}",
            _ => $"\\U{point:x8}",
        });
    }
}
