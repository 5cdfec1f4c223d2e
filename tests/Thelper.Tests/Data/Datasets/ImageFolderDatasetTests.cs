using Thelper.Data.Datasets;
using Thelper.Data.Loading;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Tests.Data.Datasets;

[NoLeaks]
public class ImageFolderDatasetTests
{
    private static readonly TransformRandom NoChance = TransformRandom.For(0, 0, 0);

    [Fact]
    public void Classes_are_the_folders_and_samples_the_images()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 100; i++)
        {
            folder.Image($"class {i / 10}/{i:D3}.png");
        }

        File.WriteAllText(folder["stray.txt"], "");
        folder.Image("stray.png");
        File.WriteAllText(folder["class 3/notes.txt"], "");
        Directory.CreateDirectory(folder[".hidden"]);
        var dataset = new ImageFolderDataset(folder.Path);
        dataset.Count.ShouldBe(100);
        dataset.Classes.ClassNames.ShouldBe(Enumerable.Range(0, 10).Select(i => $"class {i}"));
        dataset.Task.ToString().ShouldStartWith("thelper.tasks.classif.Classification(class_names=['class 0', ");
        using var last = dataset.GetItem(-1, NoChance);
        last["idx"].ShouldBe(99L);
        Should.Throw<ArgumentOutOfRangeException>(() => dataset.GetItem(100, NoChance));
    }

    [Fact]
    public void A_sample_has_the_original_s_fields()
    {
        using var folder = new TempFolder();
        folder.Image("b/deep/er/1.png", blue: 1, green: 2, red: 3);
        folder.Image("a/2.PNG");
        var dataset = new ImageFolderDataset(folder.Path + "/", order: "name");
        using var sample = dataset.GetItem(1, NoChance);
        sample.Keys.ShouldBe(["image", "idx", "path", "label"]);
        sample["path"].ShouldBe($"{folder.Path}/b/deep/er/1.png");
        sample["label"].ShouldBe("b");
        dataset.LabelOf(1).ShouldBe("b");
        var image = (torch.Tensor)sample["image"]!;
        image.shape.ShouldBe([2, 3, 3]);
        image.DataSpan<byte>()[..3].ToArray().ShouldBe(new byte[] { 1, 2, 3 });
        dataset.ToString().ShouldBe("thelper.data.parsers.ImageFolderDataset(transforms=None, deepcopy=False)");
    }

    [Fact]
    public void A_listing_fixes_members_and_order()
    {
        using var folder = new TempFolder();
        folder.Image("a/1.png");
        folder.Image("a/2.png");
        folder.Image("b/1.png");
        File.WriteAllText(folder["list.txt"], "b/1.png\na/2.png\n");
        var dataset = new ImageFolderDataset(folder.Path, order: folder["list.txt"]);
        Enumerable.Range(0, dataset.Count).Select(dataset.Describe).ShouldBe([folder["b/1.png"], folder["a/2.png"]]);
        dataset.Classes.ClassNames.ShouldBe(["a", "b"]);
        File.WriteAllText(folder["list.txt"], "../a/2.png\n");
        Should.Throw<UserErrorException>(() => new ImageFolderDataset(folder.Path, order: folder["list.txt"])).Message.ShouldContain("list.txt:1");
        Should.Throw<UserErrorException>(() => new ImageFolderDataset(folder.Path, order: "size")).Message.ShouldContain("'filesystem', 'name'");
    }

    [Fact]
    public void Missing_things_are_named()
    {
        using var folder = new TempFolder();
        Should.Throw<UserErrorException>(() => new ImageFolderDataset(folder["nowhere"])).Message.ShouldContain("nowhere' does not exist");
        Should.Throw<UserErrorException>(() => new ImageFolderDataset(folder.Path)).Message.ShouldContain("no subfolder");
        Should.Throw<UserErrorException>(() => new ImageFolderDataset(folder.Image("x.png"))).Message.ShouldContain("is a file");
        folder.Image("a/1.png");
        Directory.CreateDirectory(folder["b"]);
        Should.Throw<UserErrorException>(() => new ImageFolderDataset(folder.Path)).Message.ShouldContain($"'{folder["b"]}' holds no image");
    }

    [Fact]
    public void A_bad_image_is_named_by_its_path()
    {
        using var folder = new TempFolder();
        var good = File.ReadAllBytes(folder.Image("a/1.png"));
        File.WriteAllBytes(folder["a/2.png"], good[..(good.Length / 2)]);
        var loader = new DataLoader(new ImageFolderDataset(folder.Path, order: "name"), new DataLoaderOptions { BatchSize = 2 });
        Should.Throw<UserErrorException>(() => loader.GetEnumerator().MoveNext()).Message.ShouldContain(folder["a/2.png"]);
    }

    [Fact]
    public void A_circle_of_links_ends()
    {
        using var folder = new TempFolder();
        folder.Image("a/1.png");
        Directory.CreateSymbolicLink(folder["a/again"], folder.Path);
        new ImageFolderDataset(folder.Path).Count.ShouldBe(1);
    }

    [Fact]
    public void A_sample_takes_less_than_200_bytes()
    {
        // Many, so that what else happens in the process counts for nothing.
        var datasets = new ImageFolderDataset[20];
        datasets[0] = new(Repository.File("samples", "digits"));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 1; i < datasets.Length; i++)
        {
            datasets[i] = new(Repository.File("samples", "digits"));
        }

        var after = GC.GetTotalMemory(forceFullCollection: true);
        ((after - before) / (datasets.Length - 1) / datasets[0].Count).ShouldBeInRange(1, 200);
        GC.KeepAlive(datasets);
    }

    [Fact]
    public void Unlabelled_images_are_found_recursively()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 10; i++)
        {
            folder.Image(i % 2 == 0 ? $"{i}.png" : $"deep/{i}.jpg");
        }

        File.WriteAllText(folder["a.tiff"], "");
        var dataset = new ImageDataset(folder.Path, imageKey: "picture", order: "name");
        dataset.Count.ShouldBe(10);
        using var first = dataset.GetItem(-10, NoChance);
        first.Keys.ShouldBe(["picture", "idx", "path"]);
        first["path"].ShouldBe(folder["0.png"]);
        dataset.Task.ToString().ShouldBe("thelper.tasks.utils.Task(input_key='picture', gt_key=None, meta_keys=['path', 'idx'])");
        dataset.HasLabels.ShouldBeFalse();
        Should.Throw<UserErrorException>(() => new ImageDataset(Directory.CreateDirectory(folder["empty"]).FullName)).Message.ShouldContain("holds no image");
        File.WriteAllText(folder["none.txt"], "\n");
        Should.Throw<UserErrorException>(() => new ImageDataset(folder.Path, order: folder["none.txt"])).Message.ShouldBe($"{folder["none.txt"]}: the listing names no image");
    }
}
