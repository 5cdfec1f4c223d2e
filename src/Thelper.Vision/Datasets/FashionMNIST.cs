namespace Thelper.Vision.Datasets;

/// <summary>Articles of clothing, 28 x 28 grey: 60,000 for training, 10,000 for testing.</summary>
/// <remarks>H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms", arXiv:1708.07747, 2017.</remarks>
[TypeName("torchvision.datasets.mnist.FashionMNIST", "torchvision.datasets.FashionMNIST")]
public sealed class FashionMNIST : IdxDataset
{
    private static readonly string[] Names = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];
    private static readonly RemoteFile[] Published = FilesAt(
        ["http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"],
        [
            ("train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
            ("train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"),
            ("t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"),
            ("t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"),
        ]);

    /// <summary>Reads the dataset from <c>root/FashionMNIST/raw</c>.</summary>
    /// <param name="root">The folder of the dataset's folder.</param>
    /// <param name="train">The training images; otherwise the test images.</param>
    /// <param name="download">Fetches missing files.</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <exception cref="UserErrorException">A file is missing or damaged.</exception>
    public FashionMNIST(string root, bool train = true, bool download = false, IProgress<string>? progress = null)
        : this(root, train, download, Published, progress)
    {
    }

    internal FashionMNIST(string root, bool train, bool download, IReadOnlyList<RemoteFile> files, IProgress<string>? progress)
        : base(root, "FashionMNIST", train, download, Names, files, progress)
    {
    }
}
