using NetTopologySuite.Geometries;
using Thelper.Geo.Systems;

namespace Thelper.Geo.Utils;

/// <content>Pixels and places.</content>
public static partial class GeoUtils
{
    // More columns or rows than any raster has: the pixel size belongs to other units than the geometry.
    private const double MostPixels = int.MaxValue;

    /// <summary>The place of a point of a raster on the ground (<c>get_geocoord</c>).</summary>
    /// <param name="transform">Where the raster's pixels are.</param>
    /// <param name="x">Pixels from the left edge.</param>
    /// <param name="y">Pixels from the top edge.</param>
    public static (double X, double Y) GetGeocoord(GeoTransform transform, double x, double y) => transform.ToGround(x, y);

    /// <summary>The place of a point of the ground in a raster, in fractions of pixels (<c>get_pxcoord</c>).</summary>
    /// <param name="transform">Where the raster's pixels are.</param>
    /// <param name="x">Ground x.</param>
    /// <param name="y">Ground y.</param>
    public static (double Column, double Row) GetPxcoord(GeoTransform transform, double x, double y) => transform.ToPixel(x, y);

    /// <summary>The corners of a window on the ground: top left, bottom left, bottom right, top right (<c>get_geoextent</c>).</summary>
    /// <param name="transform">Where the raster's pixels are.</param>
    /// <param name="x">First column.</param>
    /// <param name="y">First row.</param>
    /// <param name="cols">Columns.</param>
    /// <param name="rows">Rows.</param>
    public static IReadOnlyList<(double X, double Y)> GetGeoextent(GeoTransform transform, double x, double y, double cols, double rows) => transform.Extent(x, y, cols, rows);

    /// <summary>The bounds of a geometry, or a box around its centroid (<c>get_feature_bbox</c>).</summary>
    /// <param name="geometry">The geometry.</param>
    /// <param name="offsets">How far the box reaches from the centroid in x and y; null for the bounds.</param>
    /// <returns>The corner of smallest x and y, and the opposite one.</returns>
    public static ((double X, double Y) TopLeft, (double X, double Y) BottomRight) GetFeatureBbox(Geometry geometry, (double X, double Y)? offsets = null)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        if (offsets is { } reach)
        {
            var center = geometry.Centroid;
            return ((center.X - reach.X, center.Y - reach.Y), (center.X + reach.X, center.Y + reach.Y));
        }

        var bounds = geometry.EnvelopeInternal;
        return ((bounds.MinX, bounds.MinY), (bounds.MaxX, bounds.MaxY));
    }

    /// <summary>The smallest rectangle of whole pixels of a grid through (0, 0) that holds a geometry (<c>get_feature_roi</c>).</summary>
    /// <param name="geometry">The geometry.</param>
    /// <param name="pixelSize">Ground units of a column and a row.</param>
    /// <param name="skew">The grid's skews; (0, 0) for one along the axes.</param>
    /// <param name="buffer">How far around the geometry the rectangle reaches, in ground units; null for 0.</param>
    /// <param name="cropImageSize">The rectangle's width and height in pixels in place of the geometry's, around its centroid; null for the geometry's.</param>
    /// <param name="cropRealSize">The rectangle's width and height in ground units in place of the geometry's, around its centroid; null for the geometry's.</param>
    /// <exception cref="GeoException">Pixels have no area, or the rectangle would have more of them than any raster.</exception>
    public static FeatureRoi GetFeatureRoi(
        Geometry geometry, (double X, double Y) pixelSize, (double X, double Y) skew = default, double? buffer = null, int? cropImageSize = null, double? cropRealSize = null)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        if (cropImageSize is not null && cropRealSize is not null)
        {
            throw new GeoException("the size of crops is given in pixels or in ground units, not in both");
        }

        geometry = buffer is { } reach and not 0 ? geometry.Buffer(reach) : geometry;
        var grid = new GeoTransform(0, pixelSize.X, skew.X, 0, skew.Y, pixelSize.Y);
        (double X, double Y)? offsets = cropImageSize is { } size
            ? (size / 2 * Math.Abs(pixelSize.X), size / 2 * Math.Abs(pixelSize.Y))
            : cropRealSize is { } length ? (length / 2, length / 2) : null;
        var (low, high) = GetFeatureBbox(geometry, offsets);

        // Along the axes two corners say it all; in a turned grid every corner counts.
        (double X, double Y)[] corners = grid.IsAligned ? [low, high] : [low, high, (low.X, high.Y), (high.X, low.Y)];
        var pixels = Array.ConvertAll(corners, corner => grid.ToPixel(corner.X, corner.Y));
        var (left, top) = (Math.Floor(pixels.Min(pixel => pixel.Column)), Math.Floor(pixels.Min(pixel => pixel.Row)));
        var (right, bottom) = (Math.Ceiling(pixels.Max(pixel => pixel.Column)), Math.Ceiling(pixels.Max(pixel => pixel.Row)));
        var (width, height) = cropImageSize is { } given ? (given, given) : (Math.Max(1, right - left), Math.Max(1, bottom - top));
        if (!(width <= MostPixels && height <= MostPixels))
        {
            throw new GeoException(FormattableString.Invariant($"a crop of {width} x {height} pixels: the pixel size ({pixelSize.X}, {pixelSize.Y}) is too small for the reference system; give \"px_size\" in its units"));
        }

        var corner = grid.ToGround(left, top);
        var outline = Shapes.Ring(grid.Extent(left, top, width, height));
        return new FeatureRoi(outline, corner, grid.ToGround(left + width, top + height), (int)width, (int)height);
    }
}
