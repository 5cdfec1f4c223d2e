using Microsoft.Extensions.Logging;
using NetTopologySuite.Geometries;
using Thelper.Data;
using Thelper.Geo.Sampling;
using Thelper.Geo.Systems;
using Thelper.Geo.Vectors;
using Thelper.Imaging.Transforms;
using Thelper.Logging;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Geo.Parsers;

/// <summary>Samples cut from rasters, with the polygons that lie in them.</summary>
/// <remarks>
/// <para>A sample's first row is the southern one: its geotransform has a pixel height above 0, as in thelper 0.6.2.</para>
/// <para>
/// A sample has the raster's values (height x width x bands, in the rasters' type; uint16 as int32) with 0 where there are no data, and the mask (uint8, height x width, 1 where a
/// polygon touches the pixel). With <c>class_property</c> and <c>class_names</c> the mask is a label map instead, and the task segmentation: pixels of no polygon have the
/// class <c>background</c> if there is one, and else the value <c>dontcare</c>, which pixels without data always have, so that they never count for a class.
/// </para>
/// </remarks>
public abstract class GeoCropDataset : Dataset, IOutlinedSamples, IDisposable
{
    private const string Background = "background";
    private const int UsualDontCare = 255;
    private readonly GeoScene scene;
    private readonly IReadOnlyList<GeoCrop> crops;
    private readonly GeoCropOptions options;
    private readonly CropReader reader;
    private readonly int[] values;
    private readonly int fill;

    private protected GeoCropDataset(GeoScene scene, IReadOnlyList<GeoCrop> crops, GeoCropOptions options, IReadOnlyList<string> metaKeys, ITransform? transforms, ILogger? log, Task? task = null)
        : base(transforms)
    {
        if (options.Mosaic is not (CropReader.Last or CropReader.Fill))
        {
            throw new GeoException($"mosaic: expected '{CropReader.Last}' or '{CropReader.Fill}', got {PythonRepr.Of(options.Mosaic)}");
        }

        (this.scene, this.crops, this.options) = (scene, crops, options);
        reader = new CropReader(scene.Rasters, scene.Target);
        string[] valid = options.ValidKey is { } key ? [key] : [];
        if (options.ClassProperty is { } property)
        {
            var classes = new Segmentation(
                options.ClassNames ?? throw new GeoException("class_property: the classes are missing; list them as class_names"),
                options.RasterKey, options.MaskKey, [.. metaKeys, .. valid], options.DontCare ?? UsualDontCare, log: log);
            Task = classes;
            fill = classes.ClassNames.Contains(Background) ? classes.Classes.Indices[Background] : classes.DontCare!.Value;
            values = [.. scene.Features.Select(feature => ClassOf(feature, property, classes))];
        }
        else
        {
            Task = task ?? new Task(options.RasterKey, null, [options.MaskKey, .. metaKeys, .. valid]);
            values = [.. scene.Features.Select(_ => 1)];
        }

        var several = crops.Count(crop => crop.RasterHits.Count > 1);
        if (several > 0 && options.Mosaic == CropReader.Last)
        {
            log?.Warn(FormattableString.Invariant($"{several} of {crops.Count} samples meet several rasters, of which only the last one is read, as in thelper 0.6.2: where it has no data there is 0; set \"mosaic\" to \"fill\" to fill its gaps from the others"));
        }
    }

    /// <inheritdoc/>
    public override Task Task { get; }

    /// <inheritdoc/>
    public override int Count => crops.Count;

    /// <summary>The reference system of the samples' places.</summary>
    public SpatialReference System => scene.Target;

    /// <summary>The polygons in the area of the rasters.</summary>
    public IReadOnlyList<ParsedFeature> Features => scene.Features;

    /// <summary>The area that samples come from.</summary>
    public Geometry Coverage => scene.Coverage;

    /// <summary>The outline of a sample on the ground.</summary>
    /// <param name="index">From 0 to <see cref="Dataset.Count"/> - 1.</param>
    public Polygon FootprintOf(int index) => crops[index].Roi;

