using Thelper.Imaging;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Datasets;

namespace Thelper.Vision.Tests.Datasets;

[NoLeaks]
public class VisionDatasetTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Samples_are_those_of_torchvision(bool train)
    {
        Check(new MNIST(Golden.Root, train), $"MNIST-{train}");
        Check(new FashionMNIST(Golden.Root, train), $"FashionMNIST-{train}");
        Check(new CIFAR10(Golden.Root, train), $"CIFAR10-{train}");
        Check(new CIFAR100(Golden.Root, train), $"CIFAR100-{train}");
    }

    [Fact]
    public void Class_names_are_known()
    {
        new MNIST(Golden.Root).Classes[7].ShouldBe("7 - seven");
        new FashionMNIST(Golden.Root).Classes[9].ShouldBe("Ankle boot");
        new CIFAR100(Golden.Root).Classes.Count.ShouldBe(100);
    }

    [Fact]
    public void Missing_files_are_named_with_the_way_out()
    {
        foreach (var make in new Action[] { () => _ = new MNIST("nowhere"), () => _ = new CIFAR10("nowhere"), () => _ = new CIFAR100("nowhere", train: false) })
        {
            var message = Should.Throw<UserErrorException>(make).Message;
            message.ShouldContain("\"download\": true");
            message.ShouldContain("nowhere/");
        }
    }

    [Theory]
    [InlineData(0, "not an IDX file")]
    [InlineData(15, "damaged or cut off")]
    [InlineData(100, "damaged or cut off")]
    public void A_cut_file_is_named(int length, string problem)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["MNIST/raw"]);
        foreach (var file in Directory.GetFiles(Path.Combine(Golden.Root, "MNIST/raw")))
        {
            File.Copy(file, folder[$"MNIST/raw/{Path.GetFileName(file)}"]);
        }

        var images = folder["MNIST/raw/train-images-idx3-ubyte"];
        File.WriteAllBytes(images, length == 0 ? "hello, this is text"u8.ToArray() : File.ReadAllBytes(images)[..length]);
        Should.Throw<UserErrorException>(() => new MNIST(folder.Path)).Message.ShouldContain(problem);
        Should.Throw<UserErrorException>(() => new MNIST(folder.Path)).Message.ShouldContain(images);
    }

    [Fact]
    public void A_size_that_the_file_only_claims_takes_no_memory()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["MNIST/raw"]);
        byte[] head = [0, 0, 8, 3, 0, 0, 0xff, 0xff, 0, 0, 0, 64, 0, 0, 0, 64];
        using (var packed = new System.IO.Compression.GZipStream(File.Create(folder["MNIST/raw/train-images-idx3-ubyte.gz"]), System.IO.Compression.CompressionMode.Compress))
        {
            packed.Write(head);
        }

        File.Copy(Path.Combine(Golden.Root, "MNIST/raw/train-labels-idx1-ubyte"), folder["MNIST/raw/train-labels-idx1-ubyte"]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<UserErrorException>(() => new MNIST(folder.Path)).Message.ShouldContain("cut off");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(16 << 20);
    }

    [Fact]
    public void A_pickle_of_something_else_is_refused()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["cifar-100-python"]);
        File.Copy(Path.Combine(Golden.Root, "cifar-100-python/meta"), folder["cifar-100-python/meta"]);
        File.WriteAllBytes(folder["cifar-100-python/train"], "cos\nsystem\n(U\ttouch /xyztR."u8.ToArray());
        Should.Throw<UserErrorException>(() => new CIFAR100(folder.Path)).Message.ShouldContain("cifar-100-python/train");
        File.Copy(Path.Combine(Golden.Root, "cifar-100-python/meta"), folder["cifar-100-python/train"], overwrite: true);
        Should.Throw<UserErrorException>(() => new CIFAR100(folder.Path)).Message.ShouldContain("under 'data'");
    }

    [Fact]
    public void Image_folders_are_read_in_order_of_name()
    {
        using var folder = new TempFolder();
        foreach (var name in new[] { "b/2.png", "b/10.png", "a/deep/1.png", "a/z.png" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
            using var image = torch.tensor(new byte[] { 1, 2, 3 }, [1, 1, 3]);
            ImageCodec.Save(folder[name], image);
        }

        var dataset = new ImageFolder(folder.Path);
        Enumerable.Range(0, dataset.Count).Select(dataset.Describe).ShouldBe([folder["a/z.png"], folder["a/deep/1.png"], folder["b/10.png"], folder["b/2.png"]]);
        dataset.Classes.ShouldBe(["a", "b"]);
        dataset.LabelOf(3).ShouldBe(1);
        using (var red = (torch.Tensor)dataset.GetItem(0)[0]!)
        {
            red.DataSpan<byte>().ToArray().ShouldBe(new byte[] { 3, 2, 1 });
        }

        File.WriteAllText(folder["a/z.png"], "no image");
        Should.Throw<UserErrorException>(() => dataset.GetItem(0)).Message.ShouldContain(folder["a/z.png"]);
        Should.Throw<UserErrorException>(() => new ImageFolder(folder["nowhere"])).Message.ShouldContain("does not exist");
        Directory.CreateDirectory(folder["c"]);
        Should.Throw<UserErrorException>(() => new ImageFolder(folder.Path)).Message.ShouldContain("holds no fitting file");
        new ImageFolder(folder.Path, allowEmpty: true).Classes.ShouldBe(["a", "b", "c"]);
    }

    // torchvision itself takes the folders '.ipynb_checkpoints' and '__MACOSX' for classes.
    [Fact]
    public void What_is_hidden_or_made_by_a_system_counts_at_no_depth()
    {
        using var folder = new TempFolder();
        string[] left = [".ipynb_checkpoints/x.png", "__MACOSX/a/._1.png", "a/.hidden.png", "a/deep/.thumbs/1.png", "a/@eaDir/1.png", "stray.png"];
        foreach (var name in left.Concat(["a/1.png", "a/deep/2.png", "b/1.webp", "a/Thumbs.db", "b/notes.txt", "b/moving.gif"]))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
            File.WriteAllText(folder[name], "");
        }

        var said = new List<string>();
        var dataset = new ImageFolder(folder.Path, progress: new Told(said));
        dataset.Classes.ShouldBe(["a", "b"]);
        Enumerable.Range(0, dataset.Count).Select(dataset.Describe).ShouldBe([folder["a/1.png"], folder["a/deep/2.png"], folder["b/1.webp"]]);
        said.ShouldHaveSingleItem().ShouldStartWith($"'{folder.Path}': 9 entries are no sample: 3 hidden ('");
        said[0].ShouldContain("3 made by a system or an archiver ('");
        said[0].ShouldContain("1 with the ending of no image (.txt 1)");
        said[0].ShouldContain("1 in a picture format that is not read (.gif 1; convert them to PNG)");
        said[0].ShouldContain("1 outside the class folders ('stray.png')");
        new DatasetFolder(folder.Path, "pil_loader", [".txt", ".db"], allowEmpty: true).Describe(0).ShouldBe(folder["b/notes.txt"]);
    }

    private static void Check(IVisionDataset dataset, string name)
    {
        var expected = Golden.Expected(name);
        dataset.Count.ShouldBe(expected.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var tuple = dataset.GetItem(i);
            using var image = (torch.Tensor)tuple[0]!;
            image.dtype.ShouldBe(torch.uint8);
            image.shape.ShouldBe(expected[i].GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()));
            image.DataSpan<byte>().ToArray().ShouldBe(expected[i].GetProperty("bytes").EnumerateArray().Select(value => value.GetByte()).ToArray());
            tuple[1].ShouldBe(expected[i].GetProperty("label").GetInt64());
            dataset.LabelOf(i).ShouldBe(expected[i].GetProperty("label").GetInt64());
        }
    }

    private sealed class Told(List<string> said) : IProgress<string>
    {
        public void Report(string value) => said.Add(value);
    }
}
