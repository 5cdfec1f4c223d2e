namespace Thelper.Vision.Datasets;

/// <summary>Photographs of ten kinds of things, 32 x 32: 50,000 for training, 10,000 for testing.</summary>
[TypeName("torchvision.datasets.cifar.CIFAR10", "torchvision.datasets.CIFAR10")]
public sealed class CIFAR10 : CifarDataset
{
    internal static readonly CifarLayout Published = new(
        "CIFAR-10",
        "cifar-10-batches-py",
        new RemoteFile("cifar-10-python.tar.gz", "c58f30108f718f92721af3b95e74349a", [new Uri("https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz")]),
        ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5"],
        ["test_batch"],
        "labels",
        "batches.meta",
        "label_names");

    /// <summary>Reads the dataset from <c>root/cifar-10-batches-py</c>.</summary>
    /// <param name="root">The folder of the dataset's folder.</param>
    /// <param name="train">The training images; otherwise the test images.</param>
    /// <param name="download">Fetches missing files.</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <exception cref="UserErrorException">A file is missing or damaged.</exception>
    public CIFAR10(string root, bool train = true, bool download = false, IProgress<string>? progress = null)
        : this(root, train, download, Published, progress)
    {
    }

    internal CIFAR10(string root, bool train, bool download, CifarLayout layout, IProgress<string>? progress)
        : base(root, layout, train, download, progress)
    {
    }
}
