using NetTopologySuite.Geometries;

namespace Thelper.Geo;

/// <summary>Geometries that are made often.</summary>
public static class Shapes
{
    /// <summary>Makes every geometry here.</summary>
    public static GeometryFactory Factory { get; } = new(new PrecisionModel(PrecisionModels.Floating));

    /// <summary>A polygon without holes.</summary>
    /// <param name="corners">Its corners in order; the first one is not repeated.</param>
    public static Polygon Ring(IEnumerable<(double X, double Y)> corners)
    {
        var ring = corners.Select(corner => new Coordinate(corner.X, corner.Y)).ToList();
        ring.Add(ring[0].Copy());
        return Factory.CreatePolygon([.. ring]);
    }

    /// <summary>An upright rectangle.</summary>
    /// <param name="left">Smallest x.</param>
    /// <param name="bottom">Smallest y.</param>
    /// <param name="right">Largest x.</param>
    /// <param name="top">Largest y.</param>
    public static Polygon Box(double left, double bottom, double right, double top) => Ring([(left, bottom), (left, top), (right, top), (right, bottom)]);
}
