using Thelper.Data;
using Thelper.Data.Formats.Hdf5;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Agrivis;

/// <summary>Agriculture-Vision (Chiu et al., CVPR 2020) in one HDF5 file: aerial pictures of fields in four channels, and what is wrong with the fields.</summary>
/// <remarks>
/// The group of a set has the arrays <c>features</c> (height x width x 4), <c>boundaries</c> (height x width, above 0 in the field), <c>keys</c> (texts), and, but for the
/// test set, <c>labels</c> (height x width x 6) and <c>n_labelled_pixels</c>. Where labels overlap the later class counts; what lies outside of the field is <c>dontcare</c> (255).
/// </remarks>
[TypeName("thelper.data.geo.agrivis.Hdf5AgricultureDataset")]
[SampleFields("image", "label_map", "key", "mask", "pxcounts")]
public sealed class Hdf5AgricultureDataset : SegmentationDataset, IDisposable
{
    private const int Ignored = 255;
    private const string CopyName = "agrivis.hdf5";
    private static readonly string[] Groups = ["train", "val", "test"];
    private static readonly List<object?> Names = ["background", "cloud_shadow", "double_plant", "planter_skip", "standing_water", "waterway", "weed_cluster"];

    private readonly Hdf5Table table;
    private readonly string group;
    private readonly bool normalize;
    private readonly bool loadKeys;

