using Thelper.Vision.Formats;

namespace Thelper.Vision.Datasets;

/// <summary>The images of a year of the Pascal VOC challenge, with something for each of them.</summary>
/// <remarks>M. Everingham, L. Van Gool, C. K. I. Williams, J. Winn, A. Zisserman, "The Pascal visual object classes (VOC) challenge", IJCV 88(2), 2010.</remarks>
public abstract class VocDataset : IVisionDataset
{
    /// <summary>More than the largest year unpacks to.</summary>
    private const long MaxBytes = 8L << 30;
    private readonly string root;
    private readonly VocFolder folder;
    private readonly string[] names;

    private protected VocDataset(string root, string year, string imageSet, bool download, string lists, RemoteFile? archive, IProgress<string>? progress)
    {
        Choice.Of(year, "year", ["2007", "2008", "2009", "2010", "2011", "2012"]);
        Choice.Of(imageSet, "image_set", year == "2007" ? ["train", "trainval", "val", "test"] : ["train", "trainval", "val"]);
        this.root = root;
        folder = new VocFolder(Path.Join(root, year == "2011" ? "TrainVal" : "", "VOCdevkit", "VOC" + year));
        var list = folder.List(lists, imageSet);
        if (download && !File.Exists(list))
        {
            Directory.CreateDirectory(root);
            Unpacker.UntarTree(Downloader.Fetch(archive ?? Published(year, imageSet), root, progress), root, year == "2011" ? "TrainVal" : "VOCdevkit", MaxBytes);
        }

        names = [.. VocFolder.Lines(list)];
    }

    /// <inheritdoc/>
    public int Count => names.Length;

    /// <summary>Null, as in torchvision.</summary>
    public IReadOnlyList<string>? Classes => null;

    /// <summary>False: the truth is no class index.</summary>
    public bool HasLabels => false;

    /// <inheritdoc/>
    public IReadOnlyList<object?> GetItem(int index)
    {
        var image = RgbImage.Read(Describe(index));
        try
        {
            return [image, ReadTarget(folder, names[index])];
        }
        catch (UserErrorException)
        {
            image.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public long LabelOf(int index) => throw new NotSupportedException("These samples have no class index.");

    /// <inheritdoc/>
    public string Describe(int index) => folder.Image(names[index]);

    string? IVisionDataset.Root => root;

    IReadOnlyList<string> IVisionDataset.FilesOf(int index) => [Describe(index), TargetFile(folder, names[index])];

    private protected abstract object? ReadTarget(VocFolder folder, string name);

    private protected abstract string TargetFile(VocFolder folder, string name);

    private static RemoteFile Published(string year, string imageSet)
    {
        // The archive of 2008 is kept under the name that torchvision gives it.
        var (file, name, md5) = (year, imageSet) switch
        {
            ("2007", "test") => ("VOCtest_06-Nov-2007.tar", "VOCtest_06-Nov-2007.tar", "b6e924de25625d8de591ea690078ad9f"),
            ("2007", _) => ("VOCtrainval_06-Nov-2007.tar", "VOCtrainval_06-Nov-2007.tar", "c52e279531787c972589f7e41ab4ae64"),
            ("2008", _) => ("VOCtrainval_14-Jul-2008.tar", "VOCtrainval_11-May-2012.tar", "2629fa636546599198acfcfbfcf1904a"),
            ("2009", _) => ("VOCtrainval_11-May-2009.tar", "VOCtrainval_11-May-2009.tar", "a3e00b113cfcfebf17e343f59da3caa1"),
            ("2010", _) => ("VOCtrainval_03-May-2010.tar", "VOCtrainval_03-May-2010.tar", "da459979d0c395079b5c75ee67908abb"),
            ("2011", _) => ("VOCtrainval_25-May-2011.tar", "VOCtrainval_25-May-2011.tar", "6c3384ef61512963050cb5d687e5bf1e"),
            _ => ("VOCtrainval_11-May-2012.tar", "VOCtrainval_11-May-2012.tar", "6cd6e144f989b92b3379bac3b3de84fd"),
        };
        return new RemoteFile(name, md5, [new Uri($"http://host.robots.ox.ac.uk/pascal/VOC/voc{year}/{file}")]);
    }
}
