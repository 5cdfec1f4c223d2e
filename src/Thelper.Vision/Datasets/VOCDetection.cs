using System.Xml;

namespace Thelper.Vision.Datasets;

/// <summary>Pascal VOC's images with the tree of their annotation file.</summary>
/// <remarks>
/// The tree is that of torchvision: a dictionary per element with children, a text per element without. Repeated elements become
/// a list; <c>object</c> in <c>annotation</c> always is one.
/// </remarks>
[TypeName("torchvision.datasets.voc.VOCDetection", "torchvision.datasets.VOCDetection")]
public sealed class VOCDetection : VocDataset
{
    private const int MaxDepth = 64;
    private const long MaxCharacters = 16 << 20;

    /// <summary>Lists the images in <c>root/VOCdevkit/VOC2012</c> (or another year); none is opened. Samples are a uint8 tensor height x width x 3 in RGB order and the tree.</summary>
    /// <param name="root">The folder of <c>VOCdevkit</c> (2011: of <c>TrainVal</c>).</param>
    /// <param name="year"><c>2007</c> to <c>2012</c>.</param>
    /// <param name="imageSet"><c>train</c>, <c>trainval</c> or <c>val</c>; for 2007 also <c>test</c>.</param>
    /// <param name="download">Fetches missing files.</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <exception cref="UserErrorException">The list of images is missing, or there is no such year or set.</exception>
    public VOCDetection(string root, string year = "2012", string imageSet = "train", bool download = false, IProgress<string>? progress = null)
        : this(root, year, imageSet, download, null, progress)
    {
    }

    internal VOCDetection(string root, string year, string imageSet, bool download, RemoteFile? archive, IProgress<string>? progress)
        : base(root, year, imageSet, download, "Main", archive, progress)
    {
    }

    /// <summary>Reads the tree of an annotation file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A dictionary with the root element.</returns>
    /// <exception cref="UserErrorException">The file cannot be read or is no XML; the message names it.</exception>
    internal static OrderedDictionary<string, object?> ReadTree(string path)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            MaxCharactersInDocument = MaxCharacters,
        };
        try
        {
            using var stream = File.OpenRead(path);
            using var reader = XmlReader.Create(stream, settings);
            reader.MoveToContent();
            var result = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
            var (name, value) = ReadElement(reader, path);
            if (value is not null)
            {
                result.Add(name, value);
            }

            while (reader.Read())
            {
                // The rest of the file must be well-formed too.
            }

            return result;
        }
        catch (XmlException error)
        {
            throw new UserErrorException($"{path}: not a readable annotation: {(error.Message.Length > 300 ? error.Message[..300] + "..." : error.Message)}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path}: cannot be read: {error.Message}", error);
        }
    }

    private protected override object? ReadTarget(string folder, string name) => ReadTree(Path.Join(folder, "Annotations", name + ".xml"));

    // The value is null for an element with neither children nor text, which its parent then leaves out.
    private static (string Name, object? Value) ReadElement(XmlReader reader, string path)
    {
        if (reader.Depth > MaxDepth)
        {
            throw new UserErrorException($"{path}: not a readable annotation: elements are nested more than {MaxDepth} deep");
        }

        var name = reader.Name;
        if (reader.IsEmptyElement)
        {
            return (name, null);
        }

        var depth = reader.Depth;
        string? text = null;
        OrderedDictionary<string, List<object?>>? children = null;
        while (reader.Read() && !(reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth))
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                children ??= new(StringComparer.Ordinal);
                var (key, value) = ReadElement(reader, path);
                if (value is not null)
                {
                    if (!children.TryGetValue(key, out var values))
                    {
                        children.Add(key, values = []);
                    }

                    values.Add(value);
                }
            }
            else if (children is null && reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
            {
                text += reader.Value;
            }
        }

        return (name, children is null ? text?.Trim() : Tree(name, children));
    }

    private static OrderedDictionary<string, object?> Tree(string name, OrderedDictionary<string, List<object?>> children)
    {
        var tree = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, values) in children)
        {
            tree.Add(key, values.Count == 1 && (name != "annotation" || key != "object") ? values[0] : values);
        }

        if (name == "annotation")
        {
            tree.TryAdd("object", new List<object?>());
        }

        return tree;
    }
}
