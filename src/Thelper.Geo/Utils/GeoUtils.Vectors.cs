using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.Union;
using NetTopologySuite.Operation.Valid;
using Thelper.Geo.Systems;
using Thelper.Geo.Vectors;
using Thelper.Logging;

namespace Thelper.Geo.Utils;

/// <summary>The functions of the original's <c>thelper.data.geo.utils</c>, for programs. Reference systems are always meant in traditional order (x or longitude first).</summary>
public static partial class GeoUtils
{
    /// <summary>Reads the polygons of a GeoJSON document (<c>parse_geojson</c>).</summary>
    /// <param name="document">The document.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="target">The reference system that they are wanted in; null for the document's own.</param>
    /// <param name="options">Which features are read.</param>
    /// <exception cref="GeoException">A feature is no polygon, crosses itself, or has no place in the system; the message says which.</exception>
    public static IReadOnlyList<ParsedFeature> ParseGeojson(GeoJsonDocument document, string name, SpatialReference? target = null, FeatureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        Tell(options, document.WithoutGeometry.Count, name);
        return Parse(document.Features, document.System, target ?? document.System, name, options ?? new());
    }

    /// <summary>Reads the polygons of a GeoJSON file (<c>parse_geojson</c>).</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">The reference system that they are wanted in; null for the file's own.</param>
    /// <param name="options">Which features are read.</param>
    /// <exception cref="GeoException">The file or a feature cannot be used.</exception>
    public static IReadOnlyList<ParsedFeature> ParseGeojson(string path, SpatialReference? target = null, FeatureOptions? options = null) =>
        ParseGeojson(GeoJson.Read(path), path, target, options);

    /// <summary>Reads the polygons of a layer of a shapefile, a GeoPackage or another vector file (<c>parse_shapefile</c>).</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">The reference system that they are wanted in; null for the file's own.</param>
    /// <param name="options">Which features are read.</param>
    /// <param name="layerId">Number of the layer from 0.</param>
    /// <exception cref="GeoException">The file or a feature cannot be used, or the file has no reference system.</exception>
    public static IReadOnlyList<ParsedFeature> ParseShapefile(string path, SpatialReference? target = null, FeatureOptions? options = null, int layerId = 0)
    {
        using var layer = VectorLayer.Open(path, layerId);
        var system = layer.System ?? throw new GeoException($"{path}: it has no reference system (a shapefile has it in a file .prj), so nothing says where on Earth its features are");
        var without = 0;
        var features = layer.Features(skipped: _ => without++).ToList();
        Tell(options, without, path);
        return Parse(features, system, target ?? system, path, options ?? new());
    }

    /// <summary>Reads the polygons of a file of any format.</summary>
    /// <param name="path">A <c>.geojson</c> or <c>.json</c>, or what <see cref="ParseShapefile"/> reads.</param>
    /// <param name="target">The reference system that they are wanted in; null for the file's own.</param>
    /// <param name="options">Which features are read.</param>
    /// <exception cref="GeoException">The file or a feature cannot be used.</exception>
    public static IReadOnlyList<ParsedFeature> ParseFeatures(string path, SpatialReference? target = null, FeatureOptions? options = null) =>
        IsGeoJson(path) ? ParseGeojson(path, target, options) : ParseShapefile(path, target, options);

    /// <summary>The union of the features of a file (<c>parse_roi</c>).</summary>
    /// <param name="path">A GeoJSON file, a shapefile or another vector file.</param>
    /// <param name="target">The reference system that it is wanted in; null for the file's own.</param>
    /// <exception cref="GeoException">The file cannot be used, or has no feature.</exception>
    public static Geometry ParseRoi(string path, SpatialReference? target = null)
    {
        var features = ParseFeatures(path, target);
        return features.Count > 0
            ? UnaryUnionOp.Union(features.Select(feature => feature.Geometry))
            : throw new GeoException($"{path}: it has no feature, so the area of interest would be empty");
    }

    /// <summary>Takes points from one reference system to another (<c>reproject_coords</c>).</summary>
    /// <param name="coords">Pairs x, y.</param>
    /// <param name="source">Their system.</param>
    /// <param name="target">The system that they are wanted in.</param>
    /// <exception cref="GeoException">A point has no place there.</exception>
    public static IReadOnlyList<(double X, double Y)> ReprojectCoords(IReadOnlyList<(double X, double Y)> coords, SpatialReference source, SpatialReference target)
    {
        using var transform = new CoordinateTransform(source, target);
        double[] x = [.. coords.Select(point => point.X)], y = [.. coords.Select(point => point.Y)];
        transform.Transform(x, y);
        return [.. x.Zip(y)];
    }

