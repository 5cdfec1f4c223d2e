using Thelper.Vision.Datasets;

namespace Thelper.Vision.Formats;

/// <summary>Fetches PASCAL VOC 2012.</summary>
public static class VocDownload
{
    // The larger archive is 1.9 GiB.
    private const long MaxBytes = 4L << 30;

    private static readonly RemoteFile[] Archives =
    [
        new("VOCtrainval_11-May-2012.tar", "6cd6e144f989b92b3379bac3b3de84fd", [new Uri("http://pjreddie.com/media/files/VOCtrainval_11-May-2012.tar")]),
        new("VOC2012test.tar", "9065beb292b6c291fad82b2725749fda", [new Uri("http://pjreddie.com/media/files/VOC2012test.tar")]),
    ];

    /// <summary>Downloads and unpacks both archives.</summary>
    /// <param name="root">The folder that gets <c>VOCdevkit</c>.</param>
    /// <param name="progress">Told how far the download is.</param>
    /// <exception cref="UserErrorException">An archive cannot be had, or is damaged.</exception>
    public static void Fetch(string root, IProgress<string>? progress)
    {
        // The folder appears under its name when all of it is there.
        var part = Path.Join(root, ".VOCdevkit.part");
        if (Directory.Exists(part))
        {
            Directory.Delete(part, recursive: true);
        }

        foreach (var archive in Archives)
        {
            Unpacker.UntarTree(Downloader.Fetch(archive, root, progress), part, "VOCdevkit", MaxBytes);
        }

        Directory.Move(Path.Join(part, "VOCdevkit"), Path.Join(root, "VOCdevkit"));
        Directory.Delete(part);
    }
}
