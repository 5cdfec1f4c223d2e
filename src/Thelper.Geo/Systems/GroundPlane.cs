using NetTopologySuite.Geometries;

namespace Thelper.Geo.Systems;

/// <summary>A plane in metres that the outlines of rasters of any reference system are laid into, so that distances between them can be told.</summary>
public sealed class GroundPlane
{
    private const double DegreesOfZone = 6;
    private readonly SpatialReference? system;
    private readonly double meters;

    private GroundPlane(SpatialReference? system, double meters) => (this.system, this.meters) = (system, meters);

    /// <summary>The plane for some rasters: the map of the first of them, or for longitudes and latitudes the UTM zone of its middle.</summary>
    /// <param name="system">The reference system of the first raster; null where it has none: its units count as metres.</param>
    /// <param name="middle">A place in the first raster, in its system.</param>
    public static GroundPlane Of(SpatialReference? system, (double X, double Y) middle)
    {
        if (system is null || !system.IsGeographic)
        {
            return new(system, system is { MetersPerUnit: > 0 and var meters } ? meters : 1);
        }

        var zone = Math.Clamp((int)Math.Floor((middle.X + 180) / DegreesOfZone) + 1, 1, 60);
        return new(SpatialReference.OfEpsg((middle.Y < 0 ? 32700 : 32600) + zone), 1);
    }

    /// <summary>Lays a geometry into the plane.</summary>
    /// <param name="geometry">The geometry.</param>
    /// <param name="from">Its reference system; null for that of the plane.</param>
    /// <returns>It in metres.</returns>
    /// <exception cref="GeoException">It has no place there.</exception>
    public Geometry Lay(Geometry geometry, SpatialReference? from)
    {
        ArgumentNullException.ThrowIfNull(geometry);
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
}
