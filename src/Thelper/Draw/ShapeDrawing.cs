using Thelper.Imaging;
using Thelper.Tasks;
using static Thelper.Torch.torch;

namespace Thelper.Draw;

/// <summary>Draws masks and key points of objects.</summary>
internal static class ShapeDrawing
{
    // How much of a pixel's colour a mask takes.
    private const double Opacity = 0.5;

    // How far the colours of two objects of one class lie apart: by the golden ratio, so that neighbours differ most.
    private const double Turn = 0.618;
    private static readonly double[] White = [255, 255, 255];
    private static readonly double[] Black = [0, 0, 0];

    /// <summary>The colour of an object's shape: the class's, brighter or darker from object to object where the class has several with masks.</summary>
    /// <param name="color">The class's colour.</param>
    /// <param name="boxes">All objects.</param>
    /// <param name="index">The object.</param>
    public static double[] ColorOf(IReadOnlyList<byte> color, IReadOnlyList<BoundingBox> boxes, int index)
    {
        var before = boxes.Take(index).Count(box => box.Shape?.Mask is not null && box.ClassId.Equals(boxes[index].ClassId));
        var shade = (((before * Turn) + 0.5) % 1) - 0.5;
        return [.. color.Select(part => shade < 0 ? part * (1 + shade) : part + ((255 - part) * shade))];
    }

    /// <summary>Colours the pixels of a mask.</summary>
    /// <param name="picture">uint8 H×W×3, contiguous; of any size, to which the mask is stretched.</param>
    /// <param name="mask">The mask; null for none.</param>
    /// <param name="color">Red, green, blue.</param>
    public static void DrawMask(Tensor picture, InstanceMask? mask, double[] color)
    {
        if (mask is null || mask.Area == 0)
        {
            return;
        }

        var (height, width) = ((int)picture.shape[0], (int)picture.shape[1]);
        var covered = new byte[height * width];
        mask.Resized(height, width).Fill(covered, 1);
        var pixels = picture.DataSpan<byte>();
        for (var i = 0; i < covered.Length; i++)
        {
            for (var channel = 0; covered[i] != 0 && channel < 3; channel++)
            {
                ref var value = ref pixels[(3 * i) + channel];
                value = (byte)Math.Clamp(Math.Round((value * (1 - Opacity)) + (color[channel] * Opacity)), 0, 255);
            }
        }
    }

    /// <summary>Draws key points that are labelled, and the lines between them.</summary>
    /// <param name="picture">uint8 H×W×3, contiguous.</param>
    /// <param name="points">The points; null for none.</param>
    /// <param name="names">Which of them are joined.</param>
    /// <param name="color">Red, green, blue.</param>
    /// <param name="scaleX">Factor from the points' columns to those of the picture.</param>
    /// <param name="scaleY">Factor from the points' rows to those of the picture.</param>
    public static void DrawKeyPoints(Tensor picture, IReadOnlyList<KeyPoint>? points, KeypointNames names, double[] color, double scaleX, double scaleY)
    {
        if (points is null)
        {
            return;
        }

        var size = (int)Math.Clamp(Math.Min(picture.shape[0], picture.shape[1]) / 128, 1, 4);
        foreach (var (from, to) in names.Bones)
        {
            if (from < points.Count && to < points.Count && points[from].Visibility > 0 && points[to].Visibility > 0)
            {
                var ((x1, y1), (x2, y2)) = (Place(points[from]), Place(points[to]));
                ImageDrawing.Line(picture, x1, y1, x2, y2, color, size, smooth: true);
            }
        }

        foreach (var point in points.Where(point => point.Visibility > 0))
        {
            // Hidden ones are dark inside.
            var (x, y) = Place(point);
            ImageDrawing.FillCircle(picture, x, y, size + 2, color);
            ImageDrawing.FillCircle(picture, x, y, size, point.Visibility < 2 ? Black : White);
        }

        (int X, int Y) Place(KeyPoint point) => ((int)Math.Clamp(point.X * scaleX, -1e6, 1e6), (int)Math.Clamp(point.Y * scaleY, -1e6, 1e6));
    }
}
