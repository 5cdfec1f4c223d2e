using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Thelper.Tasks;

namespace Thelper.Data.Formats.Voc;

/// <summary>One annotation file of PASCAL VOC.</summary>
internal sealed class VocAnnotation
{
    // The challenge's largest file has 20,000; every element of it takes some 100 bytes.
    private const long MaxCharacters = 2 << 20;

    private const int MaxDepth = 64;

    private readonly string path;
    private readonly XElement root;

    private VocAnnotation(string path, XElement root)
    {
        this.path = path;
        this.root = root;
    }

    /// <summary>Whether the file says that there is a label image.</summary>
    public bool Segmented => Flag(root, "segmented");

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="AnnotationException">The file is missing, too large, or no annotation.</exception>
    public static VocAnnotation Read(string path)
    {
        try
        {
            // No document type: it could name other files or grow without bound.
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxCharacters };
            RequireShallow(path, settings);
            using var reader = XmlReader.Create(path, settings);
            var root = XDocument.Load(reader).Root!;
            return root.Name.LocalName == "annotation"
                ? new VocAnnotation(path, root)
                : throw new AnnotationException($"{path}: expected the element 'annotation' of PASCAL VOC, found '{Clipped(root.Name.LocalName)}'");
        }
        catch (Exception error) when (error is XmlException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new AnnotationException(
                error is FileNotFoundException or DirectoryNotFoundException ? $"{path}: there is no such annotation file" : $"{path}: not a readable annotation: {Clipped(error.Message, 300)}",
                error);
        }
    }

    /// <summary>The boxes of objects of known classes.</summary>
    /// <param name="labels">The classes; objects of others are left out if classes were chosen.</param>
    /// <param name="imageId">Identifies the image.</param>
    /// <param name="keep">Told of difficult, occluded and truncated; whether to keep such an object.</param>
    /// <param name="task">The task of the boxes.</param>
    /// <exception cref="AnnotationException">An object has no class or box, or an unknown class.</exception>
    public BoundingBox[] Boxes(VocLabels labels, object imageId, Func<bool, bool, bool, bool> keep, Detection task)
    {
        var boxes = new List<BoundingBox>();
        foreach (var item in root.Elements("object"))
        {
            var name = item.Element("name")?.Value.Trim() ?? throw new AnnotationException($"{path}: an object has no name");
            var (difficult, occluded, truncated) = (Flag(item, "difficult"), Flag(item, "occluded"), Flag(item, "truncated"));
            if (labels.Names.IndexOf(name) is not { } index)
            {
                if (labels.Targets is null || !VocLabels.All.Contains(name))
                {
                    throw new AnnotationException($"{path}: an object has the class '{Clipped(name)}', which PASCAL VOC does not know{NearestName.Hint(name, VocLabels.All.Skip(1))}");
                }

                continue;
            }

            if (!keep(difficult, occluded, truncated))
            {
                continue;
            }

            var box = item.Element("bndbox") ?? throw new AnnotationException($"{path}: the object '{Clipped(name)}' has no bndbox");
            try
            {
                boxes.Add(new BoundingBox(
                    index, [Edge(box, "xmin"), Edge(box, "ymin"), Edge(box, "xmax"), Edge(box, "ymax")],
                    includeMargin: true, difficult, occluded, truncated, imageId: imageId, task: task));
            }
            catch (UserErrorException error) when (error is not AnnotationException)
            {
                throw new AnnotationException($"{path}: the object '{Clipped(name)}': {error.Message}", error);
            }
        }

        return [.. boxes];
    }

    private bool Flag(XElement element, string name) => element.Element(name)?.Value.Trim() switch
    {
        null or "" or "0" => false,
        "1" => true,
        var text => throw new AnnotationException($"{path}: '{name}' must be 0 or 1, found '{Clipped(text)}'"),
    };

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

    private static string Clipped(string text, int length = 40) => text.Length > length ? text[..length] + "..." : text;

    // Some files give decimals.
    private double Edge(XElement box, string name) =>
        double.TryParse(box.Element(name)?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) < int.MaxValue
            ? Math.Truncate(value)
            : throw new AnnotationException($"{path}: '{name}' of a bndbox must be a number");
}
