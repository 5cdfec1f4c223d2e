using System.Globalization;
using System.Text;
using Thelper.Data.Datasets;
using Thelper.Vision.Formats;

namespace Thelper.Data.Formats.Lists;

/// <summary>Reads the rows of CSV: quoted fields, blank lines and line ends of every kind (LF, CRLF, CR).</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="format">How it is written.</param>
/// <param name="wanted">A column that there must be.</param>
internal sealed class CsvReader(string path, CsvFormat format, string wanted)
{
    private readonly List<string[]> rows = [];
    private readonly List<int> lines = [];
    private readonly List<string> fields = [];
    private readonly StringBuilder field = new();
    private string[]? columns;
    private int start = 1;
    private bool wasQuoted;

    /// <summary>Reads all rows.</summary>
    /// <param name="reader">The text.</param>
    /// <exception cref="AnnotationException">The file is damaged, or too long.</exception>
    public FileTable Read(StreamReader reader)
    {
        for (var i = 0; i < format.Skip; i++)
        {
            _ = reader.ReadLine();
        }

        start = format.Skip + 1;
        var (line, quoted) = (start, false);
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
            else if (next == '"' && !wasQuoted && string.IsNullOrWhiteSpace(field.ToString()))
            {
                field.Clear();
                (quoted, wasQuoted) = (true, true);
            }
            else if (next == format.Separator)
            {
                EndField();
            }
            else if (next is '\n' or '\r' or < 0)
            {
                if (next == '\r' && reader.Peek() == '\n')
                {
                    _ = reader.Read();
                }

                var blank = fields.Count == 0 && field.ToString().Trim().Length == 0 && !wasQuoted;
                field.Length = blank ? 0 : field.Length;
                if (!blank)
                {
                    EndField();
                    EndRow();
                }

                if (next < 0)
                {
                    break;
                }

                line++;
                start = line;
            }
            else
            {
                field.Append((char)next);
            }
        }

        return columns is null
            ? throw new AnnotationException($"{path}: expected a first line with the names of the columns")
            : new FileTable(columns, rows.Count, (row, column) => rows[row][column], row => string.Create(CultureInfo.InvariantCulture, $"{path}:{lines[row]}"));
    }

    private void EndField()
    {
        fields.Add(wasQuoted ? field.ToString() : field.ToString().Trim());
        field.Clear();
        wasQuoted = false;
    }

    private void EndRow()
    {
        // Separators at the end of lines, as spreadsheets write them, are no columns.
        while (fields.Count > Math.Max(columns?.Length ?? 0, 1) && fields[^1].Length == 0)
        {
            fields.RemoveAt(fields.Count - 1);
        }

        // Nor are rows of nothing but separators rows.
        if (columns is not null && fields.TrueForAll(text => text.Length == 0))
        {
            fields.Clear();
            return;
        }

        if (columns is null)
        {
            columns = Header([.. fields]);
        }
        else if (fields.Count != columns.Length)
        {
            throw new AnnotationException(FormattableString.Invariant(
                $"{path}:{start}: expected {columns.Length} columns, found {fields.Count}{(fields.Count > columns.Length ? " (a field with a separator in it must stand in quotes)" : "")}"));
        }
        else
        {
            FileTable.RequireRoom(rows.Count, path);
            rows.Add([.. fields]);
            lines.Add(start);
        }

        fields.Clear();
    }

    private string[] Header(string[] names)
    {
        if (names.Where(name => name.Length > 0).GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } doubled)
        {
            throw new AnnotationException(FormattableString.Invariant($"{path}:{start}: a column's name is given twice: '{PrintableText.Line(doubled.Key)}'"));
        }

        if (!names.Contains(wanted) && (names[0].StartsWith('#') || Array.Exists(names, name => FolderEntries.IsImage(name))))
        {
            throw new AnnotationException(FormattableString.Invariant(
                $"{path}:{start}: there is no column '{wanted}': the first line must hold the names of the columns, this one begins with '{PrintableText.Line(names[0].Length > 60 ? names[0][..60] + "..." : names[0])}'"));
        }

        return names;
    }
}
