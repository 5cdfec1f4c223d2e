using System.Globalization;
using System.Xml.Linq;
using Thelper.Data.Formats.Boxes;
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

    /// <summary>Columns and rows of the image, where the file gives them.</summary>
    public (long Width, long Height)? Size
    {
        get
        {
            return AnnotatedImage.SizeOf(Number("width"), Number("height"));

            double? Number(string name) =>
                double.TryParse(root.Element("size")?.Element(name)?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
        }
    }

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
    /// <param name="rules">What becomes of bad boxes.</param>
    /// <param name="task">The task of the boxes.</param>
    /// <exception cref="AnnotationException">An object has no class, an unknown class, or a bad box that is not left out.</exception>
    public BoundingBox[] Boxes(VocLabels labels, object imageId, Func<bool, bool, bool, bool> keep, BoxRules rules, Detection task)
    {
        var boxes = new List<BoundingBox>();
        var number = -1;
        foreach (var item in root.Elements("object"))
        {
            number++;
            var name = item.Element("name")?.Value.Trim() ?? throw new AnnotationException($"{path}: an object has no name");
            var (difficult, occluded, truncated) = (Flag(item, "difficult"), Flag(item, "occluded"), Flag(item, "truncated"));
            if (labels.Names.IndexOf(name) is not { } index || index == 0)
            {
                if (labels.Targets is null || !labels.Known.Skip(1).Contains(name))
                {
                    throw Stranger(name, labels);
                }

                continue;
            }

            if (!keep(difficult, occluded, truncated))
            {
                continue;
            }

            var place = Place(path, number, name);
            var corners = Corners(item);
            if ((corners.Length == 0 ? "is missing: there is no bndbox with numbers xmin, ymin, xmax and ymax" : BoxRules.Fault(corners, margin: true)) is { } fault)
            {
                rules.LeaveOut(place, BoxRules.Message(place, corners, fault));
                continue;
            }

            boxes.Add(new BoundingBox(index, corners, includeMargin: true, difficult, occluded, truncated, imageId: imageId, task: task));
        }

        return [.. boxes];
    }

    /// <summary>The place of an object, for messages.</summary>
    /// <param name="path">The file.</param>
    /// <param name="number">The object's number.</param>
    /// <param name="name">Its class.</param>
    private static string Place(string path, int number, string name) => FormattableString.Invariant($"{path}: object[{number}] ('{VocXml.Clipped(name)}')");

    private AnnotationException Stranger(string name, VocLabels labels) => new(
        name == Detection.BackgroundName ? $"{path}: an object has the class '{name}', which stands for image parts without an object; remove it"
        : labels.AreOwn ? $"{path}: an object has the class '{VocXml.Clipped(name)}', which is not among 'class_names'{NearestName.Hint(name, labels.Known.Skip(1))}"
        : $"{path}: an object has the class '{VocXml.Clipped(name)}', which PASCAL VOC does not know{NearestName.Hint(name, labels.Known.Skip(1))}; for other classes set \"class_names\"");

    // Exporters write all of these.
    private bool Flag(XElement element, string name) => element.Element(name)?.Value.Trim() switch
    {
        null or "" or "0" or "false" or "False" or "no" or "unspecified" or "Unspecified" => false,
        "1" or "true" or "True" or "yes" => true,
        var text => throw new AnnotationException($"{path}: '{name}' must be 0 or 1, found '{VocXml.Clipped(text)}'"),
    };

    // Some files give decimals. Empty where a number is missing.
    private static double[] Corners(XElement item)
    {
        var box = item.Element("bndbox");
        string[] names = ["xmin", "ymin", "xmax", "ymax"];
        var corners = new double[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            if (!double.TryParse(box?.Element(names[i])?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !(Math.Abs(value) < int.MaxValue))
            {
                return [];
            }

            corners[i] = Math.Truncate(value);
        }

        return corners;
    }
}
