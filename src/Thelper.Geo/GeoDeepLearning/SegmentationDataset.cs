using Thelper.Data;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;

namespace Thelper.Geo.GeoDeepLearning;

/// <summary>Samples that Geo Deep Learning (Natural Resources Canada) has cut: pictures and label maps of an HDF5 file.</summary>
[TypeName("thelper.data.geo.gdl.SegmentationDataset")]
[SampleFields("sat_img", "map_img", "metadata")]
public sealed class SegmentationDataset : Data.SegmentationDataset, IDisposable
{
    private readonly GdlSamples samples;
    private readonly bool lowered;

    /// <summary>Opens the archive.</summary>
    /// <param name="classNames">The classes; see <see cref="Segmentation"/>.</param>
    /// <param name="workFolder">The folder of the archive.</param>
    /// <param name="datasetType">The archive's name before <c>_samples.hdf5</c>, such as <c>trn</c>.</param>
    /// <param name="maxSampleCount">Uses so many samples at most; null for all.</param>
    /// <param name="dontcare">A label that counts for nothing; or a pair [0, v]: all labels are lowered by one, and the former 0 becomes v.</param>
    /// <param name="transforms">Applied to every sample.</param>
    /// <exception cref="UserErrorException">The archive cannot be read, or its arrays do not fit each other.</exception>
    public SegmentationDataset(
        [ConfigValue(Holds = [typeof(List<string>), typeof(Dictionary<string, object>), typeof(string)], Example = "[forest, water]")] object classNames,
        string workFolder,
        string datasetType,
        int? maxSampleCount = null,
        [ConfigValue(Holds = [typeof(int), typeof(List<int>)])] object? dontcare = null,
        ITransform? transforms = null)
        : base(classNames, "sat_img", "map_img", ["metadata"], GdlSamples.ReadDontCare(dontcare).Value, transforms)
    {
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
        return new Sample { ["sat_img"] = image, ["map_img"] = map, ["metadata"] = metadata };
    }
}
