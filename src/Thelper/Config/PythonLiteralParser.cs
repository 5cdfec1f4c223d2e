using System.Globalization;

namespace Thelper.Config;

/// <summary>Recursive descent over a Python literal, bounded in depth.</summary>
internal sealed partial class PythonLiteralParser(string text)
{
    private int at;

    public void End()
    {
        Skip();
        if (at < text.Length)
        {
            throw Expected("the end");
        }
    }

    public Dictionary<string, object?> Arguments()
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        Skip();
        while (at < text.Length)
        {
            var name = Word();
            if (name.Length == 0)
            {
                throw Expected("a parameter's name");
            }

            Require('=');
            if (!arguments.TryAdd(name, Value(0)))
            {
                throw Error($"'{name}' is given twice");
            }

            if (!Take(','))
            {
                break;
            }

            Skip();
        }

        return arguments;
    }

    public object? Value(int depth)
    {
        if (depth > PlainValues.MaxDepth)
        {
            throw Error($"nested deeper than {PlainValues.MaxDepth} levels");
        }

        Skip();
        var c = Peek();
        if (c is '\'' or '"' || (c is 'r' or 'R' or 'u' or 'U' && at + 1 < text.Length && text[at + 1] is '\'' or '"'))
        {
            return Texts();
        }

        switch (c)
        {
            case '[':
                at++;
                return List(']', depth).Values;
            case '(':
                at++;
                var (values, trailing) = List(')', depth);
                return values.Count == 1 && !trailing ? values[0] : values.ToArray();
            case '{':
                at++;
                return Braces(depth);
            default:
                return char.IsAsciiDigit(c) || c is '.' or '+' or '-' ? Number() : Name(depth);
        }
    }

    private object? Name(int depth)
    {
        var start = at;
        switch (Word())
        {
            case "None":
                return null;
            case "True":
                return true;
            case "False":
                return false;
            case "nan":
                return double.NaN;
            case "inf":
                return double.PositiveInfinity;
            case "set":
                Require('(');
                Require(')');
                return new HashSet<object?>();
            case "array" or "tensor":
                Require('(');
                var value = Value(depth + 1);
                if (Take(','))
                {
                    Skip();
                    Word();
                    Require('=');
                    Skip();
                    Word();
                }

                Require(')');
                return value;
            default:
                at = start;
                throw Expected("a value");
        }
    }

    private (List<object?> Values, bool Trailing) List(char close, int depth)
    {
        var values = new List<object?>();
        var trailing = false;
        while (!Take(close))
        {
            if (values.Count > 0 && !trailing)
            {
                throw Expected($"',' or '{close}'");
            }

            values.Add(Value(depth + 1));
            trailing = Take(',');
        }

        return (values, trailing);
    }

    private object Braces(int depth)
    {
        var entries = new List<(object Key, object? Value)>();
        HashSet<object?>? set = null;
        var separated = true;
        while (!Take('}'))
        {
            if (!separated)
            {
                throw Expected("',' or '}'");
            }

            var start = at;
            var key = Value(depth + 1);
            if (set is null && Take(':'))
            {
                if (key is null or List<object?> or object?[] or HashSet<object?> or Dictionary<string, object?> or Dictionary<object, object?>)
                {
                    at = start;
                    throw Error("a dictionary's key must be a text or a number");
                }

                entries.Add((key, Value(depth + 1)));
            }
            else if (entries.Count == 0)
            {
                (set ??= []).Add(key);
            }
            else
            {
                throw Expected("':'");
            }

            separated = Take(',');
        }

        return set is not null ? set : Dictionary(entries);
    }

    // As in Python, the last of several equal keys wins.
    private static object Dictionary(List<(object Key, object? Value)> entries)
    {
        if (entries.TrueForAll(entry => entry.Key is string))
        {
            var texts = new Dictionary<string, object?>(entries.Count, StringComparer.Ordinal);
            foreach (var (key, value) in entries)
            {
                texts[(string)key] = value;
            }

            return texts;
        }

        var map = new Dictionary<object, object?>(entries.Count);
        foreach (var (key, value) in entries)
        {
            map[key] = value;
        }

        return map;
    }

    private object Number()
    {
        var start = at;
        var negative = false;
        while (Peek() is '+' or '-')
        {
            negative ^= text[at++] == '-';
            Skip();
        }

        if (char.IsAsciiLetter(Peek()))
        {
            return Word() switch
            {
                "inf" => negative ? double.NegativeInfinity : double.PositiveInfinity,
                "nan" => double.NaN,
                _ => throw NotANumber(start),
            };
        }

        var from = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '.' or '_' || (text[at] is '+' or '-' && text[at - 1] is 'e' or 'E' && !IsHex(from))))
        {
            at++;
        }

        var digits = text[from..at].Replace("_", "", StringComparison.Ordinal);
        if (digits.Length > 2 && digits[0] == '0' && char.IsAsciiLetter(digits[1]) && digits[1] is not ('e' or 'E'))
        {
            return Based(digits, negative, start);
        }

        if (digits.Length > 0 && digits.All(char.IsAsciiDigit))
        {
            return long.TryParse((negative ? "-" : "") + digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? whole
                : throw Error("the integer does not fit into 64 bits", start);
        }

        return double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            ? negative ? -number : number
            : throw NotANumber(start);
    }

    private bool IsHex(int from) => from + 1 < text.Length && text[from] == '0' && text[from + 1] is 'x' or 'X';

    private long Based(string digits, bool negative, int start)
    {
        var radix = char.ToLowerInvariant(digits[1]) switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => throw NotANumber(start) };
        long value = 0;
        foreach (var c in digits.AsSpan(2))
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix)
            {
                throw NotANumber(start);
            }

            if (value > (long.MaxValue - digit) / radix)
            {
                throw Error("the integer does not fit into 64 bits", start);
            }

            value = (value * radix) + digit;
        }

        return negative ? -value : value;
    }

    private string Word()
    {
        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_') && !(at == start && char.IsAsciiDigit(text[at])))
        {
            at++;
        }

        return text[start..at];
    }

    private char Peek() => at < text.Length ? text[at] : '\0';

    private void Skip()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }

    private bool Take(char c)
    {
        Skip();
        if (at >= text.Length || text[at] != c)
        {
            return false;
        }

        at++;
        return true;
    }

    private void Require(char c)
    {
        if (!Take(c))
        {
            throw Expected($"'{c}'");
        }
    }

    private UserErrorException NotANumber(int start) => Error($"'{text[start..at]}' is not a number", start);

    private UserErrorException Expected(string what)
    {
        var found = at >= text.Length ? "the text ends" : $"found '{text[at..Math.Min(text.Length, at + 12)]}'";
        return Error($"expected {what}, {found}");
    }

    private UserErrorException Error(string message, int? position = null) =>
        new(string.Create(CultureInfo.InvariantCulture, $"character {(position ?? at) + 1}: {message}"));
}
