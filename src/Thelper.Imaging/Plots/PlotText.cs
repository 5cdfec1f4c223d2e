using System.Globalization;

namespace Thelper.Imaging.Plots;

/// <summary>Values as gnuplot reads them.</summary>
internal static class PlotText
{
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

    /// <summary>A number, with enough digits for a chart.</summary>
    public static string Number(double value) => value.ToString("G9", CultureInfo.InvariantCulture);

    /// <summary>At most <paramref name="length"/> characters of a label.</summary>
    public static string Clip(string text, int length) => text.Length <= length ? text : text[..length];
}
