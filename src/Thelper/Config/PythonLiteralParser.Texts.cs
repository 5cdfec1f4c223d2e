using System.Globalization;
using System.Text;

namespace Thelper.Config;

/// <summary>Texts: quotes, prefixes, escapes.</summary>
internal sealed partial class PythonLiteralParser
{
    private string Texts()
    {
        var result = new StringBuilder();
        do
        {
            var raw = false;
            if (Peek() is not ('\'' or '"'))
            {
                raw = text[at++] is 'r' or 'R';
            }

            Text(result, raw);
            Skip();
        }
        while (Peek() is '\'' or '"');
        return result.ToString();
    }

    private void Text(StringBuilder result, bool raw)
    {
        var start = at;
        var quote = text[at];
        var mark = string.CompareOrdinal(text, at, new string(quote, 3), 0, 3) == 0 ? new string(quote, 3) : quote.ToString();
        at += mark.Length;
        while (true)
        {
            if (at >= text.Length || (mark.Length == 1 && text[at] == '\n'))
            {
                throw Error("the text that starts here has no end", start);
            }

            if (string.CompareOrdinal(text, at, mark, 0, mark.Length) == 0)
            {
                at += mark.Length;
                return;
            }

            var c = text[at++];
            if (c != '\\' || at >= text.Length)
            {
                result.Append(c);
            }
            else if (raw)
            {
                result.Append(c).Append(text[at++]);
            }
            else
            {
                Escape(result);
            }
        }
    }

    private void Escape(StringBuilder result)
    {
        var c = text[at++];
        switch (c)
        {
            case '\n':
                break;
            case '\\' or '\'' or '"':
                result.Append(c);
                break;
            case 'a' or 'b' or 'f' or 'n' or 'r' or 't' or 'v':
                result.Append("\a\b\f\n\r\t\v"["abfnrtv".IndexOf(c, StringComparison.Ordinal)]);
                break;
            case 'x' or 'u' or 'U':
                Point(result, c == 'x' ? 2 : c == 'u' ? 4 : 8);
                break;
            case >= '0' and <= '7':
                var value = c - '0';
                for (var i = 0; i < 2 && Peek() is >= '0' and <= '7'; i++)
                {
                    value = (value * 8) + (text[at++] - '0');
                }

                result.Append((char)value);
                break;
            case 'N':
                throw Error("named characters (\\N{...}) are not supported", at - 2);
            default:
                result.Append('\\').Append(c);
                break;
        }
    }

    private void Point(StringBuilder result, int digits)
    {
        var start = at - 2;
        if (at + digits > text.Length
            || !int.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point)
            || point is < 0 or > 0x10FFFF)
        {
            throw Error($"expected {digits} hexadecimal digits of a character", start);
        }

        at += digits;
        result.Append(point > 0xFFFF ? char.ConvertFromUtf32(point) : ((char)point).ToString());
    }
}
