using System.Globalization;
using Thelper.Imaging.Transforms;

namespace Thelper.Transforms;

/// <summary>Boxes as four numbers, in albumentations' four ways to write them.</summary>
internal static class BoxCodec
{
    /// <summary>The names of the ways.</summary>
    public static readonly string[] Formats = ["coco", "pascal_voc", "albumentations", "yolo"];

    /// <summary>Reads a box; what reaches over the image's edges is cut off.</summary>
    /// <exception cref="UserErrorException">The numbers are no box in the image.</exception>
    public static BoxEdges Read(IReadOnlyList<double> box, string format, long height, long width)
    {
        var (a, b, c, d) = box is [var first, var second, var third, var fourth, ..] ? (first, second, third, fourth) : throw new UserErrorException($"a box has four numbers, got {box.Count}");
        var edges = format switch
        {
            "coco" => new BoxEdges(a, b, a + c, b + d),
            "pascal_voc" => new BoxEdges(a, b, c, d),
            "albumentations" => new BoxEdges(a * width, b * height, c * width, d * height),
            _ => new BoxEdges((a - (c / 2)) * width, (b - (d / 2)) * height, (a + (c / 2)) * width, (b + (d / 2)) * height),
        };
        // Rounded shares may reach over the edge by a little; more than a pixel is another format, or a mistake.
        var inside = new BoxEdges(Math.Max(0, edges.Left), Math.Max(0, edges.Top), Math.Min(width, edges.Right), Math.Min(height, edges.Bottom));
        var far = new[] { inside.Left - edges.Left, inside.Top - edges.Top, edges.Right - inside.Right, edges.Bottom - inside.Bottom }.Max();
        return far <= 1 && inside.Right > inside.Left && inside.Bottom > inside.Top
            ? inside
            : throw new UserErrorException(string.Create(
                CultureInfo.InvariantCulture,
                $"[{string.Join(", ", box.Take(4))}] is no box in the format {format} of an image {width} wide and {height} high; 'bbox_params' says the format"));
    }

    /// <summary>Writes a box.</summary>
    public static double[] Write(BoxEdges edges, string format, long height, long width) => format switch
    {
        "coco" => [edges.Left, edges.Top, edges.Width, edges.Height],
        "pascal_voc" => [edges.Left, edges.Top, edges.Right, edges.Bottom],
        "albumentations" => [edges.Left / width, edges.Top / height, edges.Right / width, edges.Bottom / height],
        _ => [(edges.Left + edges.Right) / 2 / width, (edges.Top + edges.Bottom) / 2 / height, edges.Width / width, edges.Height / height],
    };
}
