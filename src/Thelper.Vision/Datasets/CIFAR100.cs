namespace Thelper.Vision.Datasets;

/// <summary>Photographs of a hundred kinds of things, 32 x 32: 50,000 for training, 10,000 for testing.</summary>
[TypeName("torchvision.datasets.cifar.CIFAR100", "torchvision.datasets.CIFAR100")]
public sealed class CIFAR100 : CifarDataset
{
    internal static readonly CifarLayout Published = new(
        "CIFAR-100",
        "cifar-100-python",
        new RemoteFile("cifar-100-python.tar.gz", "eb9058c3a382ffc7106e4002c42a8d85", [new Uri("https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz")]),
        ["train"],
        ["test"],
        "fine_labels",
        "meta",
        "fine_label_names");

    /// <summary>Reads the dataset from <c>root/cifar-100-python</c>.</summary>
    /// <param name="root">The folder of the dataset's folder.</param>
    /// <param name="train">The training images; otherwise the test images.</param>
    /// <param name="download">Fetches missing files.</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <exception cref="UserErrorException">A file is missing or damaged.</exception>
    public CIFAR100(string root, bool train = true, bool download = false, IProgress<string>? progress = null)
        : this(root, train, download, Published, progress)
    {
    }

    internal CIFAR100(string root, bool train, bool download, CifarLayout layout, IProgress<string>? progress)
        : base(root, layout, train, download, progress)
    {
    }
}
