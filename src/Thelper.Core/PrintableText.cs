using System.Buffers;
using System.Globalization;
using System.Text;

namespace Thelper;

/// <summary>Texts as a terminal or a log may show them: what would steer a terminal, or turn the order of letters around, is spelled out.</summary>
public static class PrintableText
{
    private const string Bidirectional = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";
    private static readonly string Controls = string.Concat(Enumerable.Range(0, 0xa0).Where(code => char.IsControl((char)code)).Select(code => (char)code)) + "\u2028\u2029";
    private static readonly SearchValues<char> InLines = SearchValues.Create(Controls + Bidirectional);
    private static readonly SearchValues<char> InTexts = SearchValues.Create(string.Concat((Controls + Bidirectional).Where(c => c is not ('\n' or '\t'))));

    /// <summary>A text of several lines: control and bidirectional characters but line feeds and tabs become <c>\x1b</c>, <c>\u202e</c>.</summary>
    /// <param name="text">The text.</param>
    public static string Of(string text) => Escape(text, InTexts);

    /// <summary>A value within a line, such as a name from a file: line feeds and tabs are spelled out, too.</summary>
    /// <param name="text">The value.</param>
    public static string Line(string text) => Escape(text, InLines);

    /// <summary>Whether a text has a control character.</summary>
    /// <param name="text">The text.</param>
    public static bool HasControls(string text) => text.Any(char.IsControl);

    private static string Escape(string text, SearchValues<char> unwanted)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.AsSpan().IndexOfAny(unwanted) < 0)
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (!unwanted.Contains(c))
            {
                escaped.Append(c);
            }
            else if (c < 0x100)
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
        }

        return escaped.ToString();
    }
}
