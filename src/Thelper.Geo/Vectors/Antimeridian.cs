using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.Union;
using Thelper.Geo.Systems;
using Thelper.Geo.Utils;

namespace Thelper.Geo.Vectors;

/// <summary>Brings polygons to longitude and latitude, where they may lie across the meridian of 180 degrees or around a pole: they are cut there, as RFC 7946 (3.1.9) asks.</summary>
internal static class Antimeridian
{
    private const double Turn = 360;
    private const double HalfTurn = 180;
    private const double Pole = 90;

    // A tenth of a millimetre.
    private const double Nearly = 1e-9;

    /// <summary>Places a geometry.</summary>
    /// <param name="geometry">The geometry; what is no polygon, or has none, is transformed alone.</param>
    /// <param name="toWgs84">The way from its reference system to longitude and latitude.</param>
    /// <returns>A geometry whose longitudes are -180 to 180.</returns>
    /// <exception cref="GeoException">A vertex has no place there.</exception>
    public static Geometry Place(Geometry geometry, CoordinateTransform toWgs84)
    {
        var placed = toWgs84.Transform(geometry);
        var bounds = placed.EnvelopeInternal;
        if (geometry is not (Polygon or MultiPolygon) || (bounds.Width <= HalfTurn && bounds.MinX >= -HalfTurn && bounds.MaxX <= HalfTurn && !IsPole(bounds.MinY) && !IsPole(bounds.MaxY)))
        {
            return placed;
        }

        var parts = Enumerable.Range(0, geometry.NumGeometries).SelectMany(i => Parts((Polygon)geometry.GetGeometryN(i), toWgs84)).ToArray();
        return parts.Length == 1 ? parts[0] : Shapes.Factory.CreateMultiPolygon(parts);
    }

    private static List<Polygon> Parts(Polygon polygon, CoordinateTransform toWgs84)
    {
        // A corner on the meridian itself may come on its other side: then the ring does not stay as it is.
        var (whole, placed) = (Unrolled(polygon.ExteriorRing, toWgs84), toWgs84.Transform(polygon));
        if (whole.NumPoints == polygon.ExteriorRing.NumPoints && whole.EnvelopeInternal is { MinX: >= -HalfTurn, MaxX: <= HalfTurn } bounds && bounds.Equals(placed.EnvelopeInternal))
        {
            return [(Polygon)placed];
        }

        // A hole lies where its polygon does, however many turns away its own first corner is.
        var holes = UnaryUnionOp.Union(polygon.InteriorRings.SelectMany(hole => Slices(Unrolled(hole, toWgs84))));
        return [.. Slices(whole).Select(part => holes is null ? part : part.Difference(holes))
            .SelectMany(left => Enumerable.Range(0, left.NumGeometries).Select(left.GetGeometryN)).OfType<Polygon>().Where(piece => !piece.IsEmpty)];
    }

    // What lies between two turns of the globe, each turned back to -180 to 180.
    private static IEnumerable<Geometry> Slices(Geometry unrolled)
    {
        var bounds = unrolled.EnvelopeInternal;
        for (var turn = Math.Floor((bounds.MinX + HalfTurn) / Turn); (turn * Turn) - HalfTurn < bounds.MaxX; turn++)
        {
            var slice = unrolled.Intersection(Shapes.Box((turn * Turn) - HalfTurn, -Pole, (turn * Turn) + HalfTurn, Pole));
            if (slice.Area > 0)
            {
                slice = GeoUtils.Areas(slice).Copy();
                slice.Apply(new Turned(-turn * Turn));
                slice.GeometryChanged();
                yield return slice;
            }
        }
    }

    // A ring whose longitudes do not jump. One around a pole is what lies between it and the pole, from -180 to 180 degrees.
    private static Geometry Unrolled(LineString ring, CoordinateTransform toWgs84)
    {
        var (own, places) = FromPole(ring.Coordinates, toWgs84.Transform(ring).Coordinates);
        var touches = IsPole(places[0].Y);
        if (touches)
        {
            // The pole has any longitude: those of the corners before and after it.
            (places[0], places[^1]) = (new(places[1].X, places[0].Y), new(places[^2].X, places[0].Y));
        }

        var unrolled = new List<Coordinate> { places[0].Copy() };
        var turns = 0.0;
        for (var i = 1; i < places.Length; i++)
        {
            var step = places[i].X - places[i - 1].X;
            if (Math.Abs(step) > HalfTurn && Jumps(own[i - 1], own[i], places[i - 1].X, places[i].X, toWgs84))
            {
                turns -= Math.Sign(step) * Turn;
            }

            unrolled.Add(new(places[i].X + turns, places[i].Y));
        }

        if (turns == 0 || touches)
        {
            unrolled.AddRange(unrolled[^1].Equals2D(unrolled[0]) ? [] : [unrolled[0].Copy()]);
            return Valid(Shapes.Factory.CreatePolygon([.. unrolled]));
        }

        // Once more on either side, so that nothing ends within these.
        var pole = Math.CopySign(Pole, places[0].Y);
        List<Coordinate> around = [.. new[] { -turns, 0, turns }.SelectMany(by => unrolled.Select(place => new Coordinate(place.X + by, place.Y)).Skip(by == -turns ? 0 : 1))];
        around.Add(new(around[^1].X, pole));
        around.Add(new(around[0].X, pole));
        around.Add(around[0].Copy());
        return Valid(Shapes.Factory.CreatePolygon([.. around])).Intersection(Shapes.Box(-HalfTurn, -Pole, HalfTurn, Pole));
    }

    /// <summary>What a geometry's rings enclose, if they cross each other.</summary>
    /// <param name="geometry">Polygons.</param>
    public static Geometry Valid(Geometry geometry) => geometry.IsValid || GeoUtils.Areas(GeometryFixer.Fix(geometry)) is not { IsEmpty: false } mended ? geometry : mended;

    private static bool IsPole(double latitude) => Math.Abs(latitude) >= Pole - Nearly;

    // A ring that begins where it is nearest to a pole: what leads straight from there to the pole meets no other side.
    private static (Coordinate[] Own, Coordinate[] Places) FromPole(Coordinate[] own, Coordinate[] places)
    {
        var first = Array.IndexOf(places, places.MaxBy(place => Math.Abs(place.Y))!);
        return (Begun(own), Begun(places));

        // The last place repeats the first.
        Coordinate[] Begun(Coordinate[] ring) => [.. ring[first..^1], .. ring[..first], ring[first]];
    }

    // A long side goes through the longitudes between its ends; one across the meridian does not.
    private static bool Jumps(Coordinate from, Coordinate to, double longitude, double otherLongitude, CoordinateTransform toWgs84)
    {
        var (middle, _) = toWgs84.Transform((from.X + to.X) / 2, (from.Y + to.Y) / 2);
        return Math.Abs(Math.IEEERemainder(middle - ((longitude + otherLongitude) / 2), Turn)) > HalfTurn / 2;
    }

    private sealed class Turned(double by) : ICoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq, int i) => seq.SetX(i, seq.GetX(i) + by);
    }
}
