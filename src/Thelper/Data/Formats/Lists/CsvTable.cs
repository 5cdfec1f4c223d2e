using System.Globalization;
using System.Text;
using CsvHelper;
using Thelper.Data.Datasets;
using Thelper.Vision.Formats;

namespace Thelper.Data.Formats.Lists;

/// <summary>Reads CSV by CsvHelper: its fields, quotes and line ends (LF, CRLF, CR); what makes a row, a header or a mistake is said here.</summary>
internal static class CsvTable
{
    /// <summary>Reads all rows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="wanted">A column that there must be.</param>
    /// <exception cref="AnnotationException">The file is damaged, or too long.</exception>
    /// <exception cref="DecoderFallbackException">The text is not of the encoding.</exception>
    public static FileTable Read(string path, CsvFormat format, string wanted)
    {
        using var text = new StreamReader(InputFile.Require(path), format.Encoding);
        for (var i = 0; i < format.Skip; i++)
        {
            _ = text.ReadLine();
        }

        using var csv = CsvReader.Create(text, new CsvReaderOptions
        {
            Separator = format.Separator,
            HasHeader = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            OnMalformedRecord = record =>
            {
                if (record.Reason == CsvMalformedReason.UnterminatedQuote)
                {
                    throw new AnnotationException($"{Place(record.LineNumber)}: a quote is not closed");
                }
            },
        });
        string[]? columns = null;
        var (rows, lines) = (new List<string[]>(), new List<long>());
        while (csv.Read())
        {
            string[] fields = [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];

            // Separators at the end of lines, as spreadsheets write them, are no columns; nor are lines of nothing but separators and blanks rows.
            var count = fields.Length;
            while (count > Math.Max(columns?.Length ?? 0, 1) && fields[count - 1].Length == 0)
            {
                count--;
            }

            if (Array.TrueForAll(fields, field => field.Length == 0))
            {
                continue;
            }

            fields = fields[..count];
            if (columns is null)
            {
                RequireHeader(fields, wanted, Place(csv.LineNumber));
                columns = fields;
                continue;
            }

            if (fields.Length != columns.Length)
            {
                // Of a separator that is not the file's, decimal commas or texts are what it finds.
                if (columns.Length == 1 && columns[0] != wanted)
                {
                    throw new AnnotationException($"{path}: {FileTable.Missing(wanted, columns)}");
                }

                throw new AnnotationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Place(csv.LineNumber)}: expected {columns.Length} columns, found {fields.Length}{(fields.Length > columns.Length ? " (a field with a separator in it must stand in quotes)" : "")}"));
            }

            FileTable.RequireRoom(rows.Count, path);
            rows.Add(fields);
            lines.Add(csv.LineNumber);
        }

        return columns is null
            ? throw new AnnotationException($"{path}: expected a first line with the names of the columns")
            : new FileTable(columns, rows.Count, (row, column) => rows[row][column], row => Place(lines[row]));

        string Place(long line) => string.Create(CultureInfo.InvariantCulture, $"{path}:{line + format.Skip}");
    }

    private static void RequireHeader(string[] names, string wanted, string place)
    {
        if (names.Where(name => name.Length > 0).GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } doubled)
        {
            throw new AnnotationException($"{place}: a column's name is given twice: '{PrintableText.Line(doubled.Key)}'");
        }

        if (!names.Contains(wanted) && (names[0].StartsWith('#') || Array.Exists(names, name => FolderEntries.IsImage(name))))
        {
            throw new AnnotationException(
                $"{place}: there is no column '{wanted}': the first line must hold the names of the columns, this one begins with '{PrintableText.Line(names[0].Length > 60 ? names[0][..60] + "..." : names[0])}'");
        }
    }
}
