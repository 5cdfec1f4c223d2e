using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Thelper.Vision.Formats;

/// <summary>Reads the annotation files of PASCAL VOC.</summary>
public static class VocXml
{
    // The challenge's largest file has 20,000; every element of it takes some 100 bytes.
    private const long MaxCharacters = 2 << 20;

    private const int MaxDepth = 64;

    // The encodings that files of other parts of the world declare (GBK, Shift_JIS, windows-1252, ...); .NET knows them, but not by itself.
    static VocXml() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its root element, with the white space of its texts.</returns>
    /// <exception cref="AnnotationException">The file is missing, too large or too deep, or no XML.</exception>
    public static XElement Read(string path)
    {
        try
        {
            // No document type: it could name other files or grow without bound.
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxCharacters };
            RequireShallow(path, settings);
            using var reader = XmlReader.Create(path, settings);
            return XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root!;
        }
        catch (Exception error) when (error is XmlException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new AnnotationException(
                error is FileNotFoundException or DirectoryNotFoundException ? $"{path}: there is no such annotation file" : $"{path}: not a readable annotation: {Clipped(error.Message, 300)}{EncodingHint(error)}",
                error);
        }
    }

    /// <summary>A text as messages show it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">Where it is cut off.</param>
    public static string Clipped(string text, int length = 40)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length > length ? text[..length] + "..." : text;
    }

    private static string EncodingHint(Exception error) => error.Message.Contains("encoding", StringComparison.OrdinalIgnoreCase) || error.Message.Contains("byte order mark", StringComparison.Ordinal)
        ? "; declare the file's encoding in its first line, such as <?xml version=\"1.0\" encoding=\"windows-1252\"?>, or save it as UTF-8"
        : "";

    // The reader's message about a file that ends too early names every open element, in quadratic time.
    private static void RequireShallow(string path, XmlReaderSettings settings)
    {
        using var reader = XmlReader.Create(path, settings);
        while (reader.Read())
        {
            if (reader.Depth > MaxDepth)
            {
                throw new AnnotationException(FormattableString.Invariant($"{path}: not a readable annotation: elements are nested more than {MaxDepth} deep"));
            }
        }
    }
}
