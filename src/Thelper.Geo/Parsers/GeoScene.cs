using NetTopologySuite.Geometries;
using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;
using Thelper.Geo.Utils;
using Thelper.Geo.Vectors;
using Thelper.Logging;

namespace Thelper.Geo.Parsers;

/// <summary>Rasters of one kind, polygons over them, and the grid that samples are cut in. Immutable.</summary>
internal sealed class GeoScene
{
    private GeoScene(GeoSceneOptions options, Func<ParsedFeature, FeatureIndex, bool> isClean)
    {
        if (options.Functions.FirstOrDefault(function => function.Given is not null).Name is { } function)
        {
            throw new GeoException($"{function}: a Python function cannot be run here; leave it null, and write a data set of your own, derived from Dataset, over GeoUtils (docs/geospatial.md)");
        }

        PxSize = Pair("px_size", options.PxSize, 1);
        Skew = Pair("skew", options.Skew, 0);
        if (!(PxSize.X > 0 && PxSize.Y > 0))
        {
            throw new GeoException(FormattableString.Invariant($"px_size: ground units of a pixel must be above 0, got ({PxSize.X}, {PxSize.Y})"));
        }

        Target = SpatialReference.Parse(options.SrsTarget);
        (Rasters, var coverage) = GeoUtils.ParseRasters(RasterPaths(options.RasterPath), Target, new()
        {
            MissingSystem = options.MissingSrs,
            Reproject = options.ReprojRasters,
            Threads = options.ReprojAllCpus ? Environment.ProcessorCount : 1,
            KeepOpen = options.KeepRastersOpen,
            Log = options.Log,
        });
        RequireAlike();
        if (options.MasterRoi is { } area)
        {
            coverage = GeoUtils.Areas(coverage.Intersection(GeoUtils.ParseRoi(area, Target)));
            if (coverage.IsEmpty)
            {
                throw new GeoException($"master_roi: {area} and the rasters have nothing in common");
            }
        }

        Coverage = coverage;
        if (!File.Exists(options.VectorPath))
        {
            throw new GeoException($"vector_path: {options.VectorPath}: no such file");
        }

        var parsed = GeoUtils.ParseFeatures(options.VectorPath, Target, new()
        {
            Roi = coverage,
            AllowOutlying = options.AllowOutlying,
            ClipOutlying = options.ClipOutlying,
            Invalid = options.InvalidGeometry,
            Log = options.Log,
        });
        Index = new FeatureIndex(parsed);
        Features = [.. parsed.Select(feature => feature with { Clean = isClean(feature, Index) })];
        options.Log?.Info(FormattableString.Invariant($"'{options.VectorPath}': {Features.Count} polygons lie in the area of {Rasters.Count} rasters, samples can be made of {Features.Count(feature => feature.Clean)} of them"));
    }

    public (double X, double Y) PxSize { get; }

    public (double X, double Y) Skew { get; }

    public SpatialReference Target { get; }

    public IReadOnlyList<RasterEntry> Rasters { get; }

    public Geometry Coverage { get; }

    public IReadOnlyList<ParsedFeature> Features { get; }

    public FeatureIndex Index { get; }

    public int BandCount => Rasters[0].BandCount;

    public RasterType Type => Rasters[0].DataType;

    /// <summary>Reads rasters and polygons.</summary>
    /// <param name="options">What to read.</param>
    /// <param name="isClean">Whether samples are made of a feature.</param>
    public static GeoScene Read(GeoSceneOptions options, Func<ParsedFeature, FeatureIndex, bool> isClean) => new(options, isClean);

    /// <summary>Numbers of the rasters whose outline shares a point with an area.</summary>
    public IReadOnlyList<int> RasterHits(Geometry area) => [.. Enumerable.Range(0, Rasters.Count).Where(i => Rasters[i].TargetRoi.Intersects(area))];

    /// <summary>The transform of a rectangle of the grid.</summary>
    public GeoTransform TransformAt((double X, double Y) corner) => new(corner.X, PxSize.X, Skew.X, corner.Y, Skew.Y, PxSize.Y);

    /// <summary>A number, or a pair of them.</summary>
    public static (double X, double Y) Pair(string name, object? value, double usual)
    {
        static double? Number(object? given) => PlainValues.Normalize(given) switch { long whole => whole, double real => real, _ => null };
        return PlainValues.Normalize(value) switch
        {
            null => (usual, usual),
            long whole => (whole, whole),
            double real => (real, real),
            IReadOnlyList<object?> { Count: 2 } list when Number(list[0]) is { } x && Number(list[1]) is { } y => (x, y),
            System.Collections.IList { Count: 2 } list when Number(list[0]) is { } x && Number(list[1]) is { } y => (x, y),
            var other => throw new GeoException($"{name}: a number or a pair of numbers (in x and y) is needed, got {PythonRepr.Of(other)}"),
        };
    }

    private static IReadOnlyList<string> RasterPaths(object value) => PlainValues.Normalize(value) switch
    {
        string path => GeoUtils.FindRasters(path),
        System.Collections.IEnumerable list when list.Cast<object?>().All(entry => entry is string) && list.Cast<object?>().Any() => [.. list.Cast<string>().SelectMany(GeoUtils.FindRasters)],
        var other => throw new GeoException($"raster_path: a file, a name with *, or a list of these is needed, got {PythonRepr.Of(other)}"),
    };

    private void RequireAlike()
    {
        foreach (var raster in Rasters)
        {
            if (raster.BandCount != BandCount || raster.DataType != Type)
            {
                throw new GeoException(FormattableString.Invariant($"the rasters of a data set need the same bands: {Rasters[0].FilePath} has {BandCount} of the type {Type}, {raster.FilePath} has {raster.BandCount} of the type {raster.DataType}"));
            }
        }
    }
}