    /// <summary>Whether a file is called as GeoJSON is.</summary>
    internal static bool IsGeoJson(string path) => path.EndsWith(".geojson", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static List<ParsedFeature> Parse(IReadOnlyList<GeoFeature> features, SpatialReference source, SpatialReference target, string name, FeatureOptions options)
    {
        if (options.Invalid is not (FeatureOptions.Fail or FeatureOptions.Fix or FeatureOptions.Skip))
        {
            throw new GeoException($"invalid geometries: expected '{FeatureOptions.Fail}', '{FeatureOptions.Fix}' or '{FeatureOptions.Skip}', got {PythonRepr.Of(options.Invalid)}");
        }

        using var transform = new CoordinateTransform(source, target);
        var roi = options.Roi is null ? null : PreparedGeometryFactory.Prepare(options.Roi);
        var parsed = new List<ParsedFeature>(features.Count);
        var (mended, left) = (0, 0);
        for (var i = 0; i < features.Count; i++)
        {
            var place = FormattableString.Invariant($"{name}: feature {i}");
            var given = features[i];
            if (given.Geometry is not (Polygon or MultiPolygon))
            {
                throw new GeoException($"{place} is a {given.Geometry.GeometryType}; polygons and multi-polygons are used here");
            }

            var geometry = Joined(given.Geometry, Placed(given.Geometry, transform, place, source));
            if (new IsValidOp(geometry) is { IsValid: false } check)
            {
                if (options.Invalid == FeatureOptions.Skip)
                {
                    left++;
                    continue;
                }

                var what = check.ValidationError;
                geometry = options.Invalid == FeatureOptions.Fix && Areas(GeometryFixer.Fix(geometry)) is { IsEmpty: false } valid
                    ? valid
                    : throw new GeoException(FormattableString.Invariant($"{place} is no valid polygon: {what?.Message} near ({what?.Coordinate.X}, {what?.Coordinate.Y}); mend it, or set \"invalid_geometry\" to \"fix\" (what its rings enclose) or \"skip\" (it is left out)"));
                mended++;
            }

            if (Fit(given, geometry, roi, options) is { } feature)
            {
                parsed.Add(feature);
            }
        }

        if (mended + left > 0)
        {
            options.Log?.Warn(FormattableString.Invariant($"'{name}': {mended + left} polygons cross themselves, which were {(mended > 0 ? "mended" : "left out")}"));
        }

        return parsed;
    }

    private static Geometry Placed(Geometry given, CoordinateTransform transform, string place, SpatialReference source)
    {
        try
        {
            return transform.Transform(given);
        }
        catch (GeoException error)
        {
            throw new GeoException($"{place}: {error.Message}; are its coordinates really in {source}? A GeoJSON file that names no other system (\"crs\") is in longitude and latitude", error);
        }
    }

    // RFC 7946 cuts what lies across the meridian of 180 degrees in two; in another system the parts share a side, which those of a multi-polygon must not.
    private static Geometry Joined(Geometry given, Geometry placed) =>
        placed is MultiPolygon { IsValid: false } several && given.IsValid && several.Geometries.All(part => part.IsValid) ? Areas(UnaryUnionOp.Union(several.Geometries)) : placed;

    private static ParsedFeature? Fit(GeoFeature given, Geometry geometry, IPreparedGeometry? roi, FeatureOptions options)
    {
        var bounds = geometry.EnvelopeInternal;
        var (kept, clipped) = (geometry, false);
        if (roi is not null && !roi.Contains(geometry))
        {
            if (!options.AllowOutlying || !roi.Intersects(geometry))
            {
                return null;
            }

            if (options.ClipOutlying)
            {
                // What only touches the area has nothing in it.
                (kept, clipped) = (Areas(roi.Geometry.Intersection(geometry)), true);
                if (kept.IsEmpty)
                {
                    return null;
                }
            }
        }

        return new ParsedFeature(kept, new(bounds.MinX, bounds.MinY), new(bounds.MaxX, bounds.MaxY), geometry.Centroid, clipped, given.Id, given.Properties);
    }

    /// <summary>The polygons of a geometry that may have lines and points too.</summary>
    internal static Geometry Areas(Geometry geometry)
    {
        if (geometry is Polygon or MultiPolygon)
        {
            return geometry;
        }

        var polygons = Enumerable.Range(0, geometry.NumGeometries).Select(geometry.GetGeometryN).OfType<Polygon>().ToArray();
        return polygons.Length == 1 ? polygons[0] : Shapes.Factory.CreateMultiPolygon(polygons);
    }

    private static void Tell(FeatureOptions? options, int without, string name)
    {
        if (without > 0)
        {
            options?.Log?.Warn(FormattableString.Invariant($"'{name}': {without} features have no geometry and are left out"));
        }
    }
}
