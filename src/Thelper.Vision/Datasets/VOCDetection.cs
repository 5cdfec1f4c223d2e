using System.Xml.Linq;
using Thelper.Vision.Formats;

namespace Thelper.Vision.Datasets;

/// <summary>Pascal VOC's images with the tree of their annotation file.</summary>
/// <remarks>
/// The tree is that of torchvision: a dictionary per element with children, a text per element without. Repeated elements become
/// a list; <c>object</c> in <c>annotation</c> always is one.
/// </remarks>
[TypeName("torchvision.datasets.voc.VOCDetection", "torchvision.datasets.VOCDetection")]
public sealed class VOCDetection : VocDataset
{
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
    /// <returns>A dictionary with the root element; empty if that holds nothing.</returns>
    /// <exception cref="UserErrorException">The file cannot be read or is no XML; the message names it.</exception>
    internal static OrderedDictionary<string, object?> ReadTree(string path)
    {
        var root = VocXml.Read(path);
        var result = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        if (Content(root) is { } content)
        {
            result.Add(root.Name.LocalName, content);
        }

        return result;
    }

    private protected override string TargetFile(VocFolder folder, string name) => folder.Annotation(name);

    private protected override object? ReadTarget(VocFolder folder, string name) => ReadTree(folder.Annotation(name));

    // Null for an element with neither children nor text, which its parent then leaves out.
    private static object? Content(XElement element)
    {
        if (!element.HasElements)
        {
            return element.Nodes().Any(node => node is XText) ? element.Value.Trim() : null;
        }

        var annotation = element.Name.LocalName == "annotation";
        var tree = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var children in element.Elements().GroupBy(child => child.Name.LocalName, Content))
        {
            var values = children.Where(value => value is not null).ToList();
            if (values.Count > 0)
            {
                tree.Add(children.Key, values.Count == 1 && (!annotation || children.Key != "object") ? values[0] : values);
            }
        }

        if (annotation)
        {
            tree.TryAdd("object", new List<object?>());
        }

        return tree;
    }
}
