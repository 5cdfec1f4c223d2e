using NetTopologySuite.Geometries;
using Thelper.Geo.Systems;

namespace Thelper.Geo.Vectors;

/// <summary>Puts corners on the sides of polygons that are straight in one reference system and bent in another: between two corners alone a side would leave the ground that it encloses.</summary>
internal static class BentSides
{
    private const double Turn = 360;

    // A side is halved as often at most: its parts are a thousandth of it.
    private const int MostHalvings = 10;

    /// <summary>A geometry with as many corners more as it needs.</summary>
    /// <param name="geometry">Polygons; anything else stays as it is.</param>
    /// <param name="toDegrees">The way from its reference system to longitude and latitude.</param>
    /// <param name="tolerance">How far a side may lie beside its place, in degrees of the globe.</param>
    /// <exception cref="GeoException">A corner has no place there.</exception>
    public static Geometry Refine(Geometry geometry, CoordinateTransform toDegrees, double tolerance) => geometry switch
    {
        Polygon polygon => Shapes.Factory.CreatePolygon(Ring(polygon.ExteriorRing, toDegrees, tolerance), [.. polygon.InteriorRings.Select(ring => Ring(ring, toDegrees, tolerance))]),
        MultiPolygon several => Shapes.Factory.CreateMultiPolygon([.. several.Geometries.Cast<Polygon>().Select(polygon => (Polygon)Refine(polygon, toDegrees, tolerance))]),
        _ => geometry,
    };

    private static LinearRing Ring(LineString ring, CoordinateTransform toDegrees, double tolerance)
    {
        var corners = ring.Coordinates.Select(corner => new Coordinate(corner.X, corner.Y)).ToList();
        var places = Placed(corners, toDegrees);
        var isOpen = Enumerable.Repeat(true, corners.Count - 1).ToList();
        for (var halving = 0; halving < MostHalvings && isOpen.Contains(true); halving++)
        {
            var sides = Enumerable.Range(0, isOpen.Count).Where(side => isOpen[side]).ToList();
            var middles = sides.ConvertAll(side => new Coordinate((corners[side].X + corners[side + 1].X) / 2, (corners[side].Y + corners[side + 1].Y) / 2));
            var middlePlaces = Placed(middles, toDegrees);
            var (nextCorners, nextPlaces, nextOpen) = (new List<Coordinate>(), new List<Coordinate>(), new List<bool>());
            var at = 0;
            for (var side = 0; side < isOpen.Count; side++)
            {
                nextCorners.Add(corners[side]);
                nextPlaces.Add(places[side]);
                var isBent = isOpen[side] && Deviation(places[side], places[side + 1], middlePlaces[at]) > tolerance;
                nextOpen.Add(isBent);
                if (isBent)
                {
                    nextCorners.Add(middles[at]);
                    nextPlaces.Add(middlePlaces[at]);
                    nextOpen.Add(true);
                }

                at += isOpen[side] ? 1 : 0;
            }

            nextCorners.Add(corners[^1]);
            nextPlaces.Add(places[^1]);
            (corners, places, isOpen) = (nextCorners, nextPlaces, nextOpen);
        }

        return Shapes.Factory.CreateLinearRing([.. corners]);
    }

    // How far the middle of a side lies beside the straight line between its ends.
    private static double Deviation(Coordinate start, Coordinate end, Coordinate middle)
    {
        var beside = Math.IEEERemainder(middle.X - start.X, Turn) - (Math.IEEERemainder(end.X - start.X, Turn) / 2);
        var above = middle.Y - ((start.Y + end.Y) / 2);
        return Math.Sqrt(Math.Pow(beside * Math.Cos(middle.Y * Math.PI / 180), 2) + (above * above));
    }

    private static List<Coordinate> Placed(List<Coordinate> corners, CoordinateTransform toDegrees)
    {
        var (x, y) = (corners.Select(corner => corner.X).ToArray(), corners.Select(corner => corner.Y).ToArray());
        toDegrees.Transform(x, y);
        return [.. x.Zip(y, (longitude, latitude) => new Coordinate(longitude, latitude))];
    }
}
