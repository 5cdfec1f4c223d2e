using System.Globalization;
using System.Text;

namespace Thelper.Torch.Serialization.Pickling;

/// <summary>The texts and numbers of the oldest pickle protocol, and of Python 2.</summary>
internal static class PickleText
{
    /// <summary>A number as Python prints it; null if it is not one.</summary>
    public static double? ParseDouble(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) => value,
        _ => null,
    };

    /// <summary>A quoted string literal; null if it is not one.</summary>
    public static object? Unquote(string text)
    {
        var quoted = text.Length >= 2 && text[0] is '\'' or '"' && text[^1] == text[0];
        var characters = quoted ? Unescape(text[1..^1], raw: false) : null;
        return characters is null || characters.Any(c => c > 255) ? null : FromPython2(Encoding.Latin1.GetBytes(characters));
    }

    /// <summary>Resolves backslash escapes; null if one is unknown or cut short.</summary>
    /// <param name="text">The text with escapes.</param>
    /// <param name="raw">Whether only \u and \U are escapes.</param>
    public static string? Unescape(string text, bool raw)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var escape = text[i] == '\\' && i + 1 < text.Length ? text[i + 1] : '\0';
            var digits = escape switch
            {
                'u' when raw => 4,
                'U' when raw => 8,
                'x' when !raw => 2,
                _ => 0,
            };
            if (digits > 0)
            {
                if (i + 2 + digits > text.Length
                    || !int.TryParse(text.AsSpan(i + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                    || code is < 0 or > 0x10FFFF)
                {
                    return null;
                }

                result.Append(code > 0xFFFF ? char.ConvertFromUtf32(code) : ((char)code).ToString());
                i += 1 + digits;
            }
            else if (text[i] != '\\' || raw)
            {
                result.Append(text[i]);
            }
            else
            {
                var plain = "\\'\"ntr".IndexOf(escape, StringComparison.Ordinal);
                if (plain < 0)
                {
                    return null;
                }

                result.Append("\\'\"\n\t\r"[plain]);
                i++;
            }
        }

        return result.ToString();
    }

    /// <summary>A string of Python 2, which is text if its bytes are, else bytes.</summary>
    public static object FromPython2(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : bytes.ToArray();

    /// <summary>Text from a file, made safe for a one-line message.</summary>
    public static string Printable(string text)
    {
        var head = text.Length > 100 ? text[..100] + "..." : text;
        return string.Create(head.Length, head, (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) || char.IsSurrogate(source[i]) ? '?' : source[i];
            }
        });
    }
}
