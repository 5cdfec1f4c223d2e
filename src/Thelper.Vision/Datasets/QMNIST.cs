using Thelper.Torch;

namespace Thelper.Vision.Datasets;

/// <summary>MNIST rebuilt from the original NIST scans, 28 x 28 grey, with the writer and origin of every digit.</summary>
/// <remarks>
/// C. Yadav, L. Bottou, "Cold case: the lost MNIST digits", NeurIPS 2019. The labels are those of the files. (torchvision 0.14 reads
/// 32-bit integers with their bytes in the wrong order; that error is not repeated.)
/// </remarks>
[TypeName("torchvision.datasets.mnist.QMNIST", "torchvision.datasets.QMNIST")]
public sealed class QMNIST : IVisionDataset
{
    private const int Fields = 8;
    private const int Shared = 10000;
    private static readonly string[] Names = ["0 - zero", "1 - one", "2 - two", "3 - three", "4 - four", "5 - five", "6 - six", "7 - seven", "8 - eight", "9 - nine"];

    private readonly string imageFile;
    private readonly byte[] images;
    private readonly int[] labels;
    private readonly int height;
    private readonly int width;
    private readonly int first;
    private readonly bool compat;

    /// <summary>Reads the dataset from <c>root/QMNIST/raw</c>.</summary>
    /// <param name="root">The folder of the dataset's folder.</param>
    /// <param name="what"><c>train</c>, <c>test</c>, <c>test10k</c> (the images that MNIST also tests with), <c>test50k</c> (the others) or <c>nist</c> (all scans); null for what <paramref name="train"/> says.</param>
    /// <param name="compat">The truth is the class index; otherwise all eight published numbers.</param>
    /// <param name="train">Without <paramref name="what"/>: <c>train</c>, otherwise <c>test</c>.</param>
    /// <param name="download">Fetches missing files (not those of <c>nist</c>, which are packed with xz).</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <exception cref="UserErrorException">A file is missing or damaged, or there is no such part.</exception>
    public QMNIST(string root, string? what = null, bool compat = true, bool train = true, bool download = false, IProgress<string>? progress = null)
    {
        what = Choice.Of(what ?? (train ? "train" : "test"), "what", ["train", "test", "test10k", "test50k", "nist"]);
        this.compat = compat;
        var folder = Path.Join(root, "QMNIST", "raw");
        var prefix = what switch { "train" => "qmnist-train", "nist" => "xnist", _ => "qmnist-test" };
        imageFile = Path.Join(folder, $"{prefix}-images-idx3-ubyte");
        var labelFile = Path.Join(folder, $"{prefix}-labels-idx2-int");
        if (download && what != "nist")
        {
            IdxDataset.Download(folder, what == "train" ? TrainFiles : TestFiles, progress);
        }

        foreach (var file in new[] { imageFile, labelFile })
        {
            if (!File.Exists(file) && !File.Exists(file + ".gz"))
            {
                throw new UserErrorException(what == "nist"
                    ? $"the QMNIST dataset has no file '{file}'; fetch '{Path.GetFileName(file)}.xz' from https://github.com/facebookresearch/qmnist and unpack it there with 'xz -d'"
                    : $"the QMNIST dataset has no file '{file}' (or '{file}.gz'); set \"download\": true to fetch it, or correct the root '{root}'");
            }
        }

        (var shape, images) = IdxFile.Read(imageFile, dimensions: 3);
        (var labelShape, labels) = IdxFile.ReadIntegers(labelFile, dimensions: 2);
        (height, width) = (shape[1], shape[2]);
        if (labelShape[1] != Fields || labelShape[0] != shape[0])
        {
            throw new UserErrorException(FormattableString.Invariant($"{IdxFile.Given(labelFile)}: holds {labelShape[0]} x {labelShape[1]} numbers instead of {Fields} for each of the {shape[0]} images of {IdxFile.Given(imageFile)}; delete both files and download them again"));
        }

        first = what == "test50k" ? Math.Min(Shared, shape[0]) : 0;
        Count = what == "test10k" ? Math.Min(Shared, shape[0]) : shape[0] - first;
        for (var i = 0; i < shape[0]; i++)
        {
            if ((uint)labels[i * Fields] >= (uint)Names.Length)
            {
                throw new UserErrorException(FormattableString.Invariant($"{IdxFile.Given(labelFile)}: label {labels[i * Fields]} of image {i} is not one of {Names.Length} classes"));
            }
        }
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes => Names;

    /// <inheritdoc/>
    public bool HasLabels => compat;

    private static RemoteFile[] TrainFiles => IdxDataset.FilesAt(Mirrors, [("qmnist-train-images-idx3-ubyte.gz", "ed72d4157d28c017586c42bc6afe6370"), ("qmnist-train-labels-idx2-int.gz", "0058f8dd561b90ffdd0f734c6a30e5e4")]);

    private static RemoteFile[] TestFiles => IdxDataset.FilesAt(Mirrors, [("qmnist-test-images-idx3-ubyte.gz", "1394631089c404de565df7b7aeaf9412"), ("qmnist-test-labels-idx2-int.gz", "5b5b05890a5e13444e108efe57b788aa")]);

    private static string[] Mirrors => ["https://raw.githubusercontent.com/facebookresearch/qmnist/master/"];

    /// <summary>Loads a sample.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <returns>A uint8 tensor height x width, and the class index or an int64 tensor of 8 numbers.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public IReadOnlyList<object?> GetItem(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
        var image = torch.empty([height, width], torch.uint8);
        var size = height * width;
        images.AsSpan((first + index) * size, size).CopyTo(image.DataSpan<byte>());
        if (compat)
        {
            return [image, LabelOf(index)];
        }

        return [image, torch.tensor(Array.ConvertAll(labels[((first + index) * Fields)..((first + index + 1) * Fields)], number => (long)number))];
    }

    /// <inheritdoc/>
    public long LabelOf(int index) => labels[(first + index) * Fields];

    /// <inheritdoc/>
    public string Describe(int index) => FormattableString.Invariant($"image {first + index} of {imageFile}");

    IReadOnlyList<string> IVisionDataset.FilesOf(int index) => [imageFile];
}
