namespace Thelper.Web.Annotating;

/// <summary>Fills areas.</summary>
internal static class Fills
{
    /// <summary>Gives a label to all pixels that hang together with one and have its label; they hang together by their sides, not by their corners.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="x">Column of the pixel; one outside the mask changes nothing.</param>
    /// <param name="y">Its row.</param>
    /// <param name="label">The label.</param>
    /// <param name="changes">Receives what changed.</param>
    public static void Flood(LabelMask mask, int x, int y, byte label, List<PixelRun> changes)
    {
        if ((uint)x >= (uint)mask.Width || (uint)y >= (uint)mask.Height || mask.Pixels[(y * mask.Width) + x] == label)
        {
            return;
        }

        var before = mask.Pixels[(y * mask.Width) + x];
        var waiting = new Stack<(int X, int Y)>([(x, y)]);
        while (waiting.TryPop(out var seed))
        {
            var row = mask.Pixels.AsSpan(seed.Y * mask.Width, mask.Width);
            if (row[seed.X] != before)
            {
                continue;
            }

            var left = row[..seed.X].LastIndexOfAnyExcept(before) + 1;
            var right = row[seed.X..].IndexOfAnyExcept(before) is >= 0 and var length ? seed.X + length - 1 : mask.Width - 1;
            mask.Set(seed.Y, left, right, label, changes);
            Seed(seed.Y - 1, left, right);
            Seed(seed.Y + 1, left, right);
        }

        void Seed(int row, int left, int right)
        {
            if ((uint)row >= (uint)mask.Height)
            {
                return;
            }

            for (var i = left; i <= right; i++)
            {
                var at = (row * mask.Width) + i;
                if (mask.Pixels[at] == before && (i == left || mask.Pixels[at - 1] != before))
                {
                    waiting.Push((i, row));
                }
            }
        }
    }

    /// <summary>Gives a label to the pixels whose centres lie within rings; where rings lie in one another, inside and outside take turns.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="rings">Each x, y, x, y, ... in pixels, where pixel i covers i to i + 1; the last point is joined with the first.</param>
    /// <param name="label">The label.</param>
    /// <param name="changes">Receives what changed.</param>
    public static void Polygon(LabelMask mask, IReadOnlyList<double[]> rings, byte label, List<PixelRun> changes)
    {
        var ys = rings.SelectMany(ring => ring.Where((_, i) => i % 2 == 1)).DefaultIfEmpty(0).ToList();
        var crossings = new List<double>();
        var last = (int)Math.Min(mask.Height - 1, Math.Floor(ys.Max()));
        for (var row = (int)Math.Max(0, Math.Floor(ys.Min())); row <= last; row++)
        {
            crossings.Clear();
            foreach (var ring in rings)
            {
                Cross(ring, row + 0.5, crossings);
            }

            crossings.Sort();
            for (var i = 0; i + 1 < crossings.Count; i += 2)
            {
                // The centre of column c is c + 0.5: inside from the first crossing, included, to the second, excluded.
                var first = Math.Clamp(Math.Ceiling(crossings[i] - 0.5), 0, mask.Width);
                var end = Math.Clamp(Math.Ceiling(crossings[i + 1] - 0.5), 0, mask.Width);
                mask.Set(row, (int)first, (int)end - 1, label, changes);
            }
        }
    }

    private static void Cross(double[] ring, double y, List<double> crossings)
    {
        var (x0, y0) = (ring[^2], ring[^1]);
        for (var i = 0; i + 1 < ring.Length; i += 2)
        {
            var (x1, y1) = (ring[i], ring[i + 1]);
            if (y0 <= y != y1 <= y)
            {
                crossings.Add(x0 + ((y - y0) / (y1 - y0) * (x1 - x0)));
            }

            (x0, y0) = (x1, y1);
        }
    }
}
