using System.Globalization;
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
    // Larger lists of files do not exist; texts are twice as large in memory.
    private const long MaxBytes = 1L << 30;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <param name="path">A .json file; anything else is CSV.</param>
    /// <param name="separator">Between the columns of CSV, one character; a doubled quote stands for one in a quoted field.</param>
    /// <exception cref="AnnotationException">The file is missing or damaged.</exception>
    public static FileTable Read(string path, string separator)
    {
        if (separator.Length != 1 || separator[0] is '"' or '\n' or '\r')
        {
            throw new UserErrorException($"separator: expected one character, got {PythonRepr.Of(separator)}");
        }

        if (!File.Exists(path))
        {
            throw new AnnotationException($"there is no file '{path}'");
        }

        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                throw new AnnotationException(FormattableString.Invariant($"{path}: the file is larger than {MaxBytes} bytes"));
            }

            if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            {
                using var stream = InputFile.OpenRead(path);
                using var document = JsonDocument.Parse(stream);
                return FromJson(document.RootElement, path);
            }

            using var reader = new StreamReader(InputFile.Require(path), Strict);
            return FromCsv(reader, separator[0], path);
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException or DecoderFallbackException or InvalidOperationException)
        {
            throw new AnnotationException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Position of a column.</summary>
    /// <exception cref="UserErrorException">There is no such column.</exception>
    public int Column(string name, string path) => Columns.ToList().IndexOf(name) is >= 0 and var index
        ? index
        : throw new UserErrorException($"{path}: there is no column '{name}'{NearestName.Hint(name, Columns)}");

    private static FileTable FromJson(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Array)
        {
            throw new AnnotationException($"{path}: expected a list of maps");
        }

        var columns = new OrderedDictionary<string, int>(StringComparer.Ordinal);
        var entries = new List<Dictionary<string, string?>>();
        foreach (var item in root.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                throw new AnnotationException(FormattableString.Invariant($"{path}: [{entries.Count}]: expected a map"));
            }

            var entry = new Dictionary<string, string?>(StringComparer.Ordinal);
            foreach (var member in item.EnumerateObject())
            {
                columns.TryAdd(member.Name, columns.Count);
                entry[member.Name] = member.Value.ValueKind switch
                {
                    JsonValueKind.String => member.Value.GetString(),
                    JsonValueKind.Null => null,
                    _ => member.Value.GetRawText(),
                };
            }

            entries.Add(entry);
        }

        // Not a table of all keys: where every map has other ones, it would be too large.
        string[] names = [.. columns.Keys];
        return new FileTable(names, entries.Count, (row, column) => entries[row].GetValueOrDefault(names[column]), row => FormattableString.Invariant($"{path}: [{row}]"));
    }

    private static FileTable FromCsv(StreamReader reader, char separator, string path)
    {
        string[]? columns = null;
        var (rows, lines, fields) = (new List<string[]>(), new List<int>(), new List<string>());
        var field = new StringBuilder();
        var (line, start, quoted, wasQuoted) = (1, 1, false, false);
        for (var next = reader.Read(); ; next = reader.Read())
        {
            if (quoted)
            {
                if (next < 0)
                {
                    throw new AnnotationException(FormattableString.Invariant($"{path}:{start}: a quote is not closed"));
                }

                quoted = next != '"';
                line += next == '\n' ? 1 : 0;
                if (quoted)
                {
                    field.Append((char)next);
                }
                else if (reader.Peek() == '"')
                {
                    field.Append((char)reader.Read());
                    quoted = true;
                }
            }
            else if (next == '"' && field.Length == 0 && !wasQuoted)
            {
                (quoted, wasQuoted) = (true, true);
            }
            else if (next == separator)
            {
                End();
            }
            else if (next is '\n' or < 0)
            {
                var blank = fields.Count == 0 && field.Length == 0 && !wasQuoted;
                if (!blank)
                {
                    End();
                    EndRow();
                }

                if (next < 0)
                {
                    break;
                }

                line++;
                start = line;
            }
            else if (next != '\r')
            {
                field.Append((char)next);
            }
        }

        return columns is null
            ? throw new AnnotationException($"{path}: expected a first line with the names of the columns")
            : new FileTable(columns, rows.Count, (row, column) => rows[row][column], row => string.Create(CultureInfo.InvariantCulture, $"{path}:{lines[row]}"));

        void End()
        {
            fields.Add(wasQuoted ? field.ToString() : field.ToString().Trim());
            field.Clear();
            wasQuoted = false;
        }

        void EndRow()
        {
            if (columns is null)
            {
                columns = [.. fields];
                if (columns.Distinct().Count() != columns.Length)
                {
                    throw new AnnotationException($"{path}:1: a column's name is given twice");
                }
            }
            else if (fields.Count != columns.Length)
            {
                throw new AnnotationException(FormattableString.Invariant($"{path}:{start}: expected {columns.Length} columns, found {fields.Count}"));
            }
            else
            {
                rows.Add([.. fields]);
                lines.Add(start);
            }

            fields.Clear();
        }
    }
}
