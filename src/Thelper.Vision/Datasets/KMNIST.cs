namespace Thelper.Vision.Datasets;

/// <summary>Characters of old Japanese handwriting, 28 x 28 grey: 60,000 for training, 10,000 for testing.</summary>
/// <remarks>T. Clanuwat, M. Bober-Irizar, A. Kitamoto, A. Lamb, K. Yamamoto, D. Ha, "Deep learning for classical Japanese literature", arXiv:1812.01718, 2018.</remarks>
[TypeName("torchvision.datasets.mnist.KMNIST", "torchvision.datasets.KMNIST")]
public sealed class KMNIST : IdxDataset
{
    private static readonly string[] Names = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"];
    private static readonly RemoteFile[] Published = FilesAt(
        ["http://codh.rois.ac.jp/kmnist/dataset/kmnist/"],
        [
            ("train-images-idx3-ubyte.gz", "bdb82020997e1d708af4cf47b453dcf7"),
            ("train-labels-idx1-ubyte.gz", "e144d726b3acfaa3e44228e80efcd344"),
            ("t10k-images-idx3-ubyte.gz", "5c965bf0a639b31b8f53240b1b52f4d7"),
            ("t10k-labels-idx1-ubyte.gz", "7320c461ea6c1c855c0b718fb2a4b134"),
        ]);

    /// <summary>Reads the dataset from <c>root/KMNIST/raw</c>.</summary>
    /// <param name="root">The folder of the dataset's folder.</param>
    /// <param name="train">The training images; otherwise the test images.</param>
    /// <param name="download">Fetches missing files.</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <exception cref="UserErrorException">A file is missing or damaged.</exception>
    public KMNIST(string root, bool train = true, bool download = false, IProgress<string>? progress = null)
        : this(root, train, download, Published, progress)
    {
    }

    internal KMNIST(string root, bool train, bool download, IReadOnlyList<RemoteFile> files, IProgress<string>? progress)
        : base(root, "KMNIST", train, download, Names, files, progress)
    {
    }
}
