namespace Thelper.Geo.Polygons;

/// <summary>Makes polygons of the areas of a label map that comes row by row. An area is what hangs together over the sides of pixels; its holes are kept.</summary>
/// <remarks>
/// Corners are those of pixels: a polygon covers its pixels and no other, whatever the size of the map. Only areas that may still grow are in memory, by their corners.
/// Where two pixels of an area touch at a corner alone, its outlines are cut so that each turns around what is outside: then no outline meets itself, a hole touches another outline
/// in single points, and, since the area hangs together over sides, its inside does too. So every polygon is valid (OGC 06-103r4, 6.1.11). GDALPolygonize walks the other way there, and gives outlines
/// that touch themselves.
/// </remarks>
public sealed class MaskPolygons
{
    private readonly int width;
    private readonly Action<PixelPolygon> found;
    private readonly List<int> parents = [];
    private readonly List<Area?> areas = [];
    private int[] above;
    private int[] here;
    private int[] labels;
    private int y;

    /// <summary>Begins a map.</summary>
    /// <param name="width">Its width in pixels, at least 1.</param>
    /// <param name="found">Gets each polygon once its area is complete: in the order of their last rows, then from left to right.</param>
    public MaskPolygons(int width, Action<PixelPolygon> found)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentNullException.ThrowIfNull(found);
        (this.width, this.found) = (width, found);

        // A column of nothing on either side.
        (above, here, labels) = (Nothing(), Nothing(), Nothing());
    }

    /// <summary>How many areas it has numbers for at this moment.</summary>
    internal int LiveAreas => parents.Count;

    /// <summary>Takes the next row.</summary>
    /// <param name="row">The label of each pixel; a negative one is nothing.</param>
    /// <exception cref="ArgumentException">It has another width.</exception>
    public void Add(ReadOnlySpan<int> row)
    {
        if (row.Length != width)
        {
            throw new ArgumentException($"a row of {row.Length} pixels in a map of {width}", nameof(row));
        }

        Label(row);
        Corners();
        Finish();
        (above, here) = (here, above);
        y++;
    }

    /// <summary>Hands on the rest, after the last row.</summary>
    public void End()
    {
        Array.Fill(here, -1);
        Corners();
        Finish();
        Array.Fill(above, -1);
    }

    private int[] Nothing()
    {
        var row = new int[width + 2];
        Array.Fill(row, -1);
        return row;
    }

    // The area of each pixel of the row: that of the pixel above or to the left, of the same label.
    private void Label(ReadOnlySpan<int> row)
    {
        var left = -1;
        for (var x = 1; x <= width; x++)
        {
            var label = row[x - 1];
            var up = above[x];
            var joins = up >= 0 && labels[x] == label;
            if (label < 0)
            {
                here[x] = -1;
            }
            else if (x > 1 && left == label)
            {
                here[x] = here[x - 1];
                if (joins)
                {
                    Join(here[x], up);
                }
            }
            else
            {
                here[x] = joins ? Root(up) : Begin(label);
            }

            (left, labels[x]) = (label, label);
        }
    }

    private int Begin(int label)
    {
        parents.Add(parents.Count);
        areas.Add(new(label));
        return parents.Count - 1;
    }

    private int Root(int area)
    {
        while (parents[area] != area)
        {
            area = parents[area] = parents[parents[area]];
        }

        return area;
    }

    private void Join(int a, int b)
    {
        (a, b) = (Root(a), Root(b));
        if (a == b)
        {
            return;
        }

        // The longer list takes the shorter.
        if (areas[a]!.Corners.Count < areas[b]!.Corners.Count)
        {
            (a, b) = (b, a);
        }

        areas[a]!.Corners.AddRange(areas[b]!.Corners);
        areas[b] = null;
        parents[b] = a;
    }

    // Where four pixels meet, on the line between the row above and this one.
    private void Corners()
    {
        for (var x = 0; x <= width; x++)
        {
            var (nw, ne, sw, se) = (above[x], above[x + 1], here[x], here[x + 1]);
            if ((nw == ne && sw == se) || (nw == sw && ne == se))
            {
                continue;
            }

            (nw, ne, sw, se) = (RootOf(nw), RootOf(ne), RootOf(sw), RootOf(se));
            Turn(x, nw, ne, sw, se, east: false, south: false);
            Turn(x, ne, nw, se, sw, east: true, south: false);
            Turn(x, sw, se, nw, ne, east: false, south: true);
            Turn(x, se, sw, ne, nw, east: true, south: true);
        }

        int RootOf(int area) => area < 0 ? -1 : Root(area);
    }

    // Of a pixel: whether an outline turns at its corner. Its neighbours are beside it, above or below it, and across.
    private void Turn(int x, int own, int beside, int vertical, int across, bool east, bool south)
    {
        if (own >= 0 && own != beside && own != vertical)
        {
            // Alone at its corner, or with the pixel across alone: the outline leaves along its own sides.
            areas[own]!.Corners.Add(new(x, y, east, south));
        }
        else if (own >= 0 && own == beside && own == vertical && own != across)
        {
            // Three of the four: the outline turns around the one across.
            areas[own]!.Corners.Add(new(x, y, !east, !south));
        }
    }

    // Areas of the row above that this one does not go on with.
    private void Finish()
    {
        var living = new HashSet<int>();
        var last = -1;
        foreach (var area in here)
        {
            if (area >= 0 && area != last)
            {
                living.Add(Root(area));
            }

            last = area;
        }

        foreach (var area in above)
        {
            if (area >= 0 && Root(area) is var root && areas[root] is { } complete && !living.Contains(root))
            {
                found(complete.ToPolygon());
                areas[root] = null;
            }
        }

        Renumber(living);
    }

    // Numbers of areas that are complete are used again: else there would be one for each area of the map.
    private void Renumber(HashSet<int> living)
    {
        if (parents.Count < 2 * (living.Count + width))
        {
            return;
        }

        var kept = living.Order().ToList();
        var numbers = kept.Select((root, i) => (root, i)).ToDictionary(entry => entry.root, entry => entry.i);
        for (var i = 0; i < here.Length; i++)
        {
            here[i] = here[i] < 0 ? -1 : numbers[Root(here[i])];
        }

        List<Area?> complete = [.. kept.Select(root => areas[root])];
        areas.Clear();
        areas.AddRange(complete);
        parents.Clear();
        parents.AddRange(Enumerable.Range(0, kept.Count));
    }

    private sealed class Area(int label)
    {
        public List<OutlineCorner> Corners { get; } = [];

        public PixelPolygon ToPolygon() => OutlineAssembly.Polygon(label, Corners);
    }
}
