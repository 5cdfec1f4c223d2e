using System.Text;
using System.Text.Json;
using Thelper.Vision.Formats;

namespace Thelper.Data.Formats.Lists;

/// <summary>A table read from CSV (with a header) or JSON (a list of maps).</summary>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Count">Number of rows.</param>
/// <param name="Cell">The text in a row and a column; null where a JSON entry has none.</param>
/// <param name="Place">Where a row is, for messages.</param>
internal sealed record FileTable(IReadOnlyList<string> Columns, int Count, Func<int, int, string?> Cell, Func<int, string> Place)
{
    // Of a table of all kinds of maps; the columns that are used are a handful.
    private const int MaxColumns = 10_000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <param name="path">A .json file; anything else is CSV.</param>
    /// <param name="separator">Between the columns of CSV, one character; a doubled quote stands for one in a quoted field. Null finds it.</param>
    /// <param name="encoding">The encoding's name; null finds it.</param>
    /// <param name="wanted">A column that there must be.</param>
    /// <exception cref="AnnotationException">The file is missing or damaged.</exception>
    public static FileTable Read(string path, string? separator, string? encoding, string wanted)
    {
        if (!File.Exists(path))
        {
            throw new AnnotationException($"there is no file '{path}'");
        }

        try
        {
            if (new FileInfo(path).Length > Limits.AnnotationMiB.Value << 20)
            {
                throw new AnnotationException($"{path}: the file is larger than {Limits.AnnotationMiB.Value} MiB; {Limits.AnnotationMiB.Hint}");
            }

            if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            {
                return FromJson(InputFile.ReadAllBytes(path), path);
            }

            return CsvTable.Read(path, CsvFormat.Of(path, separator, encoding, wanted), wanted);
        }
        catch (DecoderFallbackException error)
        {
            var bytes = string.Join(' ', (error.BytesUnknown ?? []).Select(value => $"0x{value:X2}"));
            throw new AnnotationException($"{path}: the text is not {encoding ?? "UTF-8"}, its bytes {bytes} stand for nothing there; {TextEncodings.Remedy}", error);
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new AnnotationException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Position of a column.</summary>
    /// <exception cref="UserErrorException">There is no such column.</exception>
    public int Column(string name, string path) => Columns.ToList().IndexOf(name) is >= 0 and var index
        ? index
        : throw new UserErrorException($"{path}: {Missing(name, Columns)}");

    /// <summary>Says that there is no such column, and how it may be found.</summary>
    /// <param name="name">The column.</param>
    /// <param name="columns">Those that there are.</param>
    public static string Missing(string name, IReadOnlyList<string> columns) =>
        $"there is no column '{name}'{(columns.Count == 1 && columns[0].Contains(name, StringComparison.Ordinal)
            ? $" of its own in '{PrintableText.Line(columns[0])}'; name what separates the columns by separator" : NearestName.Hint(name, columns))}";

    // Read as it comes: a document of all of it would take forty times the file's size.
    private static FileTable FromJson(byte[] bytes, string path)
    {
        var encoding = TextEncodings.Of(bytes);
        bytes = encoding is UTF8Encoding ? bytes : Encoding.Convert(encoding, Encoding.UTF8, bytes);
        var reader = new Utf8JsonReader(bytes.AsSpan(Offset(bytes)));
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            throw new AnnotationException($"{path}: expected a list of maps");
        }

        var columns = new OrderedDictionary<string, int>(StringComparer.Ordinal);
        var rows = new List<KeyValuePair<int, string?>[]>();
        var cells = new Dictionary<int, string?>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new AnnotationException(FormattableString.Invariant($"{path}: [{rows.Count}]: expected a map"));
            }

            RequireRoom(rows.Count, path);
            cells.Clear();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                if (!columns.TryGetValue(name, out var column))
                {
                    columns.Add(name, column = columns.Count);
                }

                cells[column] = TextOf(ref reader, bytes);
                if (columns.Count > MaxColumns)
                {
                    throw new AnnotationException(FormattableString.Invariant($"{path}: [{rows.Count}]: the maps have more than {MaxColumns} different keys"));
                }
            }

            rows.Add([.. cells]);
        }

        while (reader.Read())
        {
            // The rest must be well-formed too.
        }

        // A row has its own cells alone: where every map has other keys, a table of all of them would be too large.
        string[] names = [.. columns.Keys];
        return new FileTable(names, rows.Count, (row, column) => Array.Find(rows[row], cell => cell.Key == column).Value, row => FormattableString.Invariant($"{path}: [{row}]"));
    }

    private static string? TextOf(ref Utf8JsonReader reader, byte[] bytes)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.Null)
        {
            return reader.GetString();
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return Strict.GetString(bytes, start + Offset(bytes), (int)reader.BytesConsumed - start);
    }

    private static int Offset(byte[] bytes) => bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;

    /// <summary>Fails where a table has as many rows as one may have.</summary>
    /// <param name="rows">Rows so far.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="AnnotationException">It has.</exception>
    public static void RequireRoom(int rows, string path)
    {
        if (rows >= Limits.Rows.Value)
        {
            throw new AnnotationException($"{path}: the list has more than {Limits.Rows.Value} rows; {Limits.Rows.Hint}");
        }
    }
}
