using Microsoft.Extensions.Logging;
using NetTopologySuite.Geometries;
using Thelper.Data;
using Thelper.Geo.Rasters;
using Thelper.Geo.Scenes;
using Thelper.Geo.Systems;
using Thelper.Imaging.Transforms;
using Thelper.Infer.Tiling;
using Thelper.Logging;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Sampling;

/// <summary>Tiles of scenes with label maps of the same grid, for segmentation: on a grid or at random places by class balance, in parts that are split by blocks of ground or by scenes, with a buffer between them.</summary>
/// <remarks>
/// A sample has the bands (height x width x bands; 8-bit numbers as they are, all others float32; 0 where there are no data), the label map (int64, height x width), and the fields path, idx, window
/// (left, top, width, height). Pixels without data, without a label or of a value that is no class are <c>dontcare</c>, and never the first class. Overviews are never read.
/// The same settings with another <c>part</c> give the other tiles of the same split.
/// </remarks>
[TypeName("thelper.data.geo.scenes.SceneTileDataset", "thelper.data.geo.SceneTileDataset")]
[SampleFields("{image_key}", "{label_map_key}", "path", "idx", "window")]
public sealed class SceneTileDataset : SegmentationDataset, IGroundTiles, IOutlinedSamples, IDisposable
{
    private static readonly string[] Parts = ["train", "valid", "test"];
    private readonly SceneSet scenes;
    private readonly List<(int Scene, Window Window)> tiles;
    private readonly IReadOnlyList<int>? bands;
    private readonly Dictionary<int, int> classOf;
    private readonly string imageKey;

