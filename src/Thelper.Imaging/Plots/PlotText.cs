using System.Globalization;
using System.Text;

namespace Thelper.Imaging.Plots;

/// <summary>Values as gnuplot reads them.</summary>
internal static class PlotText
{
    // What fits above a chart of 800 pixels in a font of 15 points.
    private const int TitleLength = 62;

    /// <summary>A string literal. Inside single quotes gnuplot interprets nothing but a doubled quote; control characters become spaces.</summary>
    public static string Quote(string text)
    {
        var plain = string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });
        return $"'{plain.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>The label of a tic: gnuplot takes it for a format of the place's number.</summary>
    public static string QuoteTic(string text) => Quote(text.Replace("%", "%%", StringComparison.Ordinal));

    /// <summary>A number, with enough digits for a chart.</summary>
    public static string Number(double value) => value.ToString("G9", CultureInfo.InvariantCulture);

    /// <summary>At most <paramref name="length"/> characters of a label.</summary>
    public static string Clip(string text, int length) => text.Length <= length ? text : text[..length];

    /// <summary>Appends a heading and the names of the axes.</summary>
    public static void AppendTitles(StringBuilder script, string? title, string xLabel, string yLabel)
    {
        if (title is not null)
        {
            script.Append("set title ").Append(Quote(title.Length <= TitleLength ? title : title[..(TitleLength - 2)] + "..")).Append(" font ',15'\n");
        }

        script.Append("set xlabel ").Append(Quote(xLabel)).Append("\nset ylabel ").Append(Quote(yLabel)).Append('\n');
    }

    /// <summary>Appends the drawing of a chart that has nothing to show.</summary>
    public static void AppendNoData(StringBuilder script) =>
        script.Append("set offsets 0, 0, 0, 0\nset yrange [0:1]\nset label 'no data' at graph 0.5, graph 0.5 center font ',20' tc rgb '#999999'\nunset key\nplot NaN notitle\n");
}
