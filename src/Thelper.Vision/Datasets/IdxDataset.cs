using Thelper.Torch;

namespace Thelper.Vision.Datasets;

/// <summary>Grey images and labels in IDX files, as MNIST publishes them.</summary>
public abstract class IdxDataset : IVisionDataset
{
    private readonly byte[] images;
    private readonly byte[] labels;
    private readonly int height;
    private readonly int width;
    private readonly string imageFile;

    private protected IdxDataset(string root, string name, bool train, bool download, IReadOnlyList<string> classes, IReadOnlyList<RemoteFile> files, IProgress<string>? progress)
        : this(root, name, train ? "train" : "t10k", classes, download ? folder => Download(folder, files, progress) : null)
    {
    }

    private protected IdxDataset(string root, string name, string prefix, IReadOnlyList<string> classes, Action<string>? download)
    {
        var folder = Path.Join(root, name, "raw");
        imageFile = Path.Join(folder, $"{prefix}-images-idx3-ubyte");
        var labelFile = Path.Join(folder, $"{prefix}-labels-idx1-ubyte");
        download?.Invoke(folder);
        foreach (var file in new[] { imageFile, labelFile })
        {
            if (!File.Exists(file) && !File.Exists(file + ".gz"))
            {
                throw new UserErrorException($"the {name} dataset has no file '{file}' (or '{file}.gz'); set \"download\": true to fetch it, or correct the root '{root}'");
            }
        }

        (var shape, images) = IdxFile.Read(imageFile, dimensions: 3);
        (_, labels) = IdxFile.Read(labelFile, dimensions: 1);
        (height, width) = (shape[1], shape[2]);
        if (shape[0] != labels.Length)
        {
            throw new UserErrorException(FormattableString.Invariant($"{IdxFile.Given(imageFile)}: has {shape[0]} images, and {IdxFile.Given(labelFile)} {labels.Length} labels; delete and download them again"));
        }

        if (Array.FindIndex(labels, label => label >= classes.Count) is >= 0 and var wrong)
        {
            throw new UserErrorException(FormattableString.Invariant($"{IdxFile.Given(labelFile)}: label {labels[wrong]} of image {wrong} is not one of {classes.Count} classes"));
        }

        Classes = classes;
    }

    /// <inheritdoc/>
    public int Count => labels.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Loads a sample.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <returns>A uint8 tensor height x width, and the class index.</returns>
    public IReadOnlyList<object?> GetItem(int index)
    {
        var image = torch.empty([height, width], torch.uint8);
        var size = height * width;
        images.AsSpan(index * size, size).CopyTo(image.DataSpan<byte>());
        return [image, (long)labels[index]];
    }

    /// <inheritdoc/>
    public long LabelOf(int index) => labels[index];

    /// <inheritdoc/>
    public string Describe(int index) => FormattableString.Invariant($"image {index} of {imageFile}");

    IReadOnlyList<string> IVisionDataset.FilesOf(int index) => [imageFile];

    internal static RemoteFile[] FilesAt(IReadOnlyList<string> mirrors, IReadOnlyList<(string Name, string Md5)> files) =>
        [.. files.Select(file => new RemoteFile(file.Name, file.Md5, [.. mirrors.Select(mirror => new Uri(mirror + file.Name))]))];

    internal static void Download(string folder, IReadOnlyList<RemoteFile> files, IProgress<string>? progress)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in files)
        {
            var target = Path.Join(folder, Path.GetFileNameWithoutExtension(file.Name));
            if (!File.Exists(target))
            {
                Unpacker.Gunzip(Downloader.Fetch(file, folder, progress), target);
            }
        }
    }
}
