using NetTopologySuite.Geometries;

namespace Thelper.Geo.Polygons;

/// <summary>Finds the pixels whose centres lie in polygons: the other way from <see cref="MaskPolygons"/>.</summary>
public static class PolygonRaster
{
    /// <summary>Visits the pixels of a polygon, as stretches of rows.</summary>
    /// <param name="polygon">A polygon or several, in pixels: pixel i reaches from i to i + 1.</param>
    /// <param name="top">The first row that is wanted.</param>
    /// <param name="bottom">The row after the last.</param>
    /// <param name="width">Width of the map.</param>
    /// <param name="visit">Gets a row, the first column of a stretch in it, and the column after the last.</param>
    public static void Fill(Geometry polygon, int top, int bottom, int width, Action<int, int, int> visit)
    {
        ArgumentNullException.ThrowIfNull(polygon);
        ArgumentNullException.ThrowIfNull(visit);
        if (polygon.IsEmpty)
        {
            return;
        }

        var bounds = polygon.EnvelopeInternal;
        var first = Math.Max(top, (int)Math.Floor(Math.Max(bounds.MinY, top)));
        var last = Math.Min(bottom, (int)Math.Ceiling(Math.Min(bounds.MaxY, bottom)));
        var crossings = new List<double>[Math.Max(0, last - first)];
        foreach (var ring in Rings(polygon))
        {
            for (var i = 1; i < ring.NumPoints; i++)
            {
                Cross(ring.GetCoordinateN(i - 1), ring.GetCoordinateN(i), first, crossings);
            }
        }

        for (var row = 0; row < crossings.Length; row++)
        {
            if (crossings[row] is not { } xs)
            {
                continue;
            }

            xs.Sort();
            for (var i = 0; i + 1 < xs.Count; i += 2)
            {
                var (from, to) = (Column(xs[i], width), Column(xs[i + 1], width));
                if (from < to)
                {
                    visit(first + row, from, to);
                }
            }
        }
    }

    // The first column whose centre is not left of x.
    private static int Column(double x, int width) => (int)Math.Clamp(Math.Ceiling(x - 0.5), 0, width);

    private static IEnumerable<LineString> Rings(Geometry geometry) => Enumerable.Range(0, geometry.NumGeometries).SelectMany(i => geometry.GetGeometryN(i) switch
    {
        Polygon polygon => polygon.InteriorRings.Prepend(polygon.ExteriorRing),
        GeometryCollection several => Rings(several),
        _ => [],
    });

    // Where a side crosses the middles of rows.
    private static void Cross(Coordinate a, Coordinate b, int first, List<double>[] crossings)
    {
        if (a.Y > b.Y)
        {
            (a, b) = (b, a);
        }

        var from = (int)Math.Max(first, Math.Ceiling(Math.Max(a.Y, first) - 0.5));
        for (var row = from; row < first + crossings.Length && row + 0.5 < b.Y; row++)
        {
            (crossings[row - first] ??= []).Add(a.X + ((row + 0.5 - a.Y) / (b.Y - a.Y) * (b.X - a.X)));
        }
    }
}
