using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Datasets;

namespace Thelper.Vision.Tests.Datasets;

/// <summary>Files in the published formats give what torchvision reads from them (tools/golden/vision_datasets.py).</summary>
[NoLeaks]
public class PublishedFormatTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Idx_datasets(bool train)
    {
        Check(new KMNIST(Golden.Root, train), $"KMNIST-{train}", "KMNIST");
        foreach (var split in new[] { "byclass", "bymerge", "balanced", "letters", "digits", "mnist" })
        {
            Check(new EMNIST(Golden.Root, split, train), $"EMNIST-{split}-{(train ? "train" : "test")}", $"EMNIST-{split}");
        }

        var part = train ? "train" : "test";
        Check(new QMNIST(Golden.Root, train: train), $"QMNIST-{part}");
        var full = new QMNIST(Golden.Root, part, compat: false);
        full.HasLabels.ShouldBeFalse();
        var expected = Golden.Expected($"QMNIST-{part}-full");
        for (var i = 0; i < expected.Length; i++)
        {
            var tuple = full.GetItem(i);
            using var image = (torch.Tensor)tuple[0]!;
            using var numbers = (torch.Tensor)tuple[1]!;
            numbers.DataSpan<long>().ToArray().ShouldBe(expected[i].EnumerateArray().Select(value => value.GetInt64()).ToArray());
        }
    }

    [Fact]
    public void Stl10()
    {
        foreach (var split in new[] { "train", "test", "unlabeled", "train+unlabeled" })
        {
            Check(new STL10(Golden.Root, split), $"STL10-{split}", "STL10");
        }

        Check(new STL10(Golden.Root, "train", folds: 4), "STL10-fold");
        Should.Throw<UserErrorException>(() => new STL10(Golden.Root, "valid")).Message.ShouldContain("train+unlabeled");
        Should.Throw<UserErrorException>(() => new STL10(Golden.Root, folds: 10)).Message.ShouldContain("0 to 9");
    }

    [Fact]
    public void Svhn_packed_and_plain()
    {
        Check(new SVHN(Golden.Root), "SVHN-train");
        Check(new SVHN(Golden.Root, "test"), "SVHN-test");
        Should.Throw<UserErrorException>(() => new SVHN(Golden.Root, "extra")).Message.ShouldContain("extra_32x32.mat");
    }

    [Theory]
    [InlineData(3, 5, 4)]
    [InlineData(1, 9, 7)]
    [InlineData(3, 40, 30)]
    public void Fake_data(int channels, int height, int width) =>
        Check(new FakeData(3, [channels, height, width], 7, randomOffset: 5), $"FakeData-{channels}-{height}");

    [Fact]
    public void Fake_data_of_the_default_size()
    {
        var data = new FakeData();
        data.Count.ShouldBe(1000);
        CheckSample(data, 999, Golden.Expected("FakeData-default")[0]);
    }

    [Fact]
    public void Folders()
    {
        Paths(new DatasetFolder(Path.Combine(Golden.Root, "folder"), "torchvision.datasets.folder.default_loader", [".png"]), "DatasetFolder");
        Paths(new ImageFolder(Path.Combine(Golden.Root, "folder")), "ImageFolder");
        Should.Throw<UserErrorException>(() => new DatasetFolder(Golden.Root, "os.system", [".png"])).Message.ShouldContain("default_loader");
        Should.Throw<UserErrorException>(() => new DatasetFolder(Path.Combine(Golden.Root, "folder"), "pil_loader", [".wav"])).Message.ShouldContain("no fitting file (.wav)");
        new DatasetFolder(Path.Combine(Golden.Root, "folder"), path => path.Length, isValidFile: path => path.EndsWith(".txt", StringComparison.Ordinal) || path.Contains("/a/", StringComparison.Ordinal)).Count.ShouldBe(4);

        static void Paths(IVisionDataset dataset, string name)
        {
            Check(dataset, name, name);
            Enumerable.Range(0, dataset.Count).Select(i => Path.GetRelativePath(Golden.Root, dataset.Describe(i))).ShouldBe(Golden.Expected($"{name}-paths").Select(path => path.GetString()));
        }
    }

    [Fact]
    public void Voc_segmentation()
    {
        var dataset = new VOCSegmentation(Golden.Root, imageSet: "val");
        var expected = Golden.Expected("VOCSegmentation");
        dataset.Count.ShouldBe(expected.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var tuple = dataset.GetItem(i);
            using var image = (torch.Tensor)tuple[0]!;
            using var mask = (torch.Tensor)tuple[1]!;
            Digest(image).ShouldBe(expected[i].GetProperty("image").GetInt64());
            mask.shape.ShouldBe(expected[i].GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()));
            Digest(mask).ShouldBe(expected[i].GetProperty("mask").GetInt64());
        }

        Should.Throw<UserErrorException>(() => new VOCSegmentation(Golden.Root, "2012", "test")).Message.ShouldContain("image_set");
        Should.Throw<UserErrorException>(() => new VOCSegmentation(Golden.Root, "2007", "test")).Message.ShouldContain("VOC2007/ImageSets/Segmentation/test.txt");
    }

    [Fact]
    public void Voc_detection()
    {
        var dataset = new VOCDetection(Golden.Root, imageSet: "val");
        var expected = Golden.Expected("VOCDetection");
        for (var i = 0; i < expected.Length; i++)
        {
            var tuple = dataset.GetItem(i);
            using var image = (torch.Tensor)tuple[0]!;
            Same(tuple[1], expected[i]);
        }

        dataset.HasLabels.ShouldBeFalse();
        Same(VOCDetection.ReadTree(Path.Combine(Golden.Root, "VOCdevkit/VOC2012/Annotations/none.xml")), Golden.Value("VOCDetection-none"));
    }

    [Fact]
    public void Coco_detection()
    {
        var dataset = new CocoDetection(Path.Combine(Golden.Root, "coco"), Path.Combine(Golden.Root, "coco/instances.json"));
        var expected = Golden.Expected("CocoDetection");
        dataset.Count.ShouldBe(expected.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var tuple = dataset.GetItem(i);
            using var image = (torch.Tensor)tuple[0]!;
            Digest(image).ShouldBe(expected[i].GetProperty("image").GetInt64());
            Same(tuple[1], expected[i].GetProperty("annotations"));
        }
    }

    private static void Check(IVisionDataset dataset, string name, string? classes = null)
    {
        var expected = Golden.Expected(name);
        dataset.Count.ShouldBe(expected.Length, name);
        for (var i = 0; i < expected.Length; i++)
        {
            CheckSample(dataset, i, expected[i]);
        }

        if (classes is not null)
        {
            dataset.Classes.ShouldBe(Golden.Value("classes").GetProperty(classes).EnumerateArray().Select(value => value.GetString()!), classes);
        }
    }

    private static void CheckSample(IVisionDataset dataset, int index, JsonElement expected)
    {
        var tuple = dataset.GetItem(index);
        using var image = (torch.Tensor)tuple[0]!;
        image.dtype.ShouldBe(torch.uint8);
        image.shape.ShouldBe(expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()));
        Digest(image).ShouldBe(expected.GetProperty("sum").GetInt64(), dataset.Describe(index));
        tuple[1].ShouldBe(expected.GetProperty("label").GetInt64());
        dataset.LabelOf(index).ShouldBe(expected.GetProperty("label").GetInt64());
    }

    private static long Digest(torch.Tensor image)
    {
        var sum = 0L;
        var bytes = image.DataSpan<byte>();
        for (var i = 0; i < bytes.Length; i++)
        {
            sum += bytes[i] * ((i % 251) + 1L);
        }

        return sum;
    }

    private static void Same(object? actual, JsonElement expected)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                var map = actual.ShouldBeAssignableTo<IReadOnlyDictionary<string, object?>>()!;
                map.Keys.ShouldBe(expected.EnumerateObject().Select(property => property.Name));
                foreach (var property in expected.EnumerateObject())
                {
                    Same(map[property.Name], property.Value);
                }

                break;
            case JsonValueKind.Array:
                var list = actual.ShouldBeAssignableTo<IReadOnlyList<object?>>()!;
                list.Count.ShouldBe(expected.GetArrayLength());
                for (var i = 0; i < list.Count; i++)
                {
                    Same(list[i], expected[i]);
                }

                break;
            case JsonValueKind.Number:
                actual.ShouldBe(expected.TryGetInt64(out var whole) ? whole : expected.GetDouble());
                break;
            default:
                actual.ShouldBe(expected.ValueKind switch { JsonValueKind.String => expected.GetString(), JsonValueKind.True => true, JsonValueKind.False => false, _ => null });
                break;
        }
    }
}
