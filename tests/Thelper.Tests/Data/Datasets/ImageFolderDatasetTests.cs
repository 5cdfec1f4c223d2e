using Thelper.Data.Datasets;
using Thelper.Data.Loading;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Logging;
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
        File.WriteAllText(folder["x.ZIP"], "");
        Should.Throw<UserErrorException>(() => new ImageFolderDataset(folder["x.ZIP"])).Message.ShouldContain("is an archive; unpack it, and name the folder");
        Should.Throw<UserErrorException>(() => new ImageFolderDataset("~/data")).Message.ShouldBe("the folder '~/data' does not exist ('~' is not expanded; write the whole path)");
        Should.Throw<UserErrorException>(() => new ImageFolderDataset("$DATA/x")).Message.ShouldContain("variables of the environment are not expanded");
        folder.Image("a/1.png");
        Directory.CreateDirectory(folder["b"]);
        Should.Throw<UserErrorException>(() => new ImageFolderDataset(folder.Path)).Message.ShouldContain($"'{folder["b"]}' holds no image");
    }

    [Fact]
    public void What_is_hidden_or_made_by_a_system_counts_at_no_depth()
    {
        using var folder = new TempFolder();
        string[] left = [".git/a.png", "__MACOSX/cat/._1.png", "cat/._1.png", "cat/.ipynb_checkpoints/1-checkpoint.png", "dog/deep/@eaDir/1.png", "dog/$RECYCLE.BIN/1.png"];
        Array.ForEach([.. left, "cat/1.png", "cat/2.TIFF", "dog/1.webp", "dog/deep/2.jpe"], name => folder.Image(name));
        File.WriteAllText(folder["cat/thumbs.DB"], "");
        File.WriteAllText(folder["dog/desktop.ini"], "");
        var log = new ListLog();
        var dataset = new ImageFolderDataset(folder.Path, order: "name", log: log);
        dataset.Classes.ClassNames.ShouldBe(["cat", "dog"]);
        Paths(dataset).ShouldBe([folder["cat/1.png"], folder["cat/2.TIFF"], folder["dog/1.webp"], folder["dog/deep/2.jpe"]]);
        log.Lines.ShouldHaveSingleItem().ShouldStartWith($"Information: '{folder.Path}': 8 entries are no sample: 3 hidden ('");
        log.Lines[0].ShouldContain("; 5 made by a system or an archiver ('");
        new ImageDataset(folder["cat"], order: "name").Count.ShouldBe(2);
        for (var i = 0; i < dataset.Count; i++)
        {
            using var sample = dataset.GetItem(i, NoChance);
            ((torch.Tensor)sample["image"]!).shape.ShouldBe([2, 3, 3]);
        }
    }

    [Fact]
    public void Pictures_that_are_left_out_are_a_warning()
    {
        using var folder = new TempFolder();
        folder.Image("a/1.png");
        folder.Image("stray.png");
        File.WriteAllText(folder["a/2.gif"], "");
        File.WriteAllText(folder["a/3.HEIC"], "");
        File.WriteAllText(folder["a/4"], "");
        Directory.CreateSymbolicLink(folder["a/again"], folder.Path);
        var log = new ListLog();
        new ImageFolderDataset(folder.Path, log: log).Count.ShouldBe(1);
        log.Lines.ShouldHaveSingleItem().ShouldBe(
            $"Warning: '{folder.Path}': 5 entries are no sample: 1 with the ending of no image (no ending 1); 2 in a picture format that is not read (.HEIC 1, .gif 1; convert them to PNG); "
            + "1 outside the class folders ('stray.png'); 1 linked folders, which are not followed ('a/again')");
    }

    [Fact]
    public void Empty_class_folders_fail_are_skipped_or_kept()
    {
        using var folder = new TempFolder();
        folder.Image("a/1.png");
        folder.Image("c/1.png");
        Directory.CreateDirectory(folder["b"]);
        Should.Throw<UserErrorException>(() => new ImageFolderDataset(folder.Path)).Message.ShouldEndWith("or set empty_classes to 'skip' (no class) or 'keep' (a class without samples)");
        var log = new ListLog();
        new ImageFolderDataset(folder.Path, emptyClasses: "skip", log: log).Classes.ClassNames.ShouldBe(["a", "c"]);
        log.Lines.ShouldHaveSingleItem().ShouldBe($"Warning: '{folder.Path}': class folders without an image, which are no classes: b");
        var kept = new ImageFolderDataset(folder.Path, emptyClasses: "keep", order: "name");
        kept.Classes.ClassNames.ShouldBe(["a", "b", "c"]);
        (kept.Count, kept.LabelOf(1)).ShouldBe((2, "c"));
        Should.Throw<UserErrorException>(() => new ImageFolderDataset(folder.Path, emptyClasses: "yes")).Message.ShouldBe("empty_classes: expected 'fail', 'skip' or 'keep', got 'yes'");
    }

    [Fact]
    public void Folders_that_are_no_classes_are_suspected()
    {
        using var folder = new TempFolder();
        folder.Image("train/cat/1.png");
        folder.Image("Val/cat/1.png");
        var log = new ListLog();
        _ = new ImageFolderDataset(folder.Path, log: log);
        _ = new ImageFolderDataset(folder["train"], log: log);
        log.Lines.ShouldHaveSingleItem().ShouldContain("the class folders are named Val, train: if each holds a set of samples");
        folder.Image("one/pets/dog/1.png");
        _ = new ImageFolderDataset(folder["one"], log: log);
        folder.Image("two/Cat/1.png");
        folder.Image("two/cat/1.png");
        _ = new ImageFolderDataset(folder["two"], log: log);
        log.Lines[2].ShouldContain("the class folders 'Cat', 'cat' differ in capitals or blanks alone");
        folder.Image("three/\u00e9/1.png");
        folder.Image("three/e\u0301/1.png");
        _ = new ImageFolderDataset(folder["three"], log: log);
        log.Lines[3].ShouldContain("or in how accents are stored (NFC, NFD); if they are one class");
        log.Lines[1].ShouldEndWith($"if those are the classes, the root is '{folder["one"]}/pets'");
    }

    [Fact]
    public void A_listing_from_Windows_is_read()
    {
        using var folder = new TempFolder();
        folder.Image("a/deep/1.png");
        File.WriteAllText(folder["list.txt"], "\uFEFFa\\deep\\1.png\r\n");
        Paths(new ImageFolderDataset(folder.Path, order: folder["list.txt"])).ShouldBe([folder["a/deep/1.png"]]);
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

        File.WriteAllText(folder["a.gif"], "");
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

    private static IEnumerable<string> Paths(ImageFolderDataset dataset) => Enumerable.Range(0, dataset.Count).Select(dataset.Describe);
}
