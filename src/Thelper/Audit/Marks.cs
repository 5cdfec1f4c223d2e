using Thelper.Imaging.Transforms;

namespace Thelper.Audit;

/// <summary>What is planted into images.</summary>
internal static class Marks
{
    /// <summary>A rectangle; pixels that it covers in part are marked in part.</summary>
    /// <param name="height">Height of the image.</param>
    /// <param name="width">Its width.</param>
    /// <param name="box">The rectangle.</param>
    public static float[] Rectangle(int height, int width, BoxEdges box)
    {
        var mark = new float[height * width];
        for (var y = Math.Max(0, (int)Math.Floor(box.Top)); y < Math.Min(height, Math.Ceiling(box.Bottom)); y++)
        {
            for (var x = Math.Max(0, (int)Math.Floor(box.Left)); x < Math.Min(width, Math.Ceiling(box.Right)); x++)
            {
                mark[(y * width) + x] = (float)(Overlap(x, box.Left, box.Right) * Overlap(y, box.Top, box.Bottom));
            }
        }

        return mark;
    }

    /// <summary>A square about a point; null where it does not lie in the image.</summary>
    /// <param name="height">Height of the image.</param>
    /// <param name="width">Its width.</param>
    /// <param name="x">The point.</param>
    /// <param name="y">The point.</param>
    public static float[]? Square(int height, int width, double x, double y)
    {
        var half = Math.Max(3, 0.02 * Math.Min(height, width));
        var box = new BoxEdges(x - half, y - half, x + half, y + half);
        return box.Left >= 0 && box.Top >= 0 && box.Right <= width && box.Bottom <= height ? Rectangle(height, width, box) : null;
    }

    private static double Overlap(int pixel, double low, double high) => Math.Clamp(Math.Min(high, pixel + 1) - Math.Max(low, pixel), 0, 1);
}