    (Polygon Outline, SpatialReference? System) IOutlinedSamples.OutlineOf(int index) => (crops[index].Roi, scene.Target);

    /// <inheritdoc/>
    public override string Describe(int index)
    {
        var crop = crops[index];
        return FormattableString.Invariant($"sample {index} of {TypeText} ({crop.Width} x {crop.Height} pixels at ({crop.TopLeft.X}, {crop.TopLeft.Y}) in {scene.Target})");
    }

    /// <inheritdoc/>
    public override Tensor? ValidOf(int index) => reader.Valid(crops[index], options.Mosaic);

    /// <inheritdoc/>
    public override SampleGround? GroundOf(int index) => GroundOutlines.Of(scene.Target, scene.Coverage, crops[index].Roi);

    /// <summary>Closes the rasters that nobody reads.</summary>
    public void Dispose()
    {
        foreach (var raster in scene.Rasters)
        {
            raster.Source.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    private protected GeoScene Scene => scene;

    private protected GeoCrop CropOf(int index) => crops[index];

    private protected Tensor ReadRaster(GeoCrop crop) => reader.Read(crop, options.Mosaic);

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        var crop = crops[index];
        var sample = new Sample
        {
            [options.RasterKey] = ReadRaster(crop),
            [options.MaskKey] = MaskOf(crop),
        };
        if (options.ValidKey is { } key)
        {
            sample[key] = reader.Valid(crop, options.Mosaic);
        }

        AddMetadata(sample, crop);
        return sample;
    }

    private protected virtual void AddMetadata(Sample sample, GeoCrop crop)
    {
        sample["features"] = GeoJsonWriter.Text(crop.Features.Select(i => scene.Features[i].ToFeature()), scene.Target, asOriginal: true, indented: false);
        sample["roi"] = crop.Roi.AsText();
        sample["roi_tl"] = new List<object?> { crop.TopLeft.X, crop.TopLeft.Y };
        sample["roi_br"] = new List<object?> { crop.BottomRight.X, crop.BottomRight.Y };
        sample["raster_hits"] = crop.RasterHits.Select(hit => (object?)(long)hit).ToList();
        sample["crop_width"] = (long)crop.Width;
        sample["crop_height"] = (long)crop.Height;
        sample["geotransform"] = crop.Transform.ToArray().Select(number => (object?)number).ToList();
    }

    private protected Tensor DrawMask(GeoCrop crop, Func<int, int> valueOf, int background) => Rasterizer.Draw(
        [.. crop.Features.Select(i => (scene.Features[i].Geometry, (double)valueOf(i)))],
        crop.Height, crop.Width, crop.Transform, allTouched: true, background, background is < 0 or > 255 || options.DontCare is < 0 or > 255 ? ScalarType.Int16 : ScalarType.Byte);

    private Tensor MaskOf(GeoCrop crop)
    {
        var mask = DrawMask(crop, i => values[i], fill);
        if (options.ClassProperty is null && options.DontCare is null)
        {
            return mask;
        }

        using var valid = reader.Valid(crop, options.Mosaic);
        using var without = valid.eq(0);
        _ = mask.masked_fill_(without, options.DontCare ?? UsualDontCare);
        return mask;
    }

    private static int ClassOf(ParsedFeature feature, string property, Segmentation classes)
    {
        var value = PlainValues.Normalize(feature.Properties.GetValueOrDefault(property));
        return value switch
        {
            string name when classes.Classes.Indices.TryGetValue(name, out var index) => index,
            long number when number >= 0 && number < classes.ClassNames.Count => (int)number,
            null => classes.DontCare!.Value,
            _ => throw new GeoException($"class_property: a polygon has the value {PythonRepr.Of(value)} for '{property}', which is neither a class name nor an index of one{(value is string text ? NearestName.Hint(text, classes.ClassNames) : "")}"),
        };
    }
}
