using Microsoft.Extensions.Logging;
using Thelper.Data;
using Thelper.Geo.Parsers;
using Thelper.Geo.Utils;
using Thelper.Imaging.Transforms;

namespace Thelper.Geo.Testbed15;

/// <summary>Samples around the lakes of a vector file, cut from lidar, in which lakes are to be found.</summary>
/// <inheritdoc cref="TB15D104Samples" path="/remarks"/>
[TypeName("thelper.data.geo.ogc.TB15D104Dataset")]
[SampleFields("input", "hydro", "bboxes", "features", "roi", "roi_tl", "roi_br", "raster_hits", "crop_width", "crop_height", "geotransform", "srs", "id")]
public sealed class TB15D104Dataset : TB15D104Samples
{
    /// <summary>Reads the vector file and what the rasters say of themselves; no pixel is read.</summary>
    /// <param name="rasterPath">A raster of one band, a name with <c>*</c>, or a list of these.</param>
    /// <param name="vectorPath">A vector file whose polygons have the property TYPECE: 21 is a lake, 10 a river.</param>
    /// <param name="pxSize">Ground units of a pixel of the samples: a number, or a pair in x and y; null for 1.</param>
    /// <param name="allowOutlyingVectors">Whether polygons are used that reach beyond the rasters.</param>
    /// <param name="clipOutlyingVectors">Whether these are cut at the rasters' edge.</param>
    /// <param name="lakeAreaMin">Samples are made of lakes of at least this area, in square units of the reference system.</param>
    /// <param name="lakeAreaMax">Samples are made of lakes of at most this area; null for any.</param>
    /// <param name="lakeRiverMaxDist">Samples are made of lakes nearer than this to a river; null for any.</param>
    /// <param name="featureBuffer">How far a sample reaches around its lake, in ground units.</param>
    /// <param name="masterRoi">A vector file whose polygons bound the area that is used; null for that of the rasters.</param>
    /// <param name="focusLakes">Samples are made around lakes; false is not done, here as in thelper 0.6.2.</param>
    /// <param name="srsTarget">The reference system of the samples, such as 2959.</param>
    /// <param name="forceParse">Kept for the original's configurations: vector files are read anew each time.</param>
    /// <param name="reprojRasters">Whether rasters in another reference system are written anew in that of the samples, once, beside themselves (<c>.reproj.tif</c>).</param>
    /// <param name="reprojAllCpus">Whether that uses all processors.</param>
    /// <param name="displayDebug">Kept for the original's configurations: nothing is shown.</param>
    /// <param name="keepRastersOpen">Whether rasters stay open between samples.</param>
    /// <param name="parallel">Kept for the original's configurations: an index makes it needless.</param>
    /// <param name="missingSrs">A raster without a reference system: <c>fail</c>, or <c>target</c> to take <paramref name="srsTarget"/> for it.</param>
    /// <param name="invalidGeometry">A polygon that crosses itself: <c>fail</c>, <c>fix</c> (what its rings enclose) or <c>skip</c>.</param>
    /// <param name="transforms">Applied to every sample.</param>
    /// <param name="log">Told what is read.</param>
    /// <exception cref="GeoException">A file cannot be used, or an option is out of range.</exception>
    public TB15D104Dataset(
        [ConfigValue(Holds = [typeof(string), typeof(List<string>)])] object rasterPath,
        string vectorPath,
        [ConfigValue(Holds = [typeof(double), typeof(List<double>)])] object? pxSize = null,
        bool allowOutlyingVectors = true,
        bool clipOutlyingVectors = true,
        [ConfigValue(Min = 0)] double lakeAreaMin = 0,
        [ConfigValue(Min = 0)] double? lakeAreaMax = null,
        [ConfigValue(Min = 0)] double? lakeRiverMaxDist = null,
        [ConfigValue(Min = 0)] double featureBuffer = 1000,
        string? masterRoi = null,
        bool focusLakes = true,
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
            GeoScene.Read(
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
                TB15D104Scenes.Lakes(lakeAreaMin, lakeAreaMax, lakeRiverMaxDist)),
            focusLakes ? featureBuffer : throw new GeoException("focus_lakes: false is not done, here as in thelper 0.6.2; samples are made around lakes (for tiles over everything use TB15D104TileDataset)"),
            transforms,
            log) => _ = (forceParse, displayDebug, parallel);

    private TB15D104Dataset(GeoScene scene, double buffer, ITransform? transforms, ILogger? log)
        : base(scene, CropPlanner.AroundFeatures(scene, buffer), transforms, log)
    {
    }

    private protected override object? IdOf(GeoCrop crop) => Scene.Features[crop.Focal!.Value].Properties.GetValueOrDefault(TB15D104.IdProperty) switch
    {
        double number when double.IsInteger(number) => (long)number,
        var id => id,
    };
}
