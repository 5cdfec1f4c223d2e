using Microsoft.Extensions.Logging;
using NetTopologySuite.Geometries;
using Thelper.Geo.Parsers;
using Thelper.Geo.Vectors;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Testbed15;

/// <summary>Lakes to be found among the waters of a lidar scene.</summary>
/// <remarks>
/// A sample's <c>input</c> is float32, height x width x 3: the raster's only band, the mask of the waters, and the signed distance to their edge (below 0 in the water, in ground
/// units). <c>hydro</c> is the mask alone, <c>bboxes</c> a box for each part of a lake, in pixels; parts no more than a pixel wide or high have none.
/// </remarks>
public abstract class TB15D104Samples : GeoCropDataset
{
    private const string Input = "input";
    private const string Hydro = "hydro";
    private const string Boxes = "bboxes";
    private static readonly string[] MetaKeys = [Hydro, "features", "roi", "roi_tl", "roi_br", "raster_hits", "crop_width", "crop_height", "geotransform", "srs", "id"];

    private protected TB15D104Samples(GeoScene scene, IReadOnlyList<GeoCrop> crops, ITransform? transforms, ILogger? log)
        : base(RequireSingleBand(scene), crops, new GeoCropOptions(Input, Hydro), [], transforms, log, Lakes())
    {
    }

    private protected abstract object? IdOf(GeoCrop crop);

    private protected override void AddMetadata(Sample sample, GeoCrop crop)
    {
        base.AddMetadata(sample, crop);
        sample["srs"] = Scene.Target.Wkt;
        sample["id"] = IdOf(crop);
    }

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        using var scope = NewDisposeScope();
        var crop = CropOf(index);
        var mask = DrawMask(crop, static _ => 1, 0);
        var lidar = ReadRaster(crop).to(ScalarType.Float32);
        var distance = DistanceMap.Signed(mask, Scene.PxSize).unsqueeze(-1);
        var sample = new Sample
        {
            [Input] = cat([lidar, mask.to(ScalarType.Float32).unsqueeze(-1), distance], -1).MoveToOuterDisposeScope(),
            [Hydro] = mask.MoveToOuterDisposeScope(),
            [Boxes] = BoxesOf(crop),
        };
        AddMetadata(sample, crop);
        return sample;
    }

    private static Detection Lakes() => new(
        new List<object?> { Detection.BackgroundName, "lake" }, Input, Boxes, MetaKeys, background: TB15D104.BackgroundId,
        colorMap: new Dictionary<string, object?> { ["lake"] = new List<object?> { 255L, 0L, 0L } });

    private static GeoScene RequireSingleBand(GeoScene scene) => scene.BandCount == 1
        ? scene
        : throw new GeoException(FormattableString.Invariant($"{scene.Rasters[0].FilePath}: lidar of one band is needed, this raster has {scene.BandCount} (gdal_translate -b 1)"));

    private List<object?> BoxesOf(GeoCrop crop)
    {
        var boxes = new List<object?>();
        foreach (var lake in crop.Features.Select(i => Scene.Features[i]).Where(feature => TB15D104Scenes.IsOf(feature, TB15D104.TypeceLake)))
        {
            for (var part = 0; part < lake.Geometry.NumGeometries; part++)
            {
                if (BoxOf(crop, lake, lake.Geometry.GetGeometryN(part)) is { } box)
                {
                    boxes.Add(box);
                }
            }
        }

        return boxes;
    }

    private BoundingBox? BoxOf(GeoCrop crop, ParsedFeature lake, Geometry part)
    {
        var bounds = part.EnvelopeInternal;
        var (left, top) = crop.Transform.ToPixel(bounds.MinX, bounds.MinY);
        var (right, bottom) = crop.Transform.ToPixel(bounds.MaxX, bounds.MaxY);
        double[] cut = [Math.Clamp(left, 0, crop.Width), Math.Clamp(top, 0, crop.Height), Math.Clamp(right, 0, crop.Width), Math.Clamp(bottom, 0, crop.Height)];
        return cut[2] - cut[0] <= 1 || cut[3] - cut[1] <= 1
            ? null
            : new BoundingBox(
                (long)TB15D104.LakeId, cut, includeMargin: false, truncated: lake.Clipped || cut[0] > left || cut[1] > top || cut[2] < right || cut[3] < bottom, imageId: IdOf(crop), task: (Detection)Task);
    }
}
