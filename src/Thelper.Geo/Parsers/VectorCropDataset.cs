using Microsoft.Extensions.Logging;
using Thelper.Data;
using Thelper.Geo.Utils;
using Thelper.Geo.Vectors;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;

namespace Thelper.Geo.Parsers;

/// <summary>One sample for each polygon of a vector file, cut from rasters around it.</summary>
/// <inheritdoc cref="GeoCropDataset" path="/remarks"/>
[TypeName("thelper.data.geo.parsers.VectorCropDataset", "thelper.data.geo.VectorCropDataset")]
[SampleFields("{raster_key}", "{mask_key}", "features", "focal", "roi", "roi_tl", "roi_br", "raster_hits", "crop_width", "crop_height", "geotransform", "srs", "{valid_key}?")]
public sealed class VectorCropDataset : GeoCropDataset
{
    private static readonly string[] MetaKeys = ["features", "focal", "roi", "roi_tl", "roi_br", "raster_hits", "crop_width", "crop_height", "geotransform", "srs"];

    /// <summary>Reads the vector file and what the rasters say of themselves; no pixel is read.</summary>
    /// <param name="rasterPath">A raster, a name with <c>*</c>, or a list of these. Several rasters have the same bands; later ones lie over earlier ones.</param>
    /// <param name="vectorPath">A vector file: GeoJSON, shapefile, GeoPackage.</param>
    /// <param name="pxSize">Ground units of a pixel of the samples: a number, or a pair in x and y; null for 1.</param>
    /// <param name="skew">Skew of the samples' grid: a number or a pair; null for 0.</param>
    /// <param name="allowOutlyingVectors">Whether polygons are used that reach beyond the rasters.</param>
    /// <param name="clipOutlyingVectors">Whether these are cut at the rasters' edge.</param>
    /// <param name="vectorAreaMin">Samples are made of polygons of at least this area, in square units of the reference system.</param>
    /// <param name="vectorAreaMax">Samples are made of polygons of at most this area; null for any.</param>
    /// <param name="vectorTargetProp">Samples are made of polygons whose properties have these values; null for all.</param>
    /// <param name="featureBuffer">How far a sample reaches around its polygon, in ground units; null for 0.</param>
    /// <param name="masterRoi">A vector file whose polygons bound the area that is used; null for that of the rasters.</param>
    /// <param name="srsTarget">The reference system of the samples, such as 32618 or "EPSG:32618". Rasters in another one are resampled, polygons transformed.</param>
    /// <param name="rasterKey">Field of the raster's values.</param>
    /// <param name="maskKey">Field of the mask.</param>
    /// <param name="cleaner">Kept for the original's configurations: a Python function there, null here.</param>
    /// <param name="cropper">Kept for the original's configurations: a Python function there, null here.</param>
    /// <param name="forceParse">Kept for the original's configurations: vector files are read anew each time.</param>
    /// <param name="reprojRasters">Whether rasters in another reference system are written anew in that of the samples, once, beside themselves (<c>.reproj.tif</c>).</param>
    /// <param name="reprojAllCpus">Whether that uses all processors.</param>
    /// <param name="keepRastersOpen">Whether rasters stay open between samples.</param>
    /// <param name="missingSrs">A raster without a reference system: <c>fail</c>, or <c>target</c> to take <paramref name="srsTarget"/> for it.</param>
    /// <param name="invalidGeometry">A polygon that crosses itself: <c>fail</c>, <c>fix</c> (what its rings enclose) or <c>skip</c>.</param>
    /// <param name="mosaic">Where a sample meets several rasters: <c>last</c>, only the last one is read, as thelper 0.6.2 does; or <c>fill</c>, each fills the gaps of those before it.</param>
    /// <param name="classProperty">A property whose value is the class of a polygon, by name or index: the mask becomes a label map. Null for a mask of 0 and 1.</param>
    /// <param name="classNames">The classes; see <see cref="Segmentation"/>.</param>
    /// <param name="dontcare">The mask's value where there are no data; null for none, or with classes for 255.</param>
    /// <param name="validKey">A further field, uint8, 1 where there are data; null for none.</param>
    /// <param name="transforms">Applied to every sample.</param>
    /// <param name="log">Told what is read.</param>
    /// <exception cref="GeoException">A file cannot be used, or an option is out of range.</exception>
    public VectorCropDataset(
        [ConfigValue(Holds = [typeof(string), typeof(List<string>)])] object rasterPath,
        string vectorPath,
        [ConfigValue(Holds = [typeof(double), typeof(List<double>)])] object? pxSize = null,
        [ConfigValue(Holds = [typeof(double), typeof(List<double>)])] object? skew = null,
        bool allowOutlyingVectors = true,
        bool clipOutlyingVectors = true,
        [ConfigValue(Min = 0)] double vectorAreaMin = 0,
        [ConfigValue(Min = 0)] double? vectorAreaMax = null,
        [ConfigValue(Holds = [typeof(Dictionary<string, object>)])] object? vectorTargetProp = null,
        double? featureBuffer = null,
        string? masterRoi = null,
        [ConfigValue(Holds = [typeof(string), typeof(int)])] object? srsTarget = null,
        string rasterKey = "raster",
        string maskKey = "mask",
        object? cleaner = null,
        object? cropper = null,
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
            GeoScene.Read(
                new GeoSceneOptions(rasterPath, vectorPath)
                {
                    PxSize = pxSize,
                    Skew = skew,
                    AllowOutlying = allowOutlyingVectors,
                    ClipOutlying = clipOutlyingVectors,
                    MasterRoi = masterRoi,
                    SrsTarget = srsTarget ?? "3857",
                    ReprojRasters = reprojRasters,
                    ReprojAllCpus = reprojAllCpus,
                    KeepRastersOpen = keepRastersOpen,
                    MissingSrs = missingSrs,
                    InvalidGeometry = invalidGeometry,
                    Functions = [(nameof(cleaner), cleaner), (nameof(cropper), cropper)],
                    Log = log,
                },
                FeatureFilter.Of(vectorAreaMin, vectorAreaMax, vectorTargetProp)),
            featureBuffer,
            new GeoCropOptions(rasterKey, maskKey) { Mosaic = mosaic, ClassProperty = classProperty, ClassNames = classNames, DontCare = dontcare, ValidKey = validKey },
            transforms,
            log) => _ = forceParse;

    private VectorCropDataset(GeoScene scene, double? featureBuffer, GeoCropOptions options, ITransform? transforms, ILogger? log)
        : base(scene, CropPlanner.AroundFeatures(scene, featureBuffer), options, MetaKeys, transforms, log)
    {
    }

    private protected override void AddMetadata(Sample sample, GeoCrop crop)
    {
        base.AddMetadata(sample, crop);
        sample["focal"] = GeoJsonWriter.Text([Scene.Features[crop.Focal!.Value].ToFeature()], Scene.Target, asOriginal: true, indented: false);
        sample["srs"] = Scene.Target.Wkt;
    }
}
