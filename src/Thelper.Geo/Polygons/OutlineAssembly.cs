using System.Runtime.InteropServices;

namespace Thelper.Geo.Polygons;

/// <summary>Puts the outlines of an area together from the places where they turn.</summary>
internal static class OutlineAssembly
{
    /// <summary>Makes the polygon.</summary>
    /// <param name="label">The label of the area.</param>
    /// <param name="corners">Its corners, in any order; they are changed.</param>
    public static PixelPolygon Polygon(int label, List<OutlineCorner> corners)
    {
        Separate(corners);
        var (across, along) = (Partners(corners, horizontal: true), Partners(corners, horizontal: false));
        var rings = new List<List<(int X, int Y)>>();
        var seen = new bool[corners.Count];
        for (var i = 0; i < corners.Count; i++)
        {
            if (seen[i])
            {
                continue;
            }

            var ring = new List<(int X, int Y)>();
            for (var at = i; !seen[at]; at = along[at])
            {
                seen[at] = true;
                ring.Add((corners[at].X, corners[at].Y));
                at = across[at];
                seen[at] = true;
                ring.Add((corners[at].X, corners[at].Y));
            }

            ring.Add(ring[0]);
            rings.Add(ring);
        }

        // The outline encloses all holes, so it is the largest.
        var outline = rings.MaxBy(ring => Math.Abs(SignedArea(ring)))!;
        rings.Remove(outline);
        return new(label, [Turned(outline, 1), .. rings.Select(ring => Turned(ring, -1)).OrderBy(ring => ring.Min(place => (place.Y, place.X)))]);
    }

    /// <summary>The area within a ring: positive where it goes clockwise on the screen.</summary>
    public static long SignedArea(IReadOnlyList<(int X, int Y)> ring)
    {
        var twice = 0L;
        for (var i = 1; i < ring.Count; i++)
        {
            twice += ((long)ring[i - 1].X * ring[i].Y) - ((long)ring[i].X * ring[i - 1].Y);
        }

        return twice / 2;
    }

    // Two pixels of the area that touch at a corner alone: each outline turns around a pixel outside, not around one of these.
    private static void Separate(List<OutlineCorner> corners)
    {
        corners.Sort(static (a, b) => (a.Y, a.X, a.East).CompareTo((b.Y, b.X, b.East)));
        var span = CollectionsMarshal.AsSpan(corners);
        for (var i = 1; i < span.Length; i++)
        {
            if (span[i].X == span[i - 1].X && span[i].Y == span[i - 1].Y)
            {
                (span[i - 1], span[i]) = (span[i - 1] with { South = span[i].South }, span[i] with { South = span[i - 1].South });
            }
        }
    }

    // On each line corners come in pairs: from one whose side goes on to the next one.
    private static int[] Partners(List<OutlineCorner> corners, bool horizontal)
    {
        var order = Enumerable.Range(0, corners.Count).ToArray();
        Array.Sort(order, (i, j) => horizontal
            ? (corners[i].Y, corners[i].X, corners[i].East).CompareTo((corners[j].Y, corners[j].X, corners[j].East))
            : (corners[i].X, corners[i].Y, corners[i].South).CompareTo((corners[j].X, corners[j].Y, corners[j].South)));
        var partners = new int[corners.Count];
        for (var i = 0; i < order.Length; i += 2)
        {
            (partners[order[i]], partners[order[i + 1]]) = (order[i + 1], order[i]);
        }

        return partners;
    }

    private static List<(int X, int Y)> Turned(List<(int X, int Y)> ring, int direction)
    {
        if (Math.Sign(SignedArea(ring)) != direction)
        {
            ring.Reverse();
        }

        return ring;
    }
}