    /// <summary>Finds the tiles.</summary>
    /// <param name="rasterPath">The scenes: a raster, a folder of rasters, or a pattern with <c>*</c> in its last part.</param>
    /// <param name="labelPath">The label map of each scene; <c>{name}</c> stands for the scene's name without its ending.</param>
    /// <param name="classNames">The classes; see <see cref="Segmentation"/>.</param>
    /// <param name="labelValues">A map of class names and the values that stand for them in label maps; null where values are class indices.</param>
    /// <param name="bands">Numbers of bands from 1; null for all.</param>
    /// <param name="tileSize">Height and width of a tile in pixels.</param>
    /// <param name="tileOverlap">Pixels that neighbours on the grid share at least.</param>
    /// <param name="sampling"><c>grid</c>: tiles side by side; <c>random</c>: tiles at random places.</param>
    /// <param name="sampleCount">How many random tiles are drawn, before they are split.</param>
    /// <param name="balance">Whether random tiles are drawn around pixels of each class in turn; else around any pixel with a class.</param>
    /// <param name="leastLabelled">The share of a tile's pixels that must have a class, from 0 to 1; tiles with less are left out.</param>
    /// <param name="part">Which part of the split this is: <c>train</c>, <c>valid</c> or <c>test</c>; null for all tiles.</param>
    /// <param name="splitBy">What goes to one part as a whole: <c>block</c> (squares of ground) or <c>scene</c>.</param>
    /// <param name="blockSize">Side of a block in metres.</param>
    /// <param name="buffer">Metres between tiles of different parts at least; nearer ones are left out of the training part first.</param>
    /// <param name="shares">The shares of training, validation and test part.</param>
    /// <param name="seed">Decides random places, and which block or scene goes where.</param>
    /// <param name="dontcare">Value of pixels that belong to no class in the samples' label maps.</param>
    /// <param name="colorMap">Colours of the classes; see <see cref="ColorMap.Read"/>.</param>
    /// <param name="imageKey">Field of the bands.</param>
    /// <param name="labelMapKey">Field of the label map.</param>
    /// <param name="transforms">Applied to every sample.</param>
    /// <param name="log">Told how many tiles there are, and of classes that are left out or renamed.</param>
    /// <exception cref="UserErrorException">A raster cannot be read, a label map does not fit its scene, or no tile is left.</exception>
    public SceneTileDataset(
        string rasterPath,
        string labelPath,
        [ConfigValue(Holds = [typeof(List<string>), typeof(Dictionary<string, object>), typeof(string)], Example = "[ground, building]")] object classNames,
        IReadOnlyDictionary<string, long>? labelValues = null,
        IReadOnlyList<int>? bands = null,
        [ConfigValue(Min = 1)] int tileSize = 512,
        [ConfigValue(Min = 0)] int tileOverlap = 0,
        [ConfigValue(Choices = ["grid", "random"])] string sampling = "grid",
        [ConfigValue(Min = 1)] int sampleCount = 1000,
        bool balance = true,
        [ConfigValue(Min = 0, Max = 1)] double leastLabelled = 0,
        [ConfigValue(Choices = ["train", "valid", "test"])] string? part = null,
        [ConfigValue(Choices = ["block", "scene"])] string splitBy = "block",
        double blockSize = 1000,
        double buffer = 0,
        IReadOnlyList<double>? shares = null,
        int seed = 0,
        int dontcare = 255,
        [ConfigValue(Holds = [typeof(Dictionary<string, object>), typeof(List<object>), typeof(string)])] object? colorMap = null,
        string imageKey = "image",
        string labelMapKey = "label_map",
        ITransform? transforms = null,
        ILogger? log = null)
        : base(classNames, imageKey, labelMapKey, ["path", "idx", "window"], dontcare, transforms, colorMap: colorMap, log: log)
    {
        if (tileOverlap >= tileSize)
        {
            throw new UserErrorException(FormattableString.Invariant($"tile_overlap: {tileOverlap} pixels are no less than a tile of {tileSize}"));
        }

        (this.bands, this.imageKey) = (bands, imageKey);
        classOf = ReadValues(labelValues);
        scenes = SceneSet.Open(rasterPath, labelPath);
        TellUnplaced(part is not null, log);
        RequireBands();
        foreach (var info in scenes.Scenes.Select(scene => scene.Image.Info))
        {
            SceneLimits.Require(info.Path, info.Width, info.Height, new() { Size = tileSize, Overlap = tileOverlap }, Limits.Samples.Value);
        }

        var all = (sampling == "grid"
            ? TileChoice.Grid(scenes, tileSize, tileOverlap)
            : TileChoice.Random(scenes, tileSize, sampleCount, seed, value => classOf.GetValueOrDefault(value, -1), Classes.ClassNames.Count, balance)).ToList();
        if (part is not null)
        {
            var split = new SpatialSplit { By = splitBy == "scene" ? SplitUnit.Scene : SplitUnit.Block, BlockSize = blockSize, Buffer = buffer, Seed = seed, Shares = shares ?? new SpatialSplit().Shares };
            var assigned = split.Assign([.. all.Select(tile => scenes.TileOf(tile.Scene, tile.Window))]);
            var number = Array.IndexOf(Parts, part);
            log.Info(FormattableString.Invariant($"{rasterPath}: {all.Count} tiles, {assigned.Count(p => p == number)} of them in the part '{part}', {assigned.Count(p => p < 0)} left out for the buffer"));
            all = [.. all.Where((_, i) => assigned[i] == number)];
        }

        tiles = leastLabelled > 0 ? [.. all.Where(tile => Labelled(tile) >= leastLabelled)] : all;
        if (tiles.Count == 0)
        {
            throw new UserErrorException($"{rasterPath}: no tile is left{(part is null ? "" : $" for the part '{part}'")}: scenes smaller than a tile of {tileSize} pixels have none, and least_labelled, shares, block_size and buffer leave tiles out");
        }
    }

    /// <inheritdoc/>
    public override int Count => tiles.Count;

    /// <inheritdoc/>
    public override string Describe(int index)
    {
        var (scene, window) = tiles[index];
        return FormattableString.Invariant($"{scenes.Scenes[scene].Image.Path} (tile at {window.Left}, {window.Top})");
    }

    /// <inheritdoc/>
    public GroundTile TileOf(int index) => scenes.TileOf(tiles[index].Scene, tiles[index].Window);

    (Polygon Outline, SpatialReference? System) IOutlinedSamples.OutlineOf(int index) => scenes.OutlineOf(tiles[index].Scene, tiles[index].Window);

    /// <inheritdoc/>
    public override Tensor? ValidOf(int index) => scenes.Scenes[tiles[index].Scene].Image.Use(raster => raster.ReadValid(tiles[index].Window, bands));

    /// <inheritdoc/>
    public override SampleGround? GroundOf(int index) => GroundOutlines.Of(scenes.Scenes[tiles[index].Scene].Image.Info, tiles[index].Window);

