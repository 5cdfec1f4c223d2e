using Thelper.Data;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.GeoDeepLearning;

/// <summary>As <see cref="SegmentationDataset"/>, with what is known of a picture as further channels of it.</summary>
[TypeName("thelper.data.geo.gdl.MetaSegmentationDataset")]
[SampleFields("sat_img", "map_img", "metadata")]
public sealed class MetaSegmentationDataset : Data.SegmentationDataset, IDisposable
{
    private const string Constant = "const_channel";
    private const string Scaled = "scaled_channel";
    private readonly GdlSamples samples;
    private readonly bool lowered;
    private readonly IReadOnlyList<(string Path, string Kind)> meta;

    /// <summary>Opens the archive.</summary>
    /// <param name="classNames">The classes; see <see cref="Segmentation"/>.</param>
    /// <param name="workFolder">The folder of the archive.</param>
    /// <param name="datasetType">The archive's name before <c>_samples.hdf5</c>, such as <c>trn</c>.</param>
    /// <param name="metaMap">
    /// From paths in the metadata, such as <c>properties/eo:gsd</c>, to what becomes of the number there: <c>const_channel</c>, a channel of it; <c>scaled_channel</c>, two channels,
    /// x and y from the middle of the picture, about -0.5 to 0.5, times the number.
    /// </param>
    /// <param name="maxSampleCount">Uses so many samples at most; null for all.</param>
    /// <param name="dontcare">A label that counts for nothing; or a pair [0, v]: all labels are lowered by one, and the former 0 becomes v.</param>
    /// <param name="transforms">Applied to every sample.</param>
    /// <exception cref="UserErrorException">The archive cannot be read or has no metadata, or a path or channel is unknown.</exception>
    public MetaSegmentationDataset(
        [ConfigValue(Holds = [typeof(List<string>), typeof(Dictionary<string, object>), typeof(string)], Example = "[forest, water]")] object classNames,
        string workFolder,
        string datasetType,
        [ConfigValue(Holds = [typeof(Dictionary<string, object>)], Example = "{\"properties/eo:gsd\": scaled_channel}")] object metaMap,
        int? maxSampleCount = null,
        [ConfigValue(Holds = [typeof(int), typeof(List<int>)])] object? dontcare = null,
        ITransform? transforms = null)
        : base(classNames, "sat_img", "map_img", ["metadata"], GdlSamples.ReadDontCare(dontcare).Value, transforms)
    {
        var map = metaMap as IReadOnlyDictionary<string, object?> ?? throw new UserErrorException("meta_map: a map from paths in the metadata to kinds of channels is needed");
        foreach (var (path, kind) in map)
        {
            if (kind is not (Constant or Scaled))
            {
                throw new UserErrorException($"meta_map: '{path}' must be '{Constant}' or '{Scaled}', not {PythonRepr.Of(kind)}");
            }
        }

        meta = [.. map.Select(entry => (entry.Key, (string)entry.Value!))];
        var (value, lower) = GdlSamples.ReadDontCare(dontcare);
        lowered = lower;
        samples = new GdlSamples(workFolder, datasetType, maxSampleCount, value);
    }

    /// <inheritdoc/>
    public override int Count => samples.Count;

    /// <inheritdoc/>
    public override string Describe(int index) => samples.Describe(index);

    /// <summary>Closes the archive.</summary>
    public void Dispose() => samples.Dispose();

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        var (image, map, metadata) = samples.Read(index, lowered);
        try
        {
            using var scope = NewDisposeScope();
            var (height, width) = (image.shape[0], image.shape[1]);
            var channels = new List<Tensor> { image.to(ScalarType.Float32) };
            foreach (var (path, kind) in meta)
            {
                var value = NumberAt(metadata, path, index);
                channels.AddRange(kind == Constant
                    ? [full([height, width, 1], value, ScalarType.Float32)]
                    : [Along(width).reshape(1, width, 1).expand(height, width, 1).mul(value), Along(height).reshape(height, 1, 1).expand(height, width, 1).mul(value)]);
            }

            return new Sample { ["sat_img"] = cat([.. channels], -1).MoveToOuterDisposeScope(), ["map_img"] = map, ["metadata"] = metadata };
        }
        catch
        {
            map.Dispose();
            throw;
        }
        finally
        {
            image.Dispose();
        }
    }

    // Counted from the middle cell, over all steps; a single cell has nothing to count.
    private static Tensor Along(long size) => tensor(
        Enumerable.Range(0, (int)size).Select(i => size == 1 ? 0f : (i - ((size - 1) / 2)) / (float)(size - 1)).ToArray(), [size], ScalarType.Float32);

    private double NumberAt(IReadOnlyDictionary<string, object?>? metadata, string path, int index)
    {
        object? at = metadata ?? throw new UserErrorException($"{samples.Describe(index)}: it has no metadata, which meta_map asks for");
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = at is IReadOnlyDictionary<string, object?> map
                ? map.TryGetValue(part, out var inner) ? inner : throw new UserErrorException($"{samples.Describe(index)}: its metadata have no '{path}'{NearestName.Hint(part, map.Keys)}")
                : null;
        }

        return PlainValues.Normalize(at) switch
        {
            long whole => whole,
            double real => real,
            var other => throw new UserErrorException($"{samples.Describe(index)}: '{path}' of its metadata must be a number, got {PythonRepr.Of(other)}"),
        };
    }
}
