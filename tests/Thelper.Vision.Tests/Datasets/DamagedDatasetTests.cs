using System.Diagnostics;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Datasets;

namespace Thelper.Vision.Tests.Datasets;

/// <summary>Cut and bit-flipped files: either they are read, or a typed error names the file, soon and without much memory.</summary>
[NoLeaks]
public class DamagedDatasetTests
{
    private static readonly TimeSpan Box = TimeSpan.FromSeconds(1.5);

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
    public void A_damaged_file_gives_samples_or_a_typed_error(string name)
    {
        using var folder = new TempFolder();
        foreach (var file in Directory.GetFiles(Golden.Root, "*", SearchOption.AllDirectories))
        {
            var copy = folder[Path.GetRelativePath(Golden.Root, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var whole = File.ReadAllBytes(folder[name]);
        var random = new Random(12345);
        var (errors, rounds) = (0, 0);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Box && rounds < 400)
        {
            File.WriteAllBytes(folder[name], Damage(whole, random, rounds));
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = clock.Elapsed;
            try
            {
                ReadAll(folder.Path, name);
            }
            catch (UserErrorException error)
            {
                // A flipped bit in an image's name leaves good JSON that names an image which is not there; the error names that one.
                if (name != "coco/instances.json" || !error.Message.EndsWith("no such file", StringComparison.Ordinal))
                {
                    error.Message.ShouldContain(Path.GetFileName(name), Case.Sensitive);
                }

                errors++;
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(256L << 20);
            (clock.Elapsed - start).ShouldBeLessThan(TimeSpan.FromSeconds(5));
            rounds++;
        }

        errors.ShouldBeGreaterThan(0);
    }

    private static byte[] Damage(byte[] whole, Random random, int round)
    {
        if (round % 2 == 0)
        {
            return whole[..random.Next(whole.Length)];
        }

        var damaged = (byte[])whole.Clone();
        // Heads are where a flipped bit does the most.
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            damaged[random.Next(random.Next(2) == 0 ? Math.Min(256, whole.Length) : whole.Length)] ^= (byte)(1 << random.Next(8));
        }

        return damaged;
    }

    private static void ReadAll(string root, string name)
    {
        IVisionDataset dataset = name switch
        {
            _ when name.StartsWith("KMNIST", StringComparison.Ordinal) => new KMNIST(root),
            _ when name.StartsWith("QMNIST", StringComparison.Ordinal) => new QMNIST(root),
            _ when name.StartsWith("Fashion", StringComparison.Ordinal) => new FashionMNIST(root),
            _ when name.EndsWith(".mat", StringComparison.Ordinal) => new SVHN(root, name[..name.IndexOf('_', StringComparison.Ordinal)]),
            _ when name.StartsWith("stl10", StringComparison.Ordinal) => new STL10(root, folds: name.EndsWith("txt", StringComparison.Ordinal) ? 1 : null),
            _ when name.Contains("/Segm", StringComparison.Ordinal) => new VOCSegmentation(root, imageSet: "val"),
            _ when name.StartsWith("VOC", StringComparison.Ordinal) => new VOCDetection(root, imageSet: "val"),
            _ => new CocoDetection(Path.Join(root, "coco"), Path.Join(root, "coco/instances.json")),
        };
        for (var i = 0; i < Math.Min(dataset.Count, 4); i++)
        {
            foreach (var element in dataset.GetItem(i))
            {
                (element as IDisposable)?.Dispose();
            }
        }
    }
}
