using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Operation.Union;
using Thelper.Geo.Systems;
using Thelper.Geo.Utils;
using Thelper.Geo.Vectors;

namespace Thelper.Geo.Testbed15;

/// <summary>Makes lakes and rivers of waters by what a detector found.</summary>
public static class LakePostprocessing
{
    /// <summary>Splits waters by the boxes of lakes: what lies in them becomes a lake, the rest a river (<c>postproc_features</c>).</summary>
    /// <param name="inputFile">The boxes, as <see cref="TB15D104DetectLogger"/> writes them.</param>
    /// <param name="bboxesSrs">Their reference system: a number or a text; null for the one that the file names.</param>
    /// <param name="origGeomsPath">The waters: a vector file.</param>
    /// <param name="outputFile">The GeoJSON to write, which names its reference system.</param>
    /// <param name="finalSrs">The reference system of what is written; null for that of the boxes.</param>
    /// <param name="writeShapefileCopy">Whether a shapefile called <c>OUTPUT.shp</c> is written, too.</param>
    /// <exception cref="GeoException">A file cannot be read or written.</exception>
    public static void PostprocFeatures(string inputFile, object? bboxesSrs, string origGeomsPath, string outputFile, object? finalSrs = null, bool writeShapefileCopy = false)
    {
        var document = GeoJson.Read(inputFile);
        var system = bboxesSrs is not null ? SpatialReference.Parse(bboxesSrs) : document.NamesSystem
            ? document.System
            : throw new GeoException($"{inputFile}: it names no reference system; give bboxes_srs");
        var lakes = PreparedGeometryFactory.Prepare(UnaryUnionOp.Union(document.Features.Select(feature => feature.Geometry)) ?? Shapes.Factory.CreatePolygon());
        var final = finalSrs is null ? system : SpatialReference.Parse(finalSrs);
        using var transform = new CoordinateTransform(system, final);
        var parts = new List<GeoFeature>();
        foreach (var water in GeoUtils.ParseFeatures(origGeomsPath, system))
        {
            if (lakes.Covers(water.Geometry))
            {
                Add(parts, water, water.Geometry, TB15D104.TypeceLake, transform);
            }
            else if (!lakes.Intersects(water.Geometry))
            {
                Add(parts, water, water.Geometry, TB15D104.TypeceRiver, transform);
            }
            else
            {
                Add(parts, water, lakes.Geometry.Intersection(water.Geometry), TB15D104.TypeceLake, transform);
                Add(parts, water, water.Geometry.Difference(lakes.Geometry), TB15D104.TypeceRiver, transform);
            }
        }

        File.WriteAllText(outputFile + ".part", GeoUtils.ExportGeojsonWithCrs(parts, final));
        File.Move(outputFile + ".part", outputFile, overwrite: true);
        if (writeShapefileCopy)
        {
            VectorFiles.Write(outputFile + ".shp", parts, final);
        }
    }

    private static void Add(List<GeoFeature> parts, ParsedFeature water, Geometry geometry, string code, CoordinateTransform transform)
    {
        if (GeoUtils.Areas(geometry) is { IsEmpty: false } area)
        {
            parts.Add(new GeoFeature(null, transform.Transform(area), new OrderedDictionary<string, object?>(water.Properties) { [TB15D104.TypeProperty] = code }));
        }
    }
}
