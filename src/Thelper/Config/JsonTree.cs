using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Thelper.Config;

/// <summary>Builds configuration nodes from JSON with comments (<c>//</c>, <c>/* */</c>, <c>#</c>) and trailing commas.</summary>
internal ref struct JsonTree
{
    private readonly string file;
    private readonly ReadOnlySpan<byte> text;
    private readonly ValueCount values;
    private Utf8JsonReader reader;
    private int line;
    private int counted;

    private JsonTree(ReadOnlySpan<byte> text, string file)
    {
        this.file = file;
        this.text = text;
        values = new ValueCount(file);
        line = 1;
        reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = PlainValues.MaxDepth });
    }

    /// <summary>Reads JSON; what is not JSON gives an error that the caller may drop to try something else. Doubled keys throw.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> text, string file, [NotNullWhen(true)] out ConfigNode? root, [NotNullWhen(false)] out UserErrorException? error)
    {
        var tree = new JsonTree(WithoutHashComments(text.Span), file);
        try
        {
            tree.reader.Read();
            root = tree.Value("", 1);
            tree.reader.Read();
            error = null;
            return true;
        }
        catch (JsonException failure)
        {
            error = new UserErrorException(JsonMistake.Describe(text.Span, file, failure), failure);
        }
        catch (InvalidOperationException failure)
        {
            // Text that is not UTF-8 is found only when a string is unescaped.
            error = new UserErrorException($"{file}:{tree.Line()}: not valid JSON: a text is not UTF-8 or has half a surrogate pair", failure);
        }

        root = null;
        return false;
    }

    private int Line()
    {
        var start = (int)reader.TokenStartIndex;
        line += text[counted..start].Count((byte)'\n');
        counted = start;
        return line;
    }

    private ConfigNode Value(string path, int place)
    {
        values.Add(place, path);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return Map(path, place);
            case JsonTokenType.StartArray:
                var items = new List<ConfigNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Value($"{path}[{items.Count}]", Line()));
                }

                return ConfigNode.List(items, file, place, path);
            case JsonTokenType.String:
                return ConfigNode.Scalar(reader.GetString(), file, place, path);
            case JsonTokenType.Number:
                return ConfigNode.Scalar(Number(path, place), file, place, path);
            case JsonTokenType.True or JsonTokenType.False:
                return ConfigNode.Scalar(reader.TokenType == JsonTokenType.True, file, place, path);
            default:
                return ConfigNode.Scalar(null, file, place, path);
        }
    }

    private ConfigNode Map(string path, int place)
    {
        var entries = new List<KeyValuePair<string, ConfigNode>>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = reader.GetString()!;
            var keyLine = Line();
            values.Check(keyLine, key);
            var keyPath = ConfigNode.Join(path, key);
            if (!seen.TryAdd(key, keyLine))
            {
                throw new UserErrorException($"{file}:{keyLine}: {keyPath}: the key is given twice, first in line {seen[key]}");
            }

            reader.Read();
            entries.Add(new(key, Value(keyPath, keyLine)));
        }

        return ConfigNode.Map(entries, file, place, path);
    }

    private readonly object Number(string path, int place)
    {
        if (reader.TryGetInt64(out var whole))
        {
            return whole;
        }

        if (reader.ValueSpan.IndexOfAny(".eE"u8) < 0)
        {
            throw new UserErrorException($"{file}:{place}: {path}: the integer does not fit into 64 bits");
        }

        return reader.GetDouble() is var real && double.IsFinite(real)
            ? real
            : throw new UserErrorException($"{file}:{place}: {path}: the number does not fit into 64 bits; the largest is about 1.8e308");
    }

    // Blanks rather than cuts, so that positions stay true.
    private static byte[] WithoutHashComments(ReadOnlySpan<byte> text)
    {
        var result = text.ToArray();
        var i = 0;
        while (i < result.Length)
        {
            switch (result[i])
            {
                case (byte)'"' or (byte)'/':
                    i = EndOfTextOrComment(result, i);
                    break;
                case (byte)'#':
                    var end = EndOfLine(result, i);
                    result.AsSpan(i, end - i).Fill((byte)' ');
                    i = end;
                    break;
                default:
                    i++;
                    break;
            }
        }

        return result;
    }

    /// <summary>The place after a text, which ends with its line at the latest, or a comment.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">The place of a quote or slash.</param>
    internal static int EndOfTextOrComment(ReadOnlySpan<byte> text, int start)
    {
        if (text[start] == '"')
        {
            var i = start + 1;
            for (; i < text.Length && text[i] != '"' && text[i] != '\n'; i++)
            {
                i += text[i] == '\\' ? 1 : 0;
            }

            return i + 1;
        }

        var next = start + 1 < text.Length ? text[start + 1] : default;
        if (next == '*')
        {
            var close = text[(start + 2)..].IndexOf("*/"u8);
            return close < 0 ? text.Length : start + close + 4;
        }

        return next == '/' ? EndOfLine(text, start) : start + 1;
    }

    private static int EndOfLine(ReadOnlySpan<byte> text, int from)
    {
        var length = text[from..].IndexOf((byte)'\n');
        return length < 0 ? text.Length : from + length;
    }
}
