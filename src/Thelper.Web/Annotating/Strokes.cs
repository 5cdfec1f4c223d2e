namespace Thelper.Web.Annotating;

/// <summary>Strokes of a brush: a disc at each step from point to point, as the original paints them.</summary>
internal static class Strokes
{
    /// <summary>Paints along a line.</summary>
    /// <remarks>
    /// Between two points lie as many steps as their distance has pixels, rounded; the disc is painted at the rounded place of each step, the first point included, the last one not:
    /// it begins the next piece. A single point, or two equal ones, is one disc. Halves go to the even number.
    /// </remarks>
    /// <param name="mask">The mask.</param>
    /// <param name="points">Columns and rows in turn: x, y, x, y, ...</param>
    /// <param name="radius">Radius of the brush in pixels of the mask; 0 paints one pixel.</param>
    /// <param name="label">The label.</param>
    /// <param name="changes">Receives what changed.</param>
    public static void Paint(LabelMask mask, ReadOnlySpan<int> points, int radius, byte label, List<PixelRun> changes)
    {
        var disc = Disc.Of(radius);
        if (points.Length == 2)
        {
            Stamp(mask, disc, points[0], points[1], label, changes);
        }

        for (var i = 2; i + 1 < points.Length; i += 2)
        {
            Segment(mask, disc, (points[i - 2], points[i - 1]), (points[i], points[i + 1]), label, changes);
        }
    }

    private static void Segment(LabelMask mask, Disc disc, (int X, int Y) from, (int X, int Y) to, byte label, List<PixelRun> changes)
    {
        var (dx, dy) = ((double)to.X - from.X, (double)to.Y - from.Y);
        var steps = Math.Max(1, (int)Math.Round(Math.Sqrt((dx * dx) + (dy * dy))));
        for (var i = 0; i < steps; i++)
        {
            Stamp(mask, disc, (int)Math.Round(from.X + (dx * i / steps)), (int)Math.Round(from.Y + (dy * i / steps)), label, changes);
        }
    }

    private static void Stamp(LabelMask mask, Disc disc, int x, int y, byte label, List<PixelRun> changes)
    {
        for (var i = Math.Max(0, disc.Radius - y); i <= Math.Min(2 * disc.Radius, disc.Radius - y + mask.Height - 1); i++)
        {
            mask.Set(y - disc.Radius + i, x + disc.First[i], x + disc.Last[i], label, changes);
        }
    }
}
