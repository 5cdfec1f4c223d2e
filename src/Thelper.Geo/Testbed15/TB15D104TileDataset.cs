using Microsoft.Extensions.Logging;
using Thelper.Data;
using Thelper.Geo.Parsers;
using Thelper.Geo.Utils;
using Thelper.Imaging.Transforms;

namespace Thelper.Geo.Testbed15;

/// <summary>Tiles of lidar over waters, in which lakes are to be found; tiles without a water are left out, tiles without data are not.</summary>
/// <inheritdoc cref="TB15D104Samples" path="/remarks"/>
[TypeName("thelper.data.geo.ogc.TB15D104TileDataset")]
[SampleFields("input", "hydro", "bboxes", "features", "roi", "roi_tl", "roi_br", "raster_hits", "crop_width", "crop_height", "geotransform", "srs", "id")]
public sealed class TB15D104TileDataset : TB15D104Samples
{
    /// <summary>Reads the vector file and what the rasters say of themselves; no pixel is read.</summary>
    /// <param name="rasterPath">A raster of one band, a name with <c>*</c>, or a list of these.</param>
    /// <param name="vectorPath">A vector file whose polygons have the property TYPECE: 21 is a lake, 10 a river.</param>
    /// <param name="tileSize">Pixels of a tile: a number, or a pair in x and y.</param>
    /// <param name="tileOverlap">Pixels that neighbouring tiles share: a number or a pair; null for 0.</param>
    /// <param name="pxSize">Ground units of a pixel of the tiles: a number, or a pair in x and y; null for 1.</param>
    /// <param name="allowOutlyingVectors">Whether polygons are used that reach beyond the rasters.</param>
    /// <param name="clipOutlyingVectors">Whether these are cut at the rasters' edge.</param>
    /// <param name="lakeAreaMin">Smallest area of a lake that counts as a target, in square units of the reference system; all are drawn.</param>
    /// <param name="lakeAreaMax">Largest area of one; null for any.</param>
    /// <param name="lakeRiverMaxDist">Greatest distance of one to a river; null for any.</param>
    /// <param name="masterRoi">A vector file whose polygons bound the area that is used; null for that of the rasters.</param>
    /// <param name="srsTarget">The reference system of the tiles, such as 2959.</param>
    /// <param name="forceParse">Kept for the original's configurations: vector files are read anew each time.</param>
    /// <param name="reprojRasters">Whether rasters in another reference system are written anew in that of the tiles, once, beside themselves (<c>.reproj.tif</c>).</param>
    /// <param name="reprojAllCpus">Whether that uses all processors.</param>
    /// <param name="displayDebug">Kept for the original's configurations: nothing is shown.</param>
    /// <param name="keepRastersOpen">Whether rasters stay open between samples.</param>
    /// <param name="parallel">Kept for the original's configurations: an index makes it needless.</param>
    /// <param name="missingSrs">A raster without a reference system: <c>fail</c>, or <c>target</c> to take <paramref name="srsTarget"/> for it.</param>
    /// <param name="invalidGeometry">A polygon that crosses itself: <c>fail</c>, <c>fix</c> (what its rings enclose) or <c>skip</c>.</param>
    /// <param name="transforms">Applied to every sample.</param>
    /// <param name="log">Told what is read.</param>
    /// <exception cref="GeoException">A file cannot be used, or an option is out of range.</exception>
    public TB15D104TileDataset(
        [ConfigValue(Holds = [typeof(string), typeof(List<string>)])] object rasterPath,
        string vectorPath,
        [ConfigValue(Holds = [typeof(int), typeof(List<int>)], Example = "512")] object tileSize,
        [ConfigValue(Holds = [typeof(int), typeof(List<int>)])] object? tileOverlap = null,
        [ConfigValue(Holds = [typeof(double), typeof(List<double>)])] object? pxSize = null,
        bool allowOutlyingVectors = true,
        bool clipOutlyingVectors = true,
        [ConfigValue(Min = 0)] double lakeAreaMin = 0,
        [ConfigValue(Min = 0)] double? lakeAreaMax = null,
        [ConfigValue(Min = 0)] double? lakeRiverMaxDist = null,
        string? masterRoi = null,
        [ConfigValue(Holds = [typeof(string), typeof(int)])] object? srsTarget = null,
        bool forceParse = false,
        bool reprojRasters = false,
        bool reprojAllCpus = true,
        bool displayDebug = false,
        bool keepRastersOpen = true,
        bool parallel = false,
        [ConfigValue(Choices = ["fail", "target"])] string missingSrs = RasterOptions.Fail,
        [ConfigValue(Choices = ["fail", "fix", "skip"])] string invalidGeometry = FeatureOptions.Fail,
        ITransform? transforms = null,
        ILogger? log = null)
        : this(
            new GeoSceneOptions(rasterPath, vectorPath)
            {
                PxSize = pxSize,
                AllowOutlying = allowOutlyingVectors,
                ClipOutlying = clipOutlyingVectors,
                MasterRoi = masterRoi,
                SrsTarget = srsTarget ?? "3857",
                ReprojRasters = reprojRasters,
                ReprojAllCpus = reprojAllCpus,
                KeepRastersOpen = keepRastersOpen,
                MissingSrs = missingSrs,
                InvalidGeometry = invalidGeometry,
                Log = log,
            },
            TB15D104Scenes.Lakes(lakeAreaMin, lakeAreaMax, lakeRiverMaxDist),
            (tileSize, tileOverlap ?? 0),
            transforms) => _ = (forceParse, displayDebug, parallel);

    private TB15D104TileDataset(
        GeoSceneOptions options, Func<Vectors.ParsedFeature, FeatureIndex, bool> isLake, (object Size, object Overlap) tiles, ITransform? transforms)
        : this(GeoScene.Read(options, isLake), options, tiles, transforms)
    {
    }

    private TB15D104TileDataset(GeoScene scene, GeoSceneOptions options, (object Size, object Overlap) tiles, ITransform? transforms)
        : base(scene, TilePlans.Of(scene, options, tiles.Size, tiles.Overlap, skipEmpty: true, skipNoData: false, forceParse: false), transforms, options.Log)
    {
    }

    private protected override object? IdOf(GeoCrop crop) => (long)crop.Id;
}
