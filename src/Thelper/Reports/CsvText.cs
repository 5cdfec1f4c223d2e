using System.Text;

namespace Thelper.Reports;

/// <summary>Tables as comma-separated text (RFC 4180, with line feeds).</summary>
internal static class CsvText
{
    /// <summary>A header and rows, without a line break at the end.</summary>
    public static string Of(IEnumerable<string> header, IEnumerable<IEnumerable<string>> rows)
    {
        var text = new StringBuilder();
        AppendRow(text, header);
        foreach (var row in rows)
        {
            AppendRow(text.Append('\n'), row);
        }

        return text.ToString();
    }

    /// <summary>One row, without a line break.</summary>
    public static string Row(IEnumerable<string> cells)
    {
        var text = new StringBuilder();
        AppendRow(text, cells);
        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, IEnumerable<string> cells)
    {
        var first = true;
        foreach (var cell in cells)
        {
            text.Append(first ? "" : ",");
            first = false;
            if (cell.AsSpan().ContainsAny(",\"\r\n"))
            {
                text.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            }
            else
            {
                text.Append(cell);
            }
        }
    }
}
