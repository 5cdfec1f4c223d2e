using NetTopologySuite.Geometries;

namespace Thelper.Geo.Systems;

/// <summary>A plane in metres that the outlines of rasters of any reference system are laid into, so that distances between them can be told.</summary>
public sealed class GroundPlane
{
    private const double DegreesOfZone = 6;

    // A map whose lengths are off by more than this is not measured in: Web Mercator's are twice those of the ground at 60 degrees.
    private const double MostStretch = 0.05;
    private const double MetersOfDegree = 111_195;
    private const double Step = 500;
    private readonly SpatialReference? system;
    private readonly double meters;

    private GroundPlane(SpatialReference? system, double meters) => (this.system, this.meters) = (system, meters);

    /// <summary>The plane for some rasters: the map of the first of them, or, for longitudes and latitudes and for maps that are not true to scale there, the UTM zone of its middle.</summary>
    /// <param name="system">The reference system of the first raster; null where it has none: its units count as metres.</param>
    /// <param name="middle">A place in the first raster, in its system.</param>
    public static GroundPlane Of(SpatialReference? system, (double X, double Y) middle)
    {
        var meters = system is { MetersPerUnit: > 0 and var unit } ? unit : 1;
        if (system is null || ZoneOf(system, middle, meters) is not { } zone)
        {
            return new(system, meters);
        }

        return new(SpatialReference.OfEpsg(zone), 1);
    }

    /// <summary>Lays a geometry into the plane.</summary>
    /// <param name="geometry">The geometry.</param>
    /// <param name="from">Its reference system; null where it has none, as the first raster then.</param>
    /// <returns>It in metres.</returns>
    /// <exception cref="GeoException">It has no place there.</exception>
    public Geometry Lay(Geometry geometry, SpatialReference? from)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        if ((system is null) != (from is null))
        {
            throw new GeoException("some of the rasters have a reference system and some have none, so nothing says how far they lie from each other; write it into the files (gdal_edit.py -a_srs)");
        }

        var placed = geometry.Copy();
        if (system is not null && from is not null)
        {
            using var transform = new CoordinateTransform(from, system);
            placed = transform.IsIdentity ? placed : transform.Transform(placed);
        }

        if (meters != 1)
        {
            placed.Apply(NetTopologySuite.Geometries.Utilities.AffineTransformation.ScaleInstance(meters, meters));
            placed.GeometryChanged();
        }

        return placed;
    }

    // The EPSG number of the UTM zone to measure in; null where the map itself will do.
    private static int? ZoneOf(SpatialReference system, (double X, double Y) middle, double meters)
    {
        var place = middle;
        if (!system.IsGeographic)
        {
            if (!system.IsProjected)
            {
                return null;
            }

            var reach = Step / meters;
            double[] x = [middle.X, middle.X - reach, middle.X + reach, middle.X, middle.X], y = [middle.Y, middle.Y, middle.Y, middle.Y - reach, middle.Y + reach];
            using var transform = new CoordinateTransform(system, SpatialReference.Wgs84);
            transform.Transform(x, y);
            place = (x[0], y[0]);
            if (IsTrue(x[1], y[1], x[2], y[2]) && IsTrue(x[3], y[3], x[4], y[4]))
            {
                return null;
            }
        }

        return (place.Y < 0 ? 32700 : 32600) + Math.Clamp((int)Math.Floor((place.X + 180) / DegreesOfZone) + 1, 1, 60);
    }

    // Of two places that a map shows two steps apart: whether they are that far apart on the ground, nearly.
    private static bool IsTrue(double longitude, double latitude, double otherLongitude, double otherLatitude)
    {
        var across = Math.IEEERemainder(otherLongitude - longitude, 360) * Math.Cos((latitude + otherLatitude) / 2 * Math.PI / 180);
        var length = Math.Sqrt((across * across) + Math.Pow(otherLatitude - latitude, 2)) * MetersOfDegree;
        return Math.Abs((length / (2 * Step)) - 1) < MostStretch;
    }
}
