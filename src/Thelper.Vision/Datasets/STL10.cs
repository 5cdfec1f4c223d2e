using Thelper.Vision.Formats;
using System.Buffers;
using System.Globalization;

namespace Thelper.Vision.Datasets;

/// <summary>Photographs of ten kinds of things, 96 x 96 in colour: 5,000 for training, 8,000 for testing, 100,000 without labels.</summary>
/// <remarks>
/// A. Coates, H. Lee, A. Y. Ng, "An analysis of single-layer networks in unsupervised feature learning", AISTATS 2011. Images stay on
/// disk until they are asked for.
/// </remarks>
[TypeName("torchvision.datasets.stl10.STL10", "torchvision.datasets.STL10")]
public sealed class STL10 : IVisionDataset
{
    private const string Folder = "stl10_binary";
    private const int Side = 96;
    private const int ImageBytes = 3 * Side * Side;
    private const int Folds = 10;
    private const int ClassCount = 10;

    private static readonly RemoteFile Published =
        new("stl10_binary.tar.gz", "91f7769df0f17e558f3565bffb0c7dfb", [new Uri("http://ai.stanford.edu/~acoates/stl10/stl10_binary.tar.gz")]);

    private readonly string labelledFile;
    private readonly string unlabelledFile;
    private readonly int[] places;
    private readonly byte[] labels;

    /// <summary>Reads the labels from <c>root/stl10_binary</c>.</summary>
    /// <param name="root">The folder of the dataset's folder.</param>
    /// <param name="split"><c>train</c>, <c>train+unlabeled</c>, <c>unlabeled</c> or <c>test</c>; images without a label get -1.</param>
    /// <param name="folds">One of the ten published parts of the training images, 0 to 9; null for all of them.</param>
    /// <param name="download">Fetches missing files.</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <exception cref="UserErrorException">A file is missing or damaged, or there is no such split or fold.</exception>
    public STL10(string root, string split = "train", int? folds = null, bool download = false, IProgress<string>? progress = null)
        : this(root, split, folds, download, Published, progress)
    {
    }

    internal STL10(string root, string split, int? folds, bool download, RemoteFile archive, IProgress<string>? progress)
    {
        Choice.Of(split, "split", ["train", "train+unlabeled", "unlabeled", "test"]);
        if (folds is < 0 or >= Folds)
        {
            throw new UserErrorException(FormattableString.Invariant($"folds must be from 0 to {Folds - 1} or null, got {folds}"));
        }

        var folder = Path.Join(root, Folder);
        var part = split == "test" ? "test" : "train";
        labelledFile = Path.Join(folder, $"{part}_X.bin");
        unlabelledFile = Path.Join(folder, "unlabeled_X.bin");
        var labelFile = Path.Join(folder, $"{part}_y.bin");
        string[] needed = [.. split != "unlabeled" ? new[] { labelledFile, labelFile } : [], .. split.Contains("unlabeled", StringComparison.Ordinal) ? new[] { unlabelledFile } : []];
        if (download && !needed.All(File.Exists))
        {
            Directory.CreateDirectory(root);
            Unpacker.Untar(Downloader.Fetch(archive, root, progress), root, Folder, 4L << 30);
        }

        if (Array.Find(needed, file => !File.Exists(file)) is { } missing)
        {
            throw new UserErrorException($"the STL10 dataset has no file '{missing}'; set \"download\": true to fetch it, or correct the root '{root}'");
        }

        labels = split == "unlabeled" ? [] : ReadLabels(labelFile, CountIn(labelledFile));
        places = [.. Enumerable.Range(0, labels.Length)];
        if (folds is { } fold && part == "train" && split != "unlabeled")
        {
            places = ReadFold(Path.Join(folder, "fold_indices.txt"), fold, labels.Length);
            labels = [.. places.Select(place => labels[place])];
        }

        Count = labels.Length + (split.Contains("unlabeled", StringComparison.Ordinal) ? CountIn(unlabelledFile) : 0);
        var names = Path.Join(folder, "class_names.txt");
        Classes = File.Exists(names) ? [.. TextLines.Read(names)] : null;
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>The class names in <c>class_names.txt</c>, or null where it is missing.</summary>
    public IReadOnlyList<string>? Classes { get; }

    /// <summary>Loads a sample.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <returns>A uint8 tensor 96 x 96 x 3 in RGB order, and the class index, -1 for none.</returns>
    /// <exception cref="UserErrorException">The file cannot be read.</exception>
    public IReadOnlyList<object?> GetItem(int index)
    {
        var (file, place) = Locate(index);
        var planes = ArrayPool<byte>.Shared.Rent(ImageBytes);
        try
        {
            using var handle = InputFile.OpenHandle(file);
            if (RandomAccess.Read(handle, planes.AsSpan(0, ImageBytes), (long)place * ImageBytes) != ImageBytes)
            {
                throw Damaged(file, "it has become shorter");
            }

            return [PlanarImage.ToTensor(planes, Side, Side), LabelOf(index)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{file}: cannot be read: {error.Message}", error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(planes);
        }
    }

    /// <inheritdoc/>
    public long LabelOf(int index) => index < labels.Length ? labels[index] : -1;

    /// <inheritdoc/>
    public string Describe(int index)
    {
        var (file, place) = Locate(index);
        return FormattableString.Invariant($"image {place} of {file}");
    }

    IReadOnlyList<string> IVisionDataset.FilesOf(int index) => [Locate(index).File];

    private (string File, int Place) Locate(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
        return index < places.Length ? (labelledFile, places[index]) : (unlabelledFile, index - places.Length);
    }

    private static int CountIn(string file)
    {
        var length = new FileInfo(file).Length;
        return length % ImageBytes == 0 && length / ImageBytes <= int.MaxValue
            ? (int)(length / ImageBytes)
            : throw Damaged(file, FormattableString.Invariant($"its {length} bytes are no whole number of images of {ImageBytes}"));
    }

    private static byte[] ReadLabels(string file, int count)
    {
        if (new FileInfo(file).Length != count)
        {
            throw Damaged(file, FormattableString.Invariant($"it has {new FileInfo(file).Length} labels for {count} images"));
        }

        var labels = InputFile.ReadAllBytes(file);
        if (Array.FindIndex(labels, label => label is 0 or > ClassCount) is >= 0 and var wrong)
        {
            throw Damaged(file, FormattableString.Invariant($"label {labels[wrong]} of image {wrong} is not from 1 to {ClassCount}"));
        }

        return Array.ConvertAll(labels, label => (byte)(label - 1));
    }

    private static int[] ReadFold(string file, int fold, int count)
    {
        if (!File.Exists(file))
        {
            throw new UserErrorException($"the STL10 dataset has no file '{file}', which tells the folds; set \"download\": true and delete the folder to fetch it");
        }

        if (TextLines.Read(file).Skip(fold).FirstOrDefault() is not { } line)
        {
            throw Damaged(file, FormattableString.Invariant($"there is no line {fold + 1}"));
        }

        return [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < count
                ? place
                : throw Damaged(file, FormattableString.Invariant($"'{text}' in line {fold + 1} is not the number of one of {count} images")))];
    }

    private static UserErrorException Damaged(string file, string problem) =>
        new($"{file}: not an STL10 file ({problem}); delete the folder and download it again");
}
