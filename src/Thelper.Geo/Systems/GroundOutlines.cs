using NetTopologySuite.Geometries;
using NetTopologySuite.Simplify;
using Thelper.Data;
using Thelper.Geo.Rasters;
using Thelper.Infer.Tiling;

namespace Thelper.Geo.Systems;

/// <summary>Outlines of samples and of what they were cut from, as maps show them.</summary>
internal static class GroundOutlines
{
    // A map of a few hundred pixels shows no more.
    private const int MostCorners = 1000;
    private const double Detail = 1.0 / 500;

    /// <summary>A sample in an area.</summary>
    /// <param name="system">Their reference system.</param>
    /// <param name="area">The area.</param>
    /// <param name="outline">The sample's outline.</param>
    public static SampleGround Of(SpatialReference system, Geometry area, Polygon outline)
    {
        var bounds = area.EnvelopeInternal;
        var shown = area.NumPoints > MostCorners ? DouglasPeuckerSimplifier.Simplify(area, Math.Max(bounds.Width, bounds.Height) * Detail) : area;
        return new(system.ToString(), [.. Enumerable.Range(0, shown.NumGeometries).Select(shown.GetGeometryN).OfType<Polygon>().Select(Corners)], Corners(outline));
    }

    /// <summary>A window of a raster.</summary>
    /// <param name="info">The raster.</param>
    /// <param name="window">The window.</param>
    public static SampleGround Of(RasterInfo info, Window window)
    {
        // Of a raster without a place, rows count downwards.
        var transform = info.HasTransform ? info.Transform : new GeoTransform(0, 1, 0, 0, 0, -1);
        return new(
            !info.HasTransform ? "pixels" : info.System?.ToString() ?? "units of the raster",
            [Corners(Shapes.Ring(transform.Extent(0, 0, info.Width, info.Height)))],
            Corners(Shapes.Ring(transform.Extent(window.Left, window.Top, window.Width, window.Height))));
    }

    private static List<double[]> Corners(Polygon polygon) => [.. polygon.ExteriorRing.Coordinates.Select(place => new[] { place.X, place.Y })];
}
