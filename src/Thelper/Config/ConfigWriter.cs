using System.Collections;
using System.Globalization;
using System.Text;

namespace Thelper.Config;

/// <summary>Writes plain values as JSON, character for character as Python's json module does, and as YAML.</summary>
public static class ConfigWriter
{
    private const int Indent = 4;

    /// <summary>JSON with an indent of 4, keys in their order, everything beyond ASCII escaped, and no line end after the last brace.</summary>
    /// <param name="plain">A plain value, any list or dictionary of them, or a <see cref="ConfigNode"/>; other objects are written as their text.</param>
    public static string ToJson(object? plain)
    {
        var text = new StringBuilder();
        AppendJson(text, plain, 0);
        return text.ToString();
    }

    /// <summary>The same JSON, with letters beyond ASCII as they are.</summary>
    /// <param name="plain">See <see cref="ToJson"/>.</param>
    public static string ToReadableJson(object? plain)
    {
        var escaped = ToJson(plain);
        var text = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                text.Append(escaped[i]);
            }
            else if (escaped[i + 1] == 'u' && int.Parse(escaped.AsSpan(i + 2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is >= 0x7f and var letter)
            {
                text.Append((char)letter);
                i += 5;
            }
            else
            {
                text.Append(escaped[i]).Append(escaped[++i]);
            }
        }

        return text.ToString();
    }

    /// <summary>YAML in block style that <see cref="ConfigLoader"/> reads back as the same values.</summary>
    /// <param name="plain">See <see cref="ToJson"/>.</param>
    public static string ToYaml(object? plain)
    {
        var text = new StringBuilder();
        AppendYaml(text, plain, 0, inline: false);
        return text.ToString();
    }

    private static void AppendJson(StringBuilder text, object? value, int depth)
    {
        Guard(depth);
        switch (Open(value))
        {
            case (null, null, var scalar):
                text.Append(JsonScalar(scalar));
                break;
            case ({ } list, _, _):
                AppendLines(text, '[', ']', list, depth, item => AppendJson(text, item, depth + 1));
                break;
            case (_, { } map, _):
                AppendLines(text, '{', '}', map, depth, entry =>
                {
                    text.Append(Quoted(entry.Key)).Append(": ");
                    AppendJson(text, entry.Value, depth + 1);
                });
                break;
        }
    }

    private static void AppendLines<T>(StringBuilder text, char open, char close, List<T> items, int depth, Action<T> append)
    {
        text.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            text.Append(i == 0 ? "\n" : ",\n").Append(' ', Indent * (depth + 1));
            append(items[i]);
        }

        if (items.Count > 0)
        {
            text.Append('\n').Append(' ', Indent * depth);
        }

        text.Append(close);
    }

    private static void AppendYaml(StringBuilder text, object? value, int depth, bool inline)
    {
        Guard(depth);
        switch (Open(value))
        {
            case ({ Count: > 0 } list, _, _):
                foreach (var item in list)
                {
                    StartLine(text, depth, ref inline);
                    text.Append('-').Append(' ', Indent - 1);
                    AppendYaml(text, item, depth + 1, inline: true);
                }

                break;
            case (_, { Count: > 0 } map, _):
                foreach (var (key, entry) in map)
                {
                    StartLine(text, depth, ref inline);
                    text.Append(YamlText(key)).Append(':');
                    var nested = Open(entry) is ({ Count: > 0 }, _, _) or (_, { Count: > 0 }, _);
                    text.Append(nested ? '\n' : ' ');
                    AppendYaml(text, entry, depth + 1, inline: false);
                }

                break;
            case (var list, var map, var scalar):
                text.Append(list is not null ? "[]" : map is not null ? "{}" : YamlScalarText(scalar)).Append('\n');
                break;
        }
    }

    // The first line of a block inside a list item follows its dash.
    private static void StartLine(StringBuilder text, int depth, ref bool inline)
    {
        text.Append(' ', inline ? 0 : Indent * depth);
        inline = false;
    }

    private static (List<object?>? List, List<KeyValuePair<string, object?>>? Map, object? Scalar) Open(object? value)
    {
        value = value is ConfigNode node ? node.ToPlain() : value;
        if (PlainValues.EntriesOf(value) is { } entries)
        {
            return (null, [.. entries.Select(entry => KeyValuePair.Create(PlainValues.KeyText(entry.Key), entry.Value))], null);
        }

        return value is IEnumerable list and not (string or ISet<object?>) ? ([.. list.Cast<object?>()], null, null) : (null, null, value);
    }

    private static string JsonScalar(object? value) => PlainValues.Normalize(value) switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => double.IsFinite(number) ? PythonFloat.Of(number) : double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity",
        string text => Quoted(text),
        var other => Quoted(PythonRepr.Of(other)),
    };

    /// <summary>A scalar as YAML, quoted where it could be taken for anything but itself.</summary>
    internal static string YamlScalarText(object? value) => PlainValues.Normalize(value) switch
    {
        double number when !double.IsFinite(number) => double.IsNaN(number) ? ".nan" : number > 0 ? ".inf" : "-.inf",
        string text => YamlText(text),
        var other => JsonScalar(other),
    };

    // Words that could be taken for anything but themselves are quoted; a JSON text is a YAML text.
    internal static string YamlText(string text)
    {
        var plain = text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] is '_' or '/')
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/')
            && YamlScalar.Resolve(text) is string;
        return plain ? text : Quoted(text);
    }

    private static string Quoted(string text)
    {
        var result = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => result.Append('\\').Append(c),
                '\n' => result.Append("\\n"),
                '\r' => result.Append("\\r"),
                '\t' => result.Append("\\t"),
                '\f' => result.Append("\\f"),
                '\b' => result.Append("\\b"),
                >= ' ' and <= '~' => result.Append(c),
                _ => result.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
            };
        }

        return result.Append('"').ToString();
    }

    private static void Guard(int depth)
    {
        if (depth > PlainValues.MaxDepth)
        {
            throw new UserErrorException($"a configuration is nested deeper than {PlainValues.MaxDepth} levels");
        }
    }
}
