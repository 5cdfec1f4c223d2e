using Microsoft.Extensions.Logging;
using Thelper.Data;
using Thelper.Geo.Utils;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;

namespace Thelper.Geo.Parsers;

/// <summary>Tiles over the area of rasters, with the polygons of a vector file that lie in them.</summary>
/// <inheritdoc cref="GeoCropDataset" path="/remarks"/>
[TypeName("thelper.data.geo.parsers.TileDataset", "thelper.data.geo.TileDataset")]
[SampleFields("{raster_key}", "{mask_key}", "features", "roi", "roi_tl", "roi_br", "raster_hits", "crop_width", "crop_height", "geotransform", "id", "{valid_key}?")]
public sealed class TileDataset : GeoCropDataset
{
    private static readonly string[] MetaKeys = ["features", "roi", "roi_tl", "roi_br", "raster_hits", "crop_width", "crop_height", "geotransform", "id"];

    /// <summary>Reads the vector file and what the rasters say of themselves, and looks for tiles without data unless an earlier run has found them.</summary>
    /// <param name="rasterPath">A raster, a name with <c>*</c>, or a list of these. Several rasters have the same bands; later ones lie over earlier ones.</param>
    /// <param name="vectorPath">A vector file: GeoJSON, shapefile, GeoPackage.</param>
    /// <param name="tileSize">Pixels of a tile: a number, or a pair in x and y.</param>
    /// <param name="tileOverlap">Pixels that neighbouring tiles share: a number or a pair.</param>
    /// <param name="skipEmptyTiles">Whether tiles without a polygon are left out.</param>
    /// <param name="skipNodataTiles">Whether tiles without a pixel with data are left out. Which these are is kept beside the vector file (<c>.tiles.json</c>), for as long as all files stay the same.</param>
    /// <param name="pxSize">Ground units of a pixel of the tiles: a number, or a pair in x and y; null for 1.</param>
    /// <param name="allowOutlyingVectors">Whether polygons are used that reach beyond the rasters.</param>
    /// <param name="clipOutlyingVectors">Whether these are cut at the rasters' edge.</param>
    /// <param name="vectorAreaMin">Smallest area of a polygon that counts as a target, in square units of the reference system; others are drawn all the same.</param>
    /// <param name="vectorAreaMax">Largest area of one; null for any.</param>
    /// <param name="vectorTargetProp">Values that properties of one have; null for all.</param>
    /// <param name="masterRoi">A vector file whose polygons bound the area that is used; null for that of the rasters.</param>
    /// <param name="srsTarget">The reference system of the tiles, such as 32618 or "EPSG:32618". Rasters in another one are resampled, polygons transformed.</param>
    /// <param name="rasterKey">Field of the raster's values.</param>
    /// <param name="maskKey">Field of the mask.</param>
    /// <param name="cleaner">Kept for the original's configurations: a Python function there, null here.</param>
    /// <param name="forceParse">Whether tiles without data are looked for again.</param>
    /// <param name="reprojRasters">Whether rasters in another reference system are written anew in that of the tiles, once, beside themselves (<c>.reproj.tif</c>).</param>
    /// <param name="reprojAllCpus">Whether that uses all processors.</param>
    /// <param name="keepRastersOpen">Whether rasters stay open between samples.</param>
    /// <param name="missingSrs">A raster without a reference system: <c>fail</c>, or <c>target</c> to take <paramref name="srsTarget"/> for it.</param>
    /// <param name="invalidGeometry">A polygon that crosses itself: <c>fail</c>, <c>fix</c> (what its rings enclose) or <c>skip</c>.</param>
    /// <param name="mosaic">Where a tile meets several rasters: <c>last</c>, only the last one is read, as thelper 0.6.2 does; or <c>fill</c>, each fills the gaps of those before it.</param>
    /// <param name="classProperty">A property whose value is the class of a polygon, by name or index: the mask becomes a label map. Null for a mask of 0 and 1.</param>
    /// <param name="classNames">The classes; see <see cref="Segmentation"/>.</param>
    /// <param name="dontcare">The mask's value where there are no data; null for none, or with classes for 255.</param>
    /// <param name="validKey">A further field, uint8, 1 where there are data; null for none.</param>
    /// <param name="transforms">Applied to every sample.</param>
    /// <param name="log">Told what is read.</param>
    /// <exception cref="GeoException">A file cannot be used, or an option is out of range.</exception>
    public TileDataset(
        [ConfigValue(Holds = [typeof(string), typeof(List<string>)])] object rasterPath,
        string vectorPath,
        [ConfigValue(Holds = [typeof(int), typeof(List<int>)], Example = "64")] object tileSize,
        [ConfigValue(Holds = [typeof(int), typeof(List<int>)])] object? tileOverlap = null,
        bool skipEmptyTiles = false,
        bool skipNodataTiles = true,
        [ConfigValue(Holds = [typeof(double), typeof(List<double>)])] object? pxSize = null,
        bool allowOutlyingVectors = true,
        bool clipOutlyingVectors = true,
        [ConfigValue(Min = 0)] double vectorAreaMin = 0,
        [ConfigValue(Min = 0)] double? vectorAreaMax = null,
        [ConfigValue(Holds = [typeof(Dictionary<string, object>)])] object? vectorTargetProp = null,
        string? masterRoi = null,
        [ConfigValue(Holds = [typeof(string), typeof(int)])] object? srsTarget = null,
        string rasterKey = "raster",
        string maskKey = "mask",
        object? cleaner = null,
        bool forceParse = false,
        bool reprojRasters = false,
        bool reprojAllCpus = true,
        bool keepRastersOpen = true,
        [ConfigValue(Choices = ["fail", "target"])] string missingSrs = RasterOptions.Fail,
        [ConfigValue(Choices = ["fail", "fix", "skip"])] string invalidGeometry = FeatureOptions.Fail,
        [ConfigValue(Choices = ["last", "fill"])] string mosaic = CropReader.Last,
        string? classProperty = null,
        [ConfigValue(Holds = [typeof(List<string>), typeof(Dictionary<string, object>), typeof(string)], Example = "[lake, river]")] object? classNames = null,
        int? dontcare = null,
        string? validKey = null,
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
                Functions = [(nameof(cleaner), cleaner)],
                Log = log,
            },
            (vectorAreaMin, vectorAreaMax, vectorTargetProp),
            (tileSize, tileOverlap ?? 0, skipEmptyTiles, skipNodataTiles, forceParse),
            new GeoCropOptions(rasterKey, maskKey) { Mosaic = mosaic, ClassProperty = classProperty, ClassNames = classNames, DontCare = dontcare, ValidKey = validKey },
            transforms)
    {
    }

    private TileDataset(
        GeoSceneOptions scene, (double AreaMin, double? AreaMax, object? Properties) targets, (object Size, object Overlap, bool SkipEmpty, bool SkipNoData, bool Force) tiles, GeoCropOptions options, ITransform? transforms)
        : this(GeoScene.Read(scene, FeatureFilter.Of(targets.AreaMin, targets.AreaMax, targets.Properties)), scene, tiles, options, transforms)
    {
    }

    private TileDataset(GeoScene scene, GeoSceneOptions read, (object Size, object Overlap, bool SkipEmpty, bool SkipNoData, bool Force) tiles, GeoCropOptions options, ITransform? transforms)
        : base(scene, TilePlans.Of(scene, read, tiles.Size, tiles.Overlap, tiles.SkipEmpty, tiles.SkipNoData, tiles.Force), options, MetaKeys, transforms, read.Log)
    {
    }

    private protected override void AddMetadata(Sample sample, GeoCrop crop)
    {
        base.AddMetadata(sample, crop);
        sample["id"] = (long)crop.Id;
    }
}
