using Thelper.Geo.Utils;

namespace Thelper.Geo.Parsers;

/// <summary>Says which rectangles of a scene are samples.</summary>
internal static class CropPlanner
{
    /// <summary>One around each polygon that samples are made of.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="buffer">How far around; null for 0.</param>
    public static IReadOnlyList<GeoCrop> AroundFeatures(GeoScene scene, double? buffer)
    {
        var crops = new List<GeoCrop>();
        for (var i = 0; i < scene.Features.Count; i++)
        {
            var focal = scene.Features[i];
            if (!focal.Clean)
            {
                continue;
            }

            var roi = GeoUtils.GetFeatureRoi(focal.Geometry, scene.PxSize, scene.Skew, buffer);

            // The original's rule: others count whose centroid is no farther from this one's than half the diagonal.
            var (x, y) = (roi.TopLeft.X - roi.BottomRight.X, roi.TopLeft.Y - roi.BottomRight.Y);
            var reach = Math.Sqrt((x * x) + (y * y)) / 2;
            var near = scene.Index.Intersecting(roi.Polygon).Where(other => other == i || scene.Features[other].Centroid.Distance(focal.Centroid) <= reach);
            crops.Add(GeoCrop.Of(scene, i, roi, [.. near], i));
        }

        return crops.Count > 0 ? crops : throw new GeoException(scene.Features.Count == 0
            ? "no polygon lies in the area of the rasters: are the reference systems of both right?"
            : FormattableString.Invariant($"none of {scene.Features.Count} polygons has the area and the properties that are asked for"));
    }

    /// <summary>Tiles over the whole area.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="size">Columns and rows of a tile.</param>
    /// <param name="overlap">Columns and rows that neighbours share.</param>
    /// <param name="skipEmpty">Whether tiles without a polygon are left out.</param>
    /// <param name="hasData">Whether a tile has a pixel with data; null where all are kept.</param>
    public static IReadOnlyList<GeoCrop> Tiles(GeoScene scene, (int X, int Y) size, (int X, int Y) overlap, bool skipEmpty, Func<GeoCrop, bool>? hasData)
    {
        var bounds = scene.Coverage.EnvelopeInternal;
        var crops = new List<GeoCrop>();
        var (stepX, stepY) = ((size.X - overlap.X) * scene.PxSize.X, (size.Y - overlap.Y) * scene.PxSize.Y);
        if (Math.Ceiling(bounds.Width / stepX) * Math.Ceiling(bounds.Height / stepY) > Limits.Samples.Value)
        {
            throw new GeoException(FormattableString.Invariant($"tiles of {size.X} x {size.Y} pixels of ({scene.PxSize.X}, {scene.PxSize.Y}) would be more than {Limits.Samples.Value}: is \"px_size\" in the units of the reference system {scene.Target}? ({Limits.Samples.Hint})"));
        }

        var id = 0;
        for (var top = bounds.MinY - (overlap.Y * scene.PxSize.Y); top < bounds.MaxY; top += stepY)
        {
            for (var left = bounds.MinX - (overlap.X * scene.PxSize.X); left < bounds.MaxX; left += stepX)
            {
                var (right, bottom) = (left + (size.X * scene.PxSize.X), top + (size.Y * scene.PxSize.Y));
                var roi = new FeatureRoi(Shapes.Box(left, top, right, bottom), (left, top), (right, bottom), size.X, size.Y);
                var crop = GeoCrop.Of(scene, id++, roi, scene.Index.Intersecting(roi.Polygon), null);
                if (crop.RasterHits.Count > 0 && (!skipEmpty || crop.Features.Count > 0) && (hasData is null || hasData(crop)))
                {
                    crops.Add(crop);
                }
            }
        }

        return crops.Count > 0 ? crops : throw new GeoException("no tile has data and what else is asked for");
    }
}
