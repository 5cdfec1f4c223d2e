using System.Buffers;

namespace Thelper.Vision.Datasets;

/// <summary>House numbers from street photographs, one digit each, 32 x 32 in colour: 73,257 for training, 26,032 for testing, 531,131 extra.</summary>
/// <remarks>Y. Netzer, T. Wang, A. Coates, A. Bissacco, B. Wu, A. Y. Ng, "Reading digits in natural images with unsupervised feature learning", NIPS workshop, 2011.</remarks>
[TypeName("torchvision.datasets.svhn.SVHN", "torchvision.datasets.SVHN")]
public sealed class SVHN : IVisionDataset
{
    private const byte PublishedZero = 10;
    private readonly string file;
    private readonly MatArray images;
    private readonly byte[] labels;

    /// <summary>Reads <c>root/SPLIT_32x32.mat</c> into memory (3 KB an image).</summary>
    /// <param name="root">The folder of the file.</param>
    /// <param name="split"><c>train</c>, <c>test</c> or <c>extra</c>.</param>
    /// <param name="download">Fetches the file if it is missing.</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <exception cref="UserErrorException">The file is missing or damaged, or there is no such split.</exception>
    public SVHN(string root, string split = "train", bool download = false, IProgress<string>? progress = null)
        : this(root, Choice.Of(split, "split", ["train", "test", "extra"]), download, Published(split), progress)
    {
    }

    internal SVHN(string root, string split, bool download, RemoteFile remote, IProgress<string>? progress)
    {
        file = Path.Join(root, $"{split}_32x32.mat");
        if (download && !File.Exists(file))
        {
            Directory.CreateDirectory(root);
            Downloader.Fetch(remote, root, progress);
        }

        if (!File.Exists(file))
        {
            throw new UserErrorException($"the SVHN dataset has no file '{file}'; set \"download\": true to fetch it, or correct the root '{root}'");
        }

        var variables = MatFile.Read(file, "X", "y");
        images = variables[0];
        labels = new byte[variables[1].Count];
        variables[1].CopyTo(0, labels);
        if (images.Shape.Count is not (3 or 4) || images.Shape[2] != 3 || (images.Shape.Count == 4 ? images.Shape[3] : 1) != labels.Length)
        {
            throw new UserErrorException(FormattableString.Invariant($"{file}: 'X' has the size {string.Join(" x ", images.Shape)}, which is not height x width x 3 x {labels.Length} as the labels in 'y' ask for"));
        }

        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = labels[i] switch
            {
                PublishedZero => 0,
                < PublishedZero => labels[i],
                var other => throw new UserErrorException(FormattableString.Invariant($"{file}: label {other} of image {i} is not one of ten digits")),
            };
        }
    }

    /// <inheritdoc/>
    public int Count => labels.Length;

    /// <summary>Null: the classes are the digits 0 to 9 and have no names.</summary>
    public IReadOnlyList<string>? Classes => null;

    private int Height => images.Shape[0];

    private int Width => images.Shape[1];

    /// <summary>Loads a sample.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <returns>A uint8 tensor 32 x 32 x 3 in RGB order, and the digit.</returns>
    public IReadOnlyList<object?> GetItem(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
        var size = Height * Width * 3;
        var planes = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            images.CopyTo((long)index * size, planes.AsSpan(0, size));
            return [PlanarImage.ToTensor(planes, Height, Width), LabelOf(index)];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(planes);
        }
    }

    /// <inheritdoc/>
    public long LabelOf(int index) => labels[index];

    /// <inheritdoc/>
    public string Describe(int index) => FormattableString.Invariant($"image {index} of {file}");

    IReadOnlyList<string> IVisionDataset.FilesOf(int index) => [file];

    private static RemoteFile Published(string split)
    {
        var md5 = split switch
        {
            "train" => "e26dedcc434d2e4c54c9b2d4a06d8373",
            "test" => "eb5a983be6a315427106f1b164d9cef3",
            _ => "a93ce644f1a588dc4d68dda5feec44a7",
        };
        return new RemoteFile($"{split}_32x32.mat", md5, [new Uri($"http://ufldl.stanford.edu/housenumbers/{split}_32x32.mat")]);
    }
}
