using System.Globalization;
using System.Text;

namespace Thelper;

/// <summary>Finds the encoding of text files: what spreadsheets and shells of Windows write is not always UTF-8.</summary>
public static class TextEncodings
{
    /// <summary>Bytes of a file's beginning that <see cref="Of"/> looks at.</summary>
    public const int Looked = 4;

    /// <summary>Words on what to do about a text that is not UTF-8, for messages.</summary>
    public const string Remedy = "save it as UTF-8, or say what it is by encoding, such as \"windows-1252\" or \"latin-1\"";

    /// <summary>The encoding that a file's first bytes tell of: UTF-16 or UTF-32 by their mark, UTF-16 without one by the zeros of its letters, else UTF-8. Bytes that do not fit it are an exception.</summary>
    /// <param name="start">The file's first bytes.</param>
    public static Encoding Of(ReadOnlySpan<byte> start) => start switch
    {
        [0xff, 0xfe, 0, 0, ..] => new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        [0, 0, 0xfe, 0xff, ..] => new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        [0xff, 0xfe, ..] or [not 0, 0, not 0, 0, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        [0xfe, 0xff, ..] or [0, not 0, 0, not 0, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
        _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
    };

    /// <summary>The encoding of a name. Bytes that do not fit it are an exception.</summary>
    /// <param name="name">A name as .NET or Python has it: <c>utf-8</c>, <c>utf-16</c>, <c>latin-1</c>, <c>cp1252</c>, <c>windows-1250</c>, <c>shift_jis</c>, ...</param>
    /// <exception cref="UserErrorException">There is none of that name.</exception>
    public static Encoding Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var plain = name.Trim().ToLowerInvariant().Replace('_', '-') switch
        {
            "latin1" or "latin-1" or "iso8859-1" or "l1" => "iso-8859-1",
            "utf8" or "utf-8-sig" => "utf-8",
            "utf16" => "utf-16",
            "shift-jis" or "sjis" => "shift_jis",
            "mac-roman" => "macintosh",
            ['c', 'p', .. var page] when int.TryParse(page, CultureInfo.InvariantCulture, out var number) => number is >= 1250 and <= 1258 ? $"windows-{page}" : number == 65001 ? "utf-8" : $"ibm{page}",
            var other => other,
        };
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(plain, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(plain, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException error)
        {
            throw new UserErrorException($"encoding: {PythonRepr.Of(name)} is no known encoding; those of most lists are utf-8, utf-16, latin-1, windows-1252", error);
        }
    }
}
