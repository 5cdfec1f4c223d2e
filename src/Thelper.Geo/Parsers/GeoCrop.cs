using NetTopologySuite.Geometries;
using Thelper.Geo.Systems;
using Thelper.Geo.Utils;

namespace Thelper.Geo.Parsers;

/// <summary>A rectangle of a data set's grid: one sample.</summary>
/// <param name="Id">Its number among all that were looked at.</param>
/// <param name="Features">Numbers of the features that are drawn.</param>
/// <param name="Focal">Number of the feature that it was made for; null for none.</param>
/// <param name="Roi">Its outline.</param>
/// <param name="TopLeft">The corner of its first pixel.</param>
/// <param name="BottomRight">The opposite corner.</param>
/// <param name="RasterHits">Numbers of the rasters that it meets.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Transform">Where its pixels are.</param>
internal sealed record GeoCrop(
    int Id,
    IReadOnlyList<int> Features,
    int? Focal,
    Polygon Roi,
    (double X, double Y) TopLeft,
    (double X, double Y) BottomRight,
    IReadOnlyList<int> RasterHits,
    int Width,
    int Height,
    GeoTransform Transform)
{
    /// <summary>A sample of a rectangle.</summary>
    public static GeoCrop Of(GeoScene scene, int id, FeatureRoi roi, IReadOnlyList<int> features, int? focal)
    {
        if ((long)roi.Width * roi.Height > Limits.Pixels.Value)
        {
            throw new GeoException(FormattableString.Invariant($"a sample of {roi.Width} x {roi.Height} pixels is larger than the limit of {Limits.Pixels.Value}: is \"px_size\" in the units of the reference system {scene.Target}? ({Limits.Pixels.Hint})"));
        }

        return new(id, features, focal, roi.Polygon, roi.TopLeft, roi.BottomRight, scene.RasterHits(roi.Polygon), roi.Width, roi.Height, scene.TransformAt(roi.TopLeft));
    }
}
