using Thelper.Testing;
using Thelper.Vision.Datasets;

namespace Thelper.Vision.Tests.Datasets;

/// <summary>Cut and bit-flipped files: either they are read, or a typed error names the file, soon and without much memory.</summary>
[NoLeaks]
public class DamagedDatasetTests
{
    [Theory]
    [InlineData("KMNIST/raw/train-images-idx3-ubyte")]
    [InlineData("QMNIST/raw/qmnist-train-labels-idx2-int")]
    [InlineData("FashionMNIST/raw/train-images-idx3-ubyte.gz")]
    [InlineData("train_32x32.mat")]
    [InlineData("test_32x32.mat")]
    [InlineData("stl10_binary/train_X.bin")]
    [InlineData("stl10_binary/train_y.bin")]
    [InlineData("stl10_binary/fold_indices.txt")]
    [InlineData("VOCdevkit/VOC2012/Annotations/2007_000002.xml")]
    [InlineData("VOCdevkit/VOC2012/SegmentationClass/2007_000001.png")]
    [InlineData("VOCdevkit/VOC2012/SegmentationClass/2007_000002.png")]
    [InlineData("VOCdevkit/VOC2012/JPEGImages/2007_000002.jpg")]
    [InlineData("coco/instances.json")]
    [InlineData("coco/a.png")]
    [InlineData("cifar-10-batches-py/data_batch_1")]
    [InlineData("cifar-10-batches-py/batches.meta")]
    [InlineData("cifar-100-python/train")]
    [InlineData("cifar-100-python/meta")]
    [InlineData("VOCdevkit/VOC2012/ImageSets/Main/val.txt")]
    public void A_damaged_file_gives_samples_or_a_typed_error(string name)
    {
        using var folder = new TempFolder();
        foreach (var file in Directory.GetFiles(Golden.Root, "*", SearchOption.AllDirectories))
        {
            var copy = folder[Path.GetRelativePath(Golden.Root, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        // A damaged name of an image or class makes another file wrong; its error names that one.
        var refers = name.EndsWith("meta", StringComparison.Ordinal) || name.EndsWith(".json", StringComparison.Ordinal) || name.Contains("ImageSets", StringComparison.Ordinal);
        FileFuzz.Run(folder[name], () => ReadAll(folder.Path, name), also: refers ? folder.Path : null, refused: 0.02);
    }

    private static void ReadAll(string root, string name)
    {
        IVisionDataset dataset = name switch
        {
            _ when name.StartsWith("KMNIST", StringComparison.Ordinal) => new KMNIST(root),
            _ when name.StartsWith("QMNIST", StringComparison.Ordinal) => new QMNIST(root),
            _ when name.StartsWith("Fashion", StringComparison.Ordinal) => new FashionMNIST(root),
            _ when name.StartsWith("cifar-100", StringComparison.Ordinal) => new CIFAR100(root),
            _ when name.StartsWith("cifar", StringComparison.Ordinal) => new CIFAR10(root),
            _ when name.EndsWith(".mat", StringComparison.Ordinal) => new SVHN(root, name[..name.IndexOf('_', StringComparison.Ordinal)]),
            _ when name.StartsWith("stl10", StringComparison.Ordinal) => new STL10(root, folds: name.EndsWith("txt", StringComparison.Ordinal) ? 1 : null),
            _ when name.Contains("/Segm", StringComparison.Ordinal) => new VOCSegmentation(root, imageSet: "val"),
            _ when name.StartsWith("VOC", StringComparison.Ordinal) => new VOCDetection(root, imageSet: "val"),
            _ => new CocoDetection(Path.Join(root, "coco"), Path.Join(root, "coco/instances.json")),
        };
        for (var i = 0; i < Math.Min(dataset.Count, 4); i++)
        {
            dataset.Describe(i).ShouldNotBeEmpty();
            foreach (var element in dataset.GetItem(i))
            {
                (element as IDisposable)?.Dispose();
            }
        }
    }
}
