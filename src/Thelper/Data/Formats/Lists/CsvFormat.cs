using System.Text;
using Thelper.Vision.Formats;

namespace Thelper.Data.Formats.Lists;

/// <summary>How a CSV file is written: what it declares, or what its first lines tell of.</summary>
/// <param name="Encoding">Of its text.</param>
/// <param name="Separator">Between the columns.</param>
/// <param name="Skip">Lines before the names of the columns.</param>
internal sealed record CsvFormat(Encoding Encoding, char Separator, int Skip)
{
    private const int LongestHeader = 1 << 16;
    private static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <summary>Looks at a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="separator">One character, or null to find it: the first of comma, semicolon, tab and bar that cuts the wanted name out of the first line.</param>
    /// <param name="encoding">The encoding's name, or null to find it; see <see cref="TextEncodings"/>.</param>
    /// <param name="wanted">A column that there must be.</param>
    /// <exception cref="UserErrorException">The separator is not one ASCII character, or the encoding is unknown.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CsvFormat Of(string path, string? separator, string? encoding, string wanted)
    {
        if (separator is not null && (separator.Length != 1 || !char.IsAscii(separator[0]) || separator[0] is '"' or '\n' or '\r'))
        {
            throw new UserErrorException($"separator: expected one ASCII character, got {PythonRepr.Of(separator)}");
        }

        var text = encoding is null ? TextEncodings.Of(Start(path)) : TextEncodings.Named(encoding);
        using var reader = new StreamReader(InputFile.Require(path), text);
        var buffer = new char[LongestHeader];
        var lines = new string(buffer, 0, reader.ReadBlock(buffer)).Split('\n', '\r');

        // Excel takes a first line 'sep=;' for what it says.
        var declared = lines[0].StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && lines[0].Length == 5 && char.IsAscii(lines[0][4]) ? lines[0][4] : (char?)null;
        var header = declared is null ? lines[0] : lines.Skip(1).FirstOrDefault(line => line.Length > 0) ?? "";
        var found = separator?[0] ?? declared ?? Array.Find(Separators, candidate => header.Split(candidate).Any(name => name.Trim(' ', '"') == wanted));
        return new(text, found == '\0' ? ',' : found, declared is null ? 0 : 1);
    }

    private static byte[] Start(string path)
    {
        using var file = InputFile.OpenRead(path);
        var start = new byte[TextEncodings.Looked];
        return start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }
}
