using System.Collections;
using System.Globalization;
using System.Text;

namespace Thelper;

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
                text.Append(PythonFloat.Of(number));
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
