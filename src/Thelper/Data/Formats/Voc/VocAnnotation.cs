using System.Globalization;
using System.Xml.Linq;
using Thelper.Tasks;
using Thelper.Vision.Formats;

namespace Thelper.Data.Formats.Voc;

/// <summary>One annotation file of PASCAL VOC.</summary>
internal sealed class VocAnnotation
{
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
        var root = VocXml.Read(path);
        return root.Name.LocalName == "annotation"
            ? new VocAnnotation(path, root)
            : throw new AnnotationException($"{path}: expected the element 'annotation' of PASCAL VOC, found '{VocXml.Clipped(root.Name.LocalName)}'");
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
                    throw new AnnotationException($"{path}: an object has the class '{VocXml.Clipped(name)}', which PASCAL VOC does not know{NearestName.Hint(name, VocLabels.All.Skip(1))}");
                }

                continue;
            }

            if (!keep(difficult, occluded, truncated))
            {
                continue;
            }

            var box = item.Element("bndbox") ?? throw new AnnotationException($"{path}: the object '{VocXml.Clipped(name)}' has no bndbox");
            try
            {
                boxes.Add(new BoundingBox(
                    index, [Edge(box, "xmin"), Edge(box, "ymin"), Edge(box, "xmax"), Edge(box, "ymax")],
                    includeMargin: true, difficult, occluded, truncated, imageId: imageId, task: task));
            }
            catch (UserErrorException error) when (error is not AnnotationException)
            {
                throw new AnnotationException($"{path}: the object '{VocXml.Clipped(name)}': {error.Message}", error);
            }
        }

        return [.. boxes];
    }

    private bool Flag(XElement element, string name) => element.Element(name)?.Value.Trim() switch
    {
        null or "" or "0" => false,
        "1" => true,
        var text => throw new AnnotationException($"{path}: '{name}' must be 0 or 1, found '{VocXml.Clipped(text)}'"),
    };

    // Some files give decimals.
    private double Edge(XElement box, string name) =>
        double.TryParse(box.Element(name)?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) < int.MaxValue
            ? Math.Truncate(value)
            : throw new AnnotationException($"{path}: '{name}' of a bndbox must be a number");
}
