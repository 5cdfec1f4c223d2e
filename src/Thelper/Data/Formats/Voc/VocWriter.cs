using System.Globalization;
using System.Xml.Linq;
using Thelper.Tasks;

namespace Thelper.Data.Formats.Voc;

/// <summary>Writes the boxes of an image as PASCAL VOC's annotation, as <see cref="PASCALVOC"/> reads it.</summary>
public static class VocWriter
{
    /// <summary>The annotation of an image.</summary>
    /// <param name="fileName">Name of the image's file.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height.</param>
    /// <param name="boxes">Boxes without margin, in pixels from 0, with names as classes. The file counts from 1 and to the last pixel inside.</param>
    public static string Text(string fileName, int width, int height, IReadOnlyList<BoundingBox> boxes)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        var document = new XElement(
            "annotation",
            new XElement("filename", fileName),
            new XElement("size", new XElement("width", width), new XElement("height", height), new XElement("depth", 3)),
            new XElement("segmented", 0),
            boxes.Select(box => new XElement(
                "object",
                new XElement("name", box.ClassId),
                new XElement("difficult", box.Difficult ? 1 : 0),
                new XElement("occluded", box.Occluded ? 1 : 0),
                new XElement("truncated", box.Truncated ? 1 : 0),
                new XElement("bndbox", Corner("xmin", box.Left + 1), Corner("ymin", box.Top + 1), Corner("xmax", box.Right), Corner("ymax", box.Bottom)))));
        return document + "\n";
    }

    private static XElement Corner(string name, double value) => new(name, value.ToString(CultureInfo.InvariantCulture));
}
