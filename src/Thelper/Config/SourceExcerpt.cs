using System.Text;

namespace Thelper.Config;

/// <summary>The line of a file in which something is wrong, with a caret below the place.</summary>
internal static class SourceExcerpt
{
    // What a narrow terminal shows without breaking the line, so that the caret stays below its place.
    private const int Width = 56;
    private const string Cut = "...";

    /// <summary>Two lines to be put below a message.</summary>
    /// <param name="text">The whole text, UTF-8.</param>
    /// <param name="line">One-based line.</param>
    /// <param name="column">One-based column, counted in characters; one past the end of the line is its end.</param>
    /// <returns>A line feed and the two lines; nothing where there is no such line, or it is empty.</returns>
    public static string Of(ReadOnlySpan<byte> text, int line, int column)
    {
        var shown = LineOf(text, line).Replace('\t', ' ');
        if (string.IsNullOrWhiteSpace(shown))
        {
            return "";
        }

        var at = Math.Clamp(column - 1, 0, shown.Length);
        var from = Math.Clamp(at - (Width / 2), 0, Math.Max(0, shown.Length - Width));
        var part = shown[from..Math.Min(shown.Length, from + Width)];
        var before = from == 0 ? "" : Cut;

        // What is spelled out, or takes no room, would move the caret.
        var lead = before.Length + PrintableText.Line(part[..(at - from)]).Length;
        var after = from + Width < shown.Length ? Cut : "";
        return $"\n    {before}{PrintableText.Line(part)}{after}\n    {new string(' ', lead)}^";
    }

    /// <summary>The column of a byte: characters are what a person counts.</summary>
    /// <param name="text">The whole text, UTF-8.</param>
    /// <param name="line">One-based line.</param>
    /// <param name="bytes">Bytes of the line before the place.</param>
    public static int Column(ReadOnlySpan<byte> text, int line, int bytes)
    {
        var start = StartOf(text, line);
        return Encoding.UTF8.GetCharCount(text[start..Math.Min(text.Length, start + bytes)]) + 1;
    }

    private static string LineOf(ReadOnlySpan<byte> text, int line)
    {
        var rest = text[StartOf(text, line)..];
        var end = rest.IndexOf((byte)'\n');
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]).TrimEnd('\r');
    }

    private static int StartOf(ReadOnlySpan<byte> text, int line)
    {
        var start = 0;
        for (var i = 1; i < line; i++)
        {
            var end = text[start..].IndexOf((byte)'\n');
            if (end < 0)
            {
                return text.Length;
            }

            start += end + 1;
        }

        return start;
    }
}
