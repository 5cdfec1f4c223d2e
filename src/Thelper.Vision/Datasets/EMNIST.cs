namespace Thelper.Vision.Datasets;

/// <summary>Handwritten letters and digits, 28 x 28 grey, mirrored at the diagonal as published; six ways to split them into classes.</summary>
/// <remarks>G. Cohen, S. Afshar, J. Tapson, A. van Schaik, "EMNIST: an extension of MNIST to handwritten letters", arXiv:1702.05373, 2017.</remarks>
[TypeName("torchvision.datasets.mnist.EMNIST", "torchvision.datasets.EMNIST")]
public sealed class EMNIST : IdxDataset
{
    private const string Digits = "0123456789";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>Lower-case letters that are told apart from their capitals when classes are merged.</summary>
    private const string Unmerged = "abdefghnqrt";

    private static readonly RemoteFile Published =
        new("gzip.zip", "58c8d27c78d21e728a6bc7b3cc06412e", [new Uri("https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/gzip.zip")]);

    private static readonly Dictionary<string, string[]> ClassesOf = new(StringComparer.Ordinal)
    {
        ["byclass"] = Letters(Digits + Upper + Lower),
        ["bymerge"] = Letters(Digits + Upper + Unmerged),
        ["balanced"] = Letters(Digits + Upper + Unmerged),
        ["letters"] = ["N/A", .. Letters(Lower)],
        ["digits"] = Letters(Digits),
        ["mnist"] = Letters(Digits),
    };

    /// <summary>Reads the dataset from <c>root/EMNIST/raw</c>.</summary>
    /// <param name="root">The folder of the dataset's folder.</param>
    /// <param name="split"><c>byclass</c> (62 classes), <c>bymerge</c> or <c>balanced</c> (47), <c>letters</c> (27, the first one unused), <c>digits</c> or <c>mnist</c> (10).</param>
    /// <param name="train">The training images; otherwise the test images.</param>
    /// <param name="download">Fetches missing files.</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <exception cref="UserErrorException">A file is missing or damaged, or there is no such split.</exception>
    public EMNIST(string root, string split, bool train = true, bool download = false, IProgress<string>? progress = null)
        : this(root, split, train, download, Published, progress)
    {
    }

    internal EMNIST(string root, string split, bool train, bool download, RemoteFile archive, IProgress<string>? progress)
        : base(
            root,
            "EMNIST",
            $"emnist-{Choice.Of(split, "split", [.. ClassesOf.Keys])}-{(train ? "train" : "test")}",
            ClassesOf[split],
            download ? folder => Fetch(folder, $"emnist-{split}-{(train ? "train" : "test")}", archive, progress) : null)
    {
    }

    private static string[] Letters(string letters) => [.. letters.Select(letter => letter.ToString())];

    private static void Fetch(string folder, string prefix, RemoteFile archive, IProgress<string>? progress)
    {
        if (File.Exists(Path.Join(folder, $"{prefix}-images-idx3-ubyte")) && File.Exists(Path.Join(folder, $"{prefix}-labels-idx1-ubyte")))
        {
            return;
        }

        Directory.CreateDirectory(folder);
        Unpacker.UnzipGzipped(Downloader.Fetch(archive, folder, progress), "gzip", folder);
    }
}