    /// <summary>Closes the rasters that nobody reads.</summary>
    public void Dispose()
    {
        foreach (var (image, labels) in scenes.Scenes)
        {
            image.Dispose();
            labels?.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        var (scene, window) = tiles[index];
        var (image, _) = scenes.Scenes[scene];
        using var scope = NewDisposeScope();
        var type = (bands?.Select(band => image.Info.Bands[band - 1]) ?? image.Info.Bands).All(band => band.Type == RasterType.Byte) ? ScalarType.Byte : ScalarType.Float32;
        var (values, valid) = image.Use(raster => (raster.Read(window, bands, type), raster.ReadValid(window, bands)));
        values.masked_fill_((valid == 0).unsqueeze(2), 0);
        var map = ReadLabels(scene, window, valid);
        return new()
        {
            [imageKey] = values.MoveToOuterDisposeScope(),
            [Classes.LabelMapKey] = map.MoveToOuterDisposeScope(),
            ["path"] = image.Path,
            ["idx"] = (long)index,
            ["window"] = new List<object?> { (long)window.Left, (long)window.Top, (long)window.Width, (long)window.Height },
        };
    }

    private Tensor ReadLabels(int scene, Window window, Tensor? valid)
    {
        var (values, labelled) = scenes.Scenes[scene].Labels!.Use(raster => (raster.Read(window, [1], ScalarType.Int32), raster.ReadValid(window, [1])));
        var numbers = values.DataSpan<int>();
        var has = labelled.DataSpan<byte>();
        var seen = valid is null ? default : valid.DataSpan<byte>();
        var map = new long[numbers.Length];
        for (var i = 0; i < map.Length; i++)
        {
            map[i] = has[i] != 0 && (valid is null || seen[i] != 0) && classOf.TryGetValue(numbers[i], out var label) ? label : Classes.DontCare!.Value;
        }

        return tensor(map, [window.Height, window.Width]);
    }

    private double Labelled((int Scene, Window Window) tile)
    {
        using var scope = NewDisposeScope();
        return (ReadLabels(tile.Scene, tile.Window, null) != (long)Classes.DontCare!.Value).to(ScalarType.Float64).mean().ToDouble();
    }

    private Dictionary<int, int> ReadValues(IReadOnlyDictionary<string, long>? given)
    {
        if (given is null)
        {
            return Enumerable.Range(0, Classes.ClassNames.Count).ToDictionary(i => i);
        }

        if (given.Keys.FirstOrDefault(name => !Classes.ClassNames.Contains(name)) is { } unknown)
        {
            throw new UserErrorException($"label_values: '{unknown}' is no class{NearestName.Hint(unknown, Classes.ClassNames)}");
        }

        // Label maps are read as whole numbers of 32 bits: what is beyond becomes the nearest of these.
        if (given.FirstOrDefault(entry => entry.Value is <= int.MinValue or >= int.MaxValue) is { Key: { } far, Value: var value })
        {
            throw new UserErrorException(FormattableString.Invariant($"label_values: {value} of {far} is beyond whole numbers of 32 bits; write the label map anew with smaller ones"));
        }

        return given.GroupBy(entry => entry.Value).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new UserErrorException(FormattableString.Invariant($"label_values: {twice.Key} stands for {string.Join(" and ", twice.Select(entry => entry.Key))}"))
            : given.ToDictionary(entry => (int)entry.Value, entry => Classes.Classes.Indices[entry.Key]);
    }

    // Pixels are learned from wherever they lie; of distances that is not so.
    private void TellUnplaced(bool isSplit, ILogger? log)
    {
        if (isSplit && scenes.Scenes.Select(scene => scene.Image).FirstOrDefault(image => image.Info.System is null) is { } unplaced)
        {
            log.Warn($"{unplaced.Path}: has no reference system: block_size and buffer count in its own units");
        }
    }

    private void RequireBands()
    {
        var counts = scenes.Scenes.Select(scene => scene.Image.Info.Bands.Count).Distinct().ToList();
        if (bands is null && counts.Count > 1)
        {
            throw new UserErrorException($"bands: scenes have {string.Join(", ", counts)} bands; name those that are wanted in all of them");
        }

        if (bands?.Any(band => band < 1 || band > counts.Min()) == true)
        {
            throw new UserErrorException(FormattableString.Invariant($"bands: scenes have {counts.Min()}, the first of which is number 1; got [{string.Join(", ", bands)}]"));
        }
    }
}
