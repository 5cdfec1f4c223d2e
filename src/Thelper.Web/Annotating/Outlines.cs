namespace Thelper.Web.Annotating;

/// <summary>Masks as polygons: rings along the edges of pixels, so that filling them gives the same mask again.</summary>
internal static class Outlines
{
    // Right, down, left, up.
    private static readonly (int X, int Y)[] Ways = [(1, 0), (0, 1), (-1, 0), (0, -1)];

    /// <summary>The rings around the pixels of a label: outer ones and those of holes. Pixels that touch with a corner alone are in rings of their own.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="label">The label.</param>
    /// <returns>Each x, y, x, y, ... of whole numbers, without points on straight lines; pixel i covers i to i + 1.</returns>
    public static IReadOnlyList<double[]> Of(LabelMask mask, byte label)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var rings = new List<double[]>();
        var seen = new HashSet<(int X, int Y)>();
        for (var y = 0; y < mask.Height; y++)
        {
            for (var x = 0; x < mask.Width; x++)
            {
                // Every ring has an edge that leads right along the top of one of its pixels.
                if (Has(x, y) && !Has(x, y - 1) && !seen.Contains((x, y)))
                {
                    rings.Add(Follow(x, y));
                }
            }
        }

        return rings;

        bool Has(int x, int y) => (uint)x < (uint)mask.Width && (uint)y < (uint)mask.Height && mask.Pixels[(y * mask.Width) + x] == label;

        // With the pixels of the label on the right hand, from corner to corner.
        double[] Follow(int x, int y)
        {
            var corners = new List<double>();
            var (startX, startY, way) = (x, y, 0);
            do
            {
                if (way == 0)
                {
                    seen.Add((x, y));
                }

                (x, y) = (x + Ways[way].X, y + Ways[way].Y);
                var turn = Turn(x, y, way);
                if (turn != way)
                {
                    corners.Add(x);
                    corners.Add(y);
                    way = turn;
                }
            }
            while ((x, y, way) != (startX, startY, 0));
            return [.. corners];
        }

        // Ahead on the right hand no pixel: turn right. One there and one on the left hand: turn left, but not where the two on the diagonal only touch.
        int Turn(int x, int y, int way)
        {
            var (right, left) = way switch
            {
                0 => ((x, y), (x, y - 1)),
                1 => ((x - 1, y), (x, y)),
                2 => ((x - 1, y - 1), (x - 1, y)),
                _ => ((x, y - 1), (x - 1, y - 1)),
            };
            return !Has(right.Item1, right.Item2) ? (way + 1) % 4 : Has(left.Item1, left.Item2) ? (way + 3) % 4 : way;
        }
    }
}
