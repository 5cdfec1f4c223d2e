using Thelper.Data;
using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;
using Thelper.Geo.Utils;
using Thelper.Imaging.Transforms;
using Thelper.Infer.Tiling;
using Thelper.Tasks;
using Thelper.Torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Geo.Parsers;

/// <summary>Every window of one size that lies in a raster, one pixel apart: for classifying each pixel by what is around it.</summary>
/// <remarks>
/// Windows begin at each (x, y) with x below width - size and y below height - size, row by row; as in thelper 0.6.2 the last column and row of positions are not
/// among them. The data set says no task of its own but an input: a configuration gives one (inference takes the model's).
/// </remarks>
[TypeName("thelper.data.geo.parsers.SlidingWindowDataset", "thelper.data.geo.SlidingWindowDataset")]
[SampleFields("{image_key}", "center")]
public sealed class SlidingWindowDataset : Dataset, IDisposable
{
    /// <summary>Field of the window's centre: a list of column and row.</summary>
    public const string CenterKey = "center";
    private readonly string imageKey;
    private readonly int columns;

    /// <summary>Opens the raster; no pixel is read.</summary>
    /// <param name="rasterPath">The raster.</param>
    /// <param name="rasterBands">Numbers of bands, the first of which is 1, in the order of the channels.</param>
    /// <param name="patchSize">Width and height of a window in pixels.</param>
    /// <param name="transforms">Applied to every sample.</param>
    /// <param name="imageKey">Field of the window: float32, height x width x bands.</param>
    /// <exception cref="GeoException">The raster cannot be read, has no such band, or is no larger than a window.</exception>
    public SlidingWindowDataset(string rasterPath, IReadOnlyList<int> rasterBands, [ConfigValue(Min = 1)] int patchSize, ITransform? transforms = null, string imageKey = "image")
        : base(transforms)
    {
        Raster = GeoUtils.ParseRasterMetadata(rasterPath, rasterBands);
        (PatchSize, this.imageKey) = (patchSize, imageKey);
        var info = Raster.Source.Info;
        columns = info.Width - patchSize;
        var rows = info.Height - patchSize;
        Count = patchSize > 0 && columns > 0 && rows > 0 && (long)columns * rows <= int.MaxValue
            ? columns * rows
            : throw new GeoException(columns > 0 && rows > 0
                ? FormattableString.Invariant($"{rasterPath}: {info.Width} x {info.Height} pixels have more windows than a data set has samples ({int.MaxValue}); cut it into parts (gdal_translate -srcwin), or segment it by a network that answers for every pixel")
                : FormattableString.Invariant($"{rasterPath}: it has {info.Width} x {info.Height} pixels, in which no window of {patchSize} x {patchSize} can slide"));
        Task = new Task(imageKey, null, [CenterKey]);
    }

    /// <summary>The raster, and the bands that are read of it.</summary>
    public RasterMetadata Raster { get; }

    /// <summary>Width and height of a window.</summary>
    public int PatchSize { get; }

    /// <inheritdoc/>
    public override Task Task { get; }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <summary>The first pixel of a window.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    public (int X, int Y) OffsetOf(int index) => (index % columns, index / columns);

    /// <inheritdoc/>
    public override string Describe(int index) => OffsetOf(index) is var (x, y) ? FormattableString.Invariant($"{Raster.Path}: window at column {x}, row {y}") : "";

    /// <inheritdoc/>
    public override torch.Tensor? ValidOf(int index) => OffsetOf(index) is var (x, y) ? Raster.Source.Use(raster => raster.ReadValid(new Window(x, y, PatchSize, PatchSize), Raster.Bands)) : null;

    /// <inheritdoc/>
    public override SampleGround? GroundOf(int index) => OffsetOf(index) is var (x, y) ? GroundOutlines.Of(Raster.Source.Info, new Window(x, y, PatchSize, PatchSize)) : null;

    /// <summary>Closes the raster.</summary>
    public void Dispose() => Raster.Source.Dispose();

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        var (x, y) = OffsetOf(index);
        return new Sample
        {
            [imageKey] = Raster.Source.Use(raster => raster.Read(new Window(x, y, PatchSize, PatchSize), Raster.Bands, torch.ScalarType.Float32)),
            [CenterKey] = new List<object?> { (long)(x + (PatchSize / 2)), (long)(y + (PatchSize / 2)) },
        };
    }
}
