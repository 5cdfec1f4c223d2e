using Thelper.Torch;
using Thelper.Torch.Serialization;

namespace Thelper.Vision.Datasets;

/// <summary>Colour images of 32 x 32 pixels in pickled batches, as the CIFAR datasets are published.</summary>
/// <remarks>
/// A. Krizhevsky, "Learning multiple layers of features from tiny images", technical report, University of Toronto, 2009. The
/// batches are read with a closed list of types; nothing in them is run.
/// </remarks>
public abstract class CifarDataset : IVisionDataset
{
    private const int Side = 32;
    private const int Plane = Side * Side;
    private const int ImageBytes = 3 * Plane;
    private readonly List<(string File, byte[] Images)> batches = [];
    private readonly List<int> ends = [];
    private readonly List<byte> labels = [];

    private protected CifarDataset(string root, CifarLayout layout, bool train, bool download, IProgress<string>? progress)
    {
        var folder = Path.Join(root, layout.Folder);
        string[] names = [.. train ? layout.TrainFiles : layout.TestFiles];
        if (download && !names.Append(layout.MetaFile).All(name => File.Exists(Path.Join(folder, name))))
        {
            Directory.CreateDirectory(root);
            Unpacker.Untar(Downloader.Fetch(layout.Archive, root, progress), root, layout.Folder);
        }

        foreach (var name in names.Append(layout.MetaFile))
        {
            var file = Path.Join(folder, name);
            if (!File.Exists(file))
            {
                throw new UserErrorException($"the {layout.Name} dataset has no file '{file}'; set \"download\": true to fetch it, or correct the root '{root}'");
            }
        }

        Classes = ReadNames(Path.Join(folder, layout.MetaFile), layout.NamesKey);
        foreach (var name in names)
        {
            ReadBatch(Path.Join(folder, name), layout.LabelsKey);
        }
    }

    /// <inheritdoc/>
    public int Count => labels.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Loads a sample.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <returns>A uint8 tensor 32 x 32 x 3 in RGB order, and the class index.</returns>
    public IReadOnlyList<object?> GetItem(int index)
    {
        var (batch, place) = Locate(index);
        var planes = batches[batch].Images.AsSpan(place * ImageBytes, ImageBytes);
        var image = torch.empty([Side, Side, 3], torch.uint8);
        var pixels = image.DataSpan<byte>();
        for (var i = 0; i < Plane; i++)
        {
            pixels[3 * i] = planes[i];
            pixels[(3 * i) + 1] = planes[Plane + i];
            pixels[(3 * i) + 2] = planes[(2 * Plane) + i];
        }

        return [image, (long)labels[index]];
    }

    /// <inheritdoc/>
    public long LabelOf(int index) => labels[index];

    /// <inheritdoc/>
    public string Describe(int index)
    {
        var (batch, place) = Locate(index);
        return FormattableString.Invariant($"image {place} of {batches[batch].File}");
    }

    IReadOnlyList<string> IVisionDataset.FilesOf(int index) => [batches[Locate(index).Batch].File];

    private (int Batch, int Place) Locate(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var batch = ends.FindIndex(end => index < end);
        return (batch, index - (batch == 0 ? 0 : ends[batch - 1]));
    }

    private static List<string> ReadNames(string file, string key)
    {
        using var scope = torch.NewDisposeScope();
        return Pickles.Load(file) is PyDict meta && meta.TryGetValue(key, out var names) && names is List<object?> list && list.TrueForAll(name => name is string)
            ? list.ConvertAll(name => (string)name!)
            : throw Damaged(file, $"there is no list of names under '{key}'");
    }

    private void ReadBatch(string file, string labelsKey)
    {
        using var scope = torch.NewDisposeScope();
        if (Pickles.Load(file) is not PyDict batch
            || !batch.TryGetValue("data", out var data) || data is not torch.Tensor { dtype: torch.ScalarType.Byte, ndim: 2 } images || images.shape[1] != ImageBytes)
        {
            throw Damaged(file, FormattableString.Invariant($"there is no array of N x {ImageBytes} bytes under 'data'"));
        }

        if (!batch.TryGetValue(labelsKey, out var given) || given is not List<object?> list || list.Count != images.shape[0]
            || !list.TrueForAll(label => label is long value && value >= 0 && value < Classes.Count))
        {
            throw Damaged(file, $"there is no list with a class index per image under '{labelsKey}'");
        }

        batches.Add((file, images.contiguous().DataSpan<byte>().ToArray()));
        labels.AddRange(list.Select(label => (byte)(long)label!));
        ends.Add(labels.Count);
    }

    private static UserErrorException Damaged(string file, string problem) =>
        new($"{file}: not a CIFAR file ({problem}); delete the folder and download it again");
}
