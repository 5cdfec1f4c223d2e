namespace Thelper.Vision.Datasets;

/// <summary>Handwritten digits, 28 x 28 grey: 60,000 for training, 10,000 for testing.</summary>
/// <remarks>Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document recognition", Proc. IEEE 86(11), 1998.</remarks>
[TypeName("torchvision.datasets.mnist.MNIST", "torchvision.datasets.MNIST")]
public sealed class MNIST : IdxDataset
{
    private static readonly string[] Names = ["0 - zero", "1 - one", "2 - two", "3 - three", "4 - four", "5 - five", "6 - six", "7 - seven", "8 - eight", "9 - nine"];
    private static readonly RemoteFile[] Published = FilesAt(
        ["http://yann.lecun.com/exdb/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/"],
        [
            ("train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
            ("train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432"),
            ("t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3"),
            ("t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c"),
        ]);

    /// <summary>Reads the dataset from <c>root/MNIST/raw</c>.</summary>
    /// <param name="root">The folder of the dataset's folder.</param>
    /// <param name="train">The training images; otherwise the test images.</param>
    /// <param name="download">Fetches missing files.</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <exception cref="UserErrorException">A file is missing or damaged.</exception>
    public MNIST(string root, bool train = true, bool download = false, IProgress<string>? progress = null)
        : this(root, train, download, Published, progress)
    {
    }

    internal MNIST(string root, bool train, bool download, IReadOnlyList<RemoteFile> files, IProgress<string>? progress)
        : base(root, "MNIST", train, download, Names, files, progress)
    {
    }
}
