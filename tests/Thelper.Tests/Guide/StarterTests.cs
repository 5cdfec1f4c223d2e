using System.Globalization;
using Thelper.Config;
using Thelper.Guide;
using Thelper.Imaging;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Tests.Guide;

/// <summary>What is found in folders of each kind. That the configurations run is tested where the commands are.</summary>
[NoLeaks]
public sealed class StarterTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("starter").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Classes_in_folders_with_sizes_means_and_names()
    {
        Images("cat", 12, 40, value: 50);
        Images("dog", 12, 40, value: 150);
        var starter = Starter.ForFolder(folder, null, Path.Combine(folder, "c.yaml"));
        starter.Summary.ShouldBe("classes in folders: 2 classes, 24 images; all of 40 x 40 pixels, grey; classification");
        var text = starter.Text("");
        text.ShouldContain("# Classes: cat, dog.\n");
        var root = ConfigLoader.Parse(text, "c.yaml", json: false);
        root.Get("loaders")!.Get("base_transforms")!.Items[2].Get("params")!.Get("mean")!.Items.Single().Value.ShouldBe(100.0);
        root.Get("loaders")!.Get("base_transforms")!.Items[2].Get("params")!.Get("std")!.Items.Single().Value.ShouldBe(50.0);
        ConfigSections.Read(root).Errors.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(32, 64, 32)]
    [InlineData(28, 40, 28)]
    [InlineData(28, 28, null)]
    public void Small_images_are_resized_unless_both_sides_fit(int height, int width, int? resized)
    {
        Images("cat", 2, height, width: width);
        Images("dog", 2, height, width: width);
        var root = Read(Starter.ForFolder(folder, null, null));
        var resize = root.Get("loaders")!.Get("base_transforms")!.Items.SingleOrDefault(stage => (string)stage.Get("operation")!.Value! == "thelper.transforms.Resize");
        resize?.Get("params")!.Get("dsize")!.Items.Select(item => item.Value).ShouldBe([(long)resized!.Value, (long)resized.Value]);
        (resize is null).ShouldBe(resized is null);
    }

    [Theory]
    [InlineData(1, 28, 28, "thelper.nn.lenet.LeNet", null)]
    [InlineData(3, 40, 40, "torchvision.models.resnet18", null)]
    [InlineData(3, 32, 64, "torchvision.models.resnet18", null)]
    [InlineData(1, 96, 96, "torchvision.models.resnet18", 1L)]
    public void What_is_prepared_gets_a_model_that_takes_it(int channels, int height, int width, string model, long? adapted)
    {
        var finding = new Finding("an archive", "classification") { Datasets = (_, _) => new(), Images = [], KnownSize = (height, width), IsPrepared = true, Channels = channels };
        var recipe = StarterRecipe.For("classification", finding, null);
        recipe.Transforms.ShouldBeEmpty();
        recipe.Model["type"].ShouldBe(model);
        recipe.Model.GetValueOrDefault("adapt_input").ShouldBe(adapted);
        StarterRecipe.For("regression", finding, null).Model.GetValueOrDefault("adapt_input").ShouldBe(channels == 3 ? null : (object)(long)channels);
    }

    [Fact]
    public void Sets_that_are_chosen_already()
    {
        foreach (var set in new[] { "train", "val" })
        {
            Images($"{set}/a", 3, 32);
            Images($"{set}/b", 3, 32);
        }

        var root = Read(Starter.ForFolder(folder, null, null));
        root.Get("loaders")!.Get("train_split")!.Get("train_data")!.Value.ShouldBe(1.0);
        root.Get("loaders")!.Get("valid_split")!.Get("valid_data")!.Value.ShouldBe(1.0);
    }

    [Theory]
    [InlineData("images", "masks", "", 255, "binary")]
    [InlineData("images", "labels", "_mask", 1, null)]
    public void Masks_in_a_folder_of_their_own(string images, string masks, string mark, int value, string? values)
    {
        Images(images, 4, 32);
        Images(masks, 4, 32, value: value, mark: mark, half: true);
        var root = Read(Starter.ForFolder(folder, null, null));
        var parameters = root.Get("datasets")!.Get("photos")!.Get("params")!;
        parameters.Get("class_names")!.Items.Count.ShouldBe(2);
        (parameters.Get("mask_values")?.Value as string).ShouldBe(values);
        (parameters.Get("mask_pattern")?.Value as string).ShouldBe(mark.Length == 0 ? null : "{name}_mask");
    }

    [Theory]
    [InlineData(new[] { 0, 128, 255 }, "background, class_128, class_255", true, null)]
    [InlineData(new[] { 0, 1, 2, 255 }, "background, class_1, class_2", false, 255L)]
    [InlineData(new[] { 0, 1, 3, 255 }, "background, class_1, class_3, class_255", true, null)]
    [InlineData(new[] { 0, 1 }, "background, class_1", false, null)]
    public void Classes_are_the_values_in_masks_and_255_is_none_where_the_others_count_up(int[] values, string classes, bool isMap, long? dontcare)
    {
        Images("images", 2, 32);
        Mask("masks/0.png", 32, row => values[row * values.Length / 32]);
        Mask("masks/1.png", 32, _ => 0);
        var parameters = Read(Starter.ForFolder(folder, null, null)).Get("datasets")!.Get("photos")!.Get("params")!;
        string.Join(", ", parameters.Get("class_names")!.Items.Select(item => item.Value)).ShouldBe(classes);
        (parameters.Get("mask_values")?.Entries.Count).ShouldBe(isMap ? values.Length : default(int?));
        (parameters.Get("dontcare")?.Value as long?).ShouldBe(dontcare);
    }

    [Fact]
    public void Masks_that_JPEG_has_blurred_are_of_two_classes()
    {
        Images("images", 1, 128);
        Mask("masks/0.jpg", 128, row => row < 61 ? 0 : 255);
        var starter = Starter.ForFolder(folder, null, null);
        var parameters = Read(starter).Get("datasets")!.Get("photos")!.Get("params")!;
        parameters.Get("mask_values")!.Value.ShouldBe("binary");
        parameters.Get("class_names")!.Items.Count.ShouldBe(2);
        starter.Text("").ShouldContain("The masks are JPEGs, whose compression changes values: those from 128 are taken to be the object.");
    }

    [Fact]
    public void Images_and_masks_may_have_words_before_their_numbers()
    {
        Images("images", 4, 32, head: "img_");
        Images("masks", 4, 32, value: 255, half: true, head: "mask_");
        var parameters = Read(Starter.ForFolder(folder, null, null)).Get("datasets")!.Get("photos")!.Get("params")!;
        parameters.Get("image_pattern")!.Value.ShouldBe("img_{name}");
        parameters.Get("mask_pattern")!.Value.ShouldBe("mask_{name}");
    }

    [Fact]
    public void Masks_in_each_set_have_the_classes_of_all()
    {
        foreach (var (set, value) in new[] { ("train", 1), ("val", 2) })
        {
            Images($"{set}/images", 4, 32);
            Images($"{set}/masks", 4, 32, value: value, half: true);
        }

        Images("test", 2, 32);
        var starter = Starter.ForFolder(folder, null, null);
        starter.Summary.ShouldStartWith("images with masks: 8 pairs, 3 classes, divided in train, valid;");
        starter.Text("").ShouldContain("The images in 'test' have no labels, and are not read.");
        var root = Read(starter);
        foreach (var set in new[] { "train", "valid" })
        {
            root.Get("datasets")!.Get($"{set}_data")!.Get("params")!.Get("class_names")!.Items.Count.ShouldBe(3);
            root.Get("loaders")!.Get($"{set}_split")!.Get($"{set}_data")!.Value.ShouldBe(1.0);
        }
    }

    [Fact]
    public void A_set_without_classes_is_left_out()
    {
        Images("train/cat", 20, 32);
        Images("train/dog", 20, 32);
        Images("test", 4, 32);
        var starter = Starter.ForFolder(folder, null, null);
        starter.Summary.ShouldStartWith("classes in folders: 2 classes, 40 images;");
        starter.Text("").ShouldContain("The images in 'test' have no labels, and are not read.");
        var root = Read(starter);
        root.Get("datasets")!.Get("photos")!.Get("params")!.Get("root")!.Value.ShouldBe(Path.Join(folder, "train"));
        root.Get("loaders")!.Get("train_split")!.Get("photos")!.Value.ShouldBe(0.8);
    }

    [Fact]
    public void COCO_in_each_set()
    {
        foreach (var set in new[] { "train", "valid", "test" })
        {
            Images(set, 2, 32);
            File.WriteAllText(
                Path.Combine(folder, set, "_annotations.coco.json"),
                """{"images": [{"id": 0, "file_name": "0.png"}, {"id": 1, "file_name": "1.png"}], "annotations": [{"id": 0, "image_id": 0, "category_id": 1, "bbox": [1, 1, 5, 5]}], "categories": [{"id": 1, "name": "round"}]}""");
        }

        var starter = Starter.ForFolder(folder, null, null);
        starter.Summary.ShouldStartWith("COCO, divided in train, valid, test: 6 images, 1 classes;");
        var root = Read(starter);
        root.Get("datasets")!.Get("test_data")!.Get("params")!.Get("annotations")!.Value.ShouldBe(Path.Join(folder, "test", "_annotations.coco.json"));
        root.Get("loaders")!.Get("valid_split")!.Get("valid_data")!.Value.ShouldBe(1.0);
    }

    [Theory]
    [InlineData("images", "masks")]
    [InlineData("test", "train")]
    [InlineData("images", "extra")]
    public void Folders_of_images_masks_and_sets_are_no_classes(string one, string other)
    {
        Images(one, 2, 32, head: "one");
        Images(other, 2, 32, head: "other");
        Refused(folder).ShouldContain($"folders that are called '{one}'");
    }

    [Fact]
    public void A_class_among_others_may_be_called_as_a_set()
    {
        foreach (var name in new[] { "car", "plane", "train" })
        {
            Images(name, 2, 32);
        }

        Starter.ForFolder(folder, null, null).Summary.ShouldStartWith("classes in folders: 3 classes, 6 images;");
    }

    [Fact]
    public void YOLO_lines_that_are_no_rows_of_numbers_count_no_classes()
    {
        Images("images", 2, 32);
        Directory.CreateDirectory(Path.Combine(folder, "labels"));
        foreach (var name in new[] { "0.txt", "1.txt" })
        {
            File.WriteAllText(Path.Combine(folder, "labels", name), "0 0.5 0.5 0.2 0.2\n1 0.5 0.5 0.2 0.2\n0 0.5 0.5 0.2 0.2\n# by hand\n\n1e9 0.5 0.5 0.2 0.2\nnan 0.5 0.5 0.2 0.2\n");
        }

        Starter.ForFolder(folder, null, null).Summary.ShouldStartWith("YOLO: 2 images, 2 classes;");
    }

    [Fact]
    public void Lists_with_labels_and_with_numbers()
    {
        Images("pictures", 4, 32);
        File.WriteAllText(Path.Combine(folder, "list.csv"), "file,label,x,y\n" + string.Concat(Enumerable.Range(0, 4).Select(i => $"{i}.png,c{i % 2},0.{i},1.5\n")));
        Starter.ForFolder(folder, null, null).Summary.ShouldStartWith("a list of images with labels: 4 rows, 2 classes;");
        var root = Read(Starter.ForFolder(folder, "regression", null));
        root.Get("datasets")!.Get("photos")!.Get("params")!.Get("target_columns")!.Items.Select(item => item.Value).ShouldBe(["x", "y"]);
        root.Get("model")!.Get("params")!.Get("num_classes")!.Value.ShouldBe(2L);
        Should.Throw<UserErrorException>(() => Starter.ForFolder(folder, "detection", null)).Message.ShouldEndWith("that is for classification or regression, not for detection");
    }

    [Fact]
    public void Classes_of_long_lists_are_those_of_all_rows_and_numbers_of_rows_are_not_learned()
    {
        Images("pictures", 4, 32);
        File.WriteAllText(Path.Combine(folder, "list.csv"), "row,id,file,label\n" + string.Concat(Enumerable.Range(0, 1500).Select(i => $"{i + 1},{i * 7 % 1500},{i % 4}.png,c{i / 500}\n")));
        Starter.ForFolder(folder, null, null).Summary.ShouldStartWith("a list of images with labels: 1500 rows, 3 classes;");
        Should.Throw<UserErrorException>(() => Starter.ForFolder(folder, "regression", null)).Message.ShouldEndWith("that is for classification, not for regression");
    }

    [Fact]
    public void What_has_nothing_to_learn_from_says_so()
    {
        Refused(folder).ShouldContain("the folder is empty");
        Refused(Path.Combine(folder, "no")).ShouldContain("there is no such folder");
        File.WriteAllText(Path.Combine(folder, "notes.txt"), "x");
        Refused(folder).ShouldContain("What is looked for: folders of images, one for each class;");
    }

    [Fact]
    public void Weights_beside_the_data_are_no_archive_unless_they_are_named_or_alone()
    {
        var file = Path.Combine(folder, "weights.h5");
        File.WriteAllText(file, "no archive");
        Refused(folder).ShouldContain("weights.h5");
        Images("cat", 2, 32);
        Images("dog", 2, 32);
        Starter.ForFolder(folder, null, null).Summary.ShouldStartWith("classes in folders: 2 classes, 4 images;");
        Refused(file).ShouldContain("weights.h5");
    }

    [Fact]
    public void Nothing_is_overwritten_without_being_told()
    {
        Images("a", 3, 32);
        Images("b", 3, 32);
        var file = Path.Combine(folder, "c.yaml");
        Starter.ForFolder(folder, null, file).Write(overwrite: false, new TypeRegistry()).Count.ShouldBe(2);
        File.WriteAllText(file, "mine");
        var schema = Path.Combine(folder, "thelper.schema.json");
        File.WriteAllText(schema, "mine");
        Should.Throw<UserErrorException>(() => Starter.ForFolder(folder, null, file).Write(overwrite: false, new TypeRegistry())).Message.ShouldBe($"'{file}': there already; name another file with --output, or replace it with --force");
        File.ReadAllText(file).ShouldBe("mine");
        Starter.ForFolder(folder, null, Path.Combine(folder, "d.yaml")).Write(overwrite: false, new TypeRegistry()).ShouldBe([Path.Combine(folder, "d.yaml")]);
        File.ReadAllText(schema).ShouldBe("mine");
        Starter.ForFolder(folder, null, file).Write(overwrite: true, new TypeRegistry());
        File.ReadAllText(file).ShouldStartWith("# yaml-language-server: $schema=thelper.schema.json\n# Classes in folders:");
    }

    private static ConfigNode Read(Starter starter) => ConfigLoader.Parse(starter.Text("list"), "c.yaml", json: false);

    private static string Refused(string path) => Should.Throw<UserErrorException>(() => Starter.ForFolder(path, null, null)).Message;

    private void Mask(string file, int side, Func<int, int> valueOfRow)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
        using var scope = torch.NewDisposeScope();
        var image = torch.zeros([side, side, 3], torch.uint8);
        for (var row = 0; row < side; row++)
        {
            image.narrow(0, row, 1).fill_(valueOfRow(row));
        }

        ImageCodec.Save(Path.Combine(folder, file), image);
    }

    private void Images(string below, int count, int side, int value = 128, string mark = "", bool half = false, string head = "", int? width = null)
    {
        var at = Directory.CreateDirectory(Path.Combine(folder, below)).FullName;
        using var scope = torch.NewDisposeScope();
        var image = torch.full([side, width ?? side, 3], value, dtype: torch.uint8);
        if (half)
        {
            image.narrow(0, 0, side / 2).zero_();
        }

        for (var i = 0; i < count; i++)
        {
            ImageCodec.Save(Path.Combine(at, $"{head}{i.ToString(CultureInfo.InvariantCulture)}{mark}.png"), image);
        }
    }
}