    /// <summary>Opens the archive.</summary>
    /// <param name="hdf5Path">The file.</param>
    /// <param name="groupName">The set: <c>train</c>, <c>val</c> or <c>test</c> (which has no labels).</param>
    /// <param name="transforms">Applied to every sample.</param>
    /// <param name="useGlobalNormalization">Whether <see cref="ImageMean"/> is subtracted from each channel, which is then divided by <see cref="ImageStddev"/>.</param>
    /// <param name="keepFileOpen">Kept for the original's configurations: the file is always open.</param>
    /// <param name="loadMetaKeys">Whether samples have their keys; null otherwise.</param>
    /// <param name="copyToSlurmTmpdir">Whether the archive is copied once to the folder that the environment variable SLURM_TMPDIR names.</param>
    /// <exception cref="UserErrorException">The archive cannot be read, or an array is missing or of another size.</exception>
    public Hdf5AgricultureDataset(
        string hdf5Path,
        [ConfigValue(Choices = ["train", "val", "test"])] string groupName,
        ITransform? transforms = null,
        bool useGlobalNormalization = true,
        bool keepFileOpen = false,
        bool loadMetaKeys = false,
        bool copyToSlurmTmpdir = false)
        : base(Names, "image", "label_map", ["key", "mask", "pxcounts"], Ignored, transforms)
    {
        _ = keepFileOpen;
        if (!Groups.Contains(groupName))
        {
            throw new UserErrorException($"group_name: unknown value '{groupName}'{NearestName.Hint(groupName, Groups)}");
        }

        (group, normalize, loadKeys) = (groupName, useGlobalNormalization, loadMetaKeys);
        table = new Hdf5Table(copyToSlurmTmpdir ? Copied(hdf5Path) : hdf5Path);
        try
        {
            var shape = Require("features", 4);
            Count = checked((int)shape[0]);
            RequireRows("boundaries", shape);
            if (HasTruth)
            {
                RequireRows("labels", shape);
                RequireRows("n_labelled_pixels", [shape[0]]);
            }

            if (normalize && shape[3] != ImageMean.Count)
            {
                throw new UserErrorException(FormattableString.Invariant($"{table.Path}: '{group}/features' has {shape[3]} channels; the known means are of {ImageMean.Count}: set use_global_normalization to false"));
            }
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    /// <summary>Shares of pixels of each class, as the original ships them for class weights.</summary>
    public static IReadOnlyDictionary<string, double> ApproximateClassWeights { get; } = new OrderedDictionary<string, double>(StringComparer.Ordinal)
    {
        ["background"] = 0.77547,
        ["cloud_shadow"] = 0.02988,
        ["double_plant"] = 0.00677,
        ["planter_skip"] = 0.00168,
        ["standing_water"] = 0.01596,
        ["waterway"] = 0.01293,
        ["weed_cluster"] = 0.15731,
    };

    /// <summary>Mean of each channel.</summary>
    public IReadOnlyList<double> ImageMean { get; } = [121.60284, 118.52573, 116.36513, 108.47336];

    /// <summary>Standard deviation of each channel.</summary>
    public IReadOnlyList<double> ImageStddev { get; } = [41.47667, 41.78211, 45.04216, 44.53300];

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override string Describe(int index) => $"{table.Path}: {group} sample {index}";

    /// <summary>Closes the archive.</summary>
    public void Dispose() => table.Dispose();

    private bool HasTruth => group != "test";

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        var image = table.ReadTensor($"{group}/features", index);
        using var boundary = table.ReadTensor($"{group}/boundaries", index);
        var mask = boundary.to(ScalarType.Int16);
        var sample = new Sample { ["image"] = image };
        if (normalize)
        {
            sample["image"] = ChannelScale.Normalize(image, ImageMean, ImageStddev);
            image.Dispose();
        }

        sample["label_map"] = HasTruth ? LabelMap(index, mask) : null;
        sample["key"] = loadKeys ? table.Read($"{group}/keys", index) : null;
        sample["mask"] = mask;
        sample["pxcounts"] = HasTruth ? table.Read($"{group}/n_labelled_pixels", index) : null;
        return sample;
    }

    private Tensor LabelMap(int index, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var labels = table.ReadTensor($"{group}/labels", index);
        var map = zeros(mask.shape, ScalarType.Int16);
        for (var c = 0; c < Classes.ClassNames.Count - 1; c++)
        {
            map.masked_fill_(labels.select(-1, c).gt(0), c + 1);
        }

        map.masked_fill_(mask.eq(0), Ignored);
        return map.MoveToOuterDisposeScope();
    }

    private IReadOnlyList<long> Require(string name, int dimensions) => table.Shape($"{group}/{name}") is var shape && shape.Count == dimensions
        ? shape
        : throw new UserErrorException(FormattableString.Invariant($"{table.Path}: '{group}/{name}' has {shape.Count} dimensions, {dimensions} are expected"));

    private void RequireRows(string name, IReadOnlyList<long> like)
    {
        var shape = table.Shape($"{group}/{name}");
        if (!shape.Take(like.Count - (like.Count == 4 ? 1 : 0)).SequenceEqual(like.Take(like.Count - (like.Count == 4 ? 1 : 0))))
        {
            throw new UserErrorException($"{table.Path}: '{group}/{name}' is {string.Join(" x ", shape)}, which does not fit {string.Join(" x ", like)} of '{group}/features'");
        }
    }

    private static string Copied(string path)
    {
        var folder = Environment.GetEnvironmentVariable("SLURM_TMPDIR")
            ?? throw new UserErrorException("copy_to_slurm_tmpdir: the environment variable SLURM_TMPDIR is not set; it names a job's folder on SLURM's machines");
        if (!Directory.Exists(folder))
        {
            throw new UserErrorException($"copy_to_slurm_tmpdir: '{folder}', which the environment variable SLURM_TMPDIR names, is no folder");
        }

        var copy = Path.Combine(folder, CopyName);
        if (!File.Exists(copy) || new FileInfo(copy).Length != new FileInfo(InputFile.Require(path)).Length)
        {
            // The processes of a job share the folder: each writes a draft of its own.
            AtomicFile.RemoveOrphans(folder, CopyName);
            AtomicFile.Write(copy, stream =>
            {
                using var archive = InputFile.OpenRead(path);
                archive.CopyTo(stream);
            });
        }

        return copy;
    }
}
