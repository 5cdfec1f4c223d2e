using Thelper.Config;
using Thelper.Data;
using Thelper.Data.Datasets;
using Thelper.Data.Loading;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Logging;
using Thelper.Torch;

namespace Thelper.Tests.Data.Datasets;

[NoLeaks]
public class DatasetFactoryTests
{
    private const string MnistTask = """
        "task":{"type":"thelper.tasks.Classification","params":{"class_names":["0","1","2","3","4","5","6","7","8","9"],"input_key":"0","label_key":"1"}}
        """;

    [Fact]
    public void A_torchvision_dataset_is_wrapped_with_its_task()
    {
        using var folder = Mnist(count: 6);
        var (datasets, task) = Make($$$$$$"""{"datasets":{"m":{"type":"torchvision.datasets.MNIST","params":{"root":"{{{{{{folder.Path}}}}}}","train":false},{{{{{{MnistTask}}}}}}}}}""");
        var dataset = datasets["m"].ShouldBeOfType<ExternalDataset>();
        dataset.ToString().ShouldBe("torchvision.datasets.mnist.MNIST(transforms=None, deepcopy=False)");
        dataset.HasLabels.ShouldBeTrue();
        dataset.LabelOf(4).ShouldBe(4L);
        ((Classification)task).ClassNames.ShouldBe(Enumerable.Range(0, 10).Select(digit => $"{digit}"));
        using var sample = dataset.GetItem(4, TransformRandom.For(0, 0, 0));
        sample.Keys.ShouldBe(["0", "1"]);
        ((torch.Tensor)sample["0"]!).shape.ShouldBe([28, 28]);
        sample["1"].ShouldBe(4L);
    }

    [Fact]
    public void A_torchvision_dataset_splits_by_class()
    {
        using var folder = Mnist(count: 200);
        var loaders = Loaders.Create(ConfigLoader.Parse(
            $$$$$$"""{"datasets":{"m":{"type":"torchvision.datasets.MNIST","params":{"root":"{{{{{{folder.Path}}}}}}","train":false},{{{{{{MnistTask}}}}}}}},"loaders":{"train_split":{"m":0.8},"test_split":{"m":0.2},"batch_size":20,"test_seed":0,"valid_seed":0,"torch_seed":0}}""",
            "c.json"), new());
        loaders.Split.Test["m"].CountBy(index => index % 10).ShouldAllBe(pair => pair.Value == 4);
        foreach (var batch in loaders.Test!)
        {
            using (batch)
            {
                ((torch.Tensor)batch["0"]!).shape.ShouldBe([20, 28, 28]);
                ((torch.Tensor)batch["1"]!).dtype.ShouldBe(torch.int64);
            }
        }
    }

    [Fact]
    public void Such_a_dataset_without_a_task_is_an_error()
    {
        using var folder = Mnist(count: 6);
        Fails($$$$$$"""{"datasets":{"m":{"type":"torchvision.datasets.MNIST","params":{"root":"{{{{{{folder.Path}}}}}}","train":false}}}}""").ShouldContain("give the dataset a task");
    }

    [Fact]
    public void The_section_may_be_a_file_of_its_own()
    {
        using var folder = new TempFolder();
        folder.Image("a/1.png");
        File.WriteAllText(folder["datasets.json"], $$$$$$"""{"datasets":{"d":{"type":"thelper.data.ImageFolderDataset","params":{"root":"{{{{{{folder.Path}}}}}}"}}}}""");
        Make($$$$$$"""{"datasets":"{{{{{{folder["datasets.json"]}}}}}}"}""").Datasets["d"].Count.ShouldBe(1);
    }

    [Fact]
    public void A_task_overrides_that_of_the_dataset_for_the_session_only()
    {
        using var folder = new TempFolder();
        folder.Image("a/1.png");
        var (datasets, task) = Make(
            $$$$$$"""{"datasets":{"d":{"type":"thelper.data.ImageFolderDataset","params":{"root":"{{{{{{folder.Path}}}}}}"},"task":{"type":"thelper.tasks.Classification","params":{"class_names":["a","b"],"input_key":"image","label_key":"label"}}}}}""");
        ((Classification)task).ClassNames.ShouldBe(["a", "b"]);
        ((Classification)datasets["d"].Task).ClassNames.ShouldBe(["a"]);
    }

    [Fact]
    public void Masks_are_in_the_numbers_of_the_task_where_a_dataset_has_others()
    {
        using var folder = new TempFolder();
        foreach (var name in new[] { "a", "b" })
        {
            folder.Image($"{name}/images/1.png");
            Directory.CreateDirectory(folder[$"{name}/masks"]);
            using var mask = torch.tensor(new byte[] { 0, 1, 1, 0, 0, name == "a" ? (byte)255 : (byte)200 }, [2, 3]);
            ImageCodec.Save(folder[$"{name}/masks/1.png"], mask);
        }

        string Masks(string name, string classes, int dontcare) =>
            $$$$$$"""{"type":"thelper.data.ImageMaskDataset","params":{"image_root":"{{{{{{folder[name]}}}}}}/images","mask_root":"{{{{{{folder[name]}}}}}}/masks","class_names":{{{{{{classes}}}}}},"dontcare":{{{{{{dontcare}}}}}}}}""";
        var (a, b) = (Masks("a", """["road","building"]""", 255), Masks("b", """["background","road"]""", 200));
        var log = new ListLog();
        var loaders = Loaders.Create(ConfigLoader.Parse(
            $$$$$$"""{"datasets":{"a":{{{{{{a}}}}}},"b":{{{{{{b}}}}}}},"loaders":{"train_split":{"a":1,"b":1},"train_shuffle":false,"batch_size":2,"workers":0}}""",
            "c.json"), new(), _ => log);

        ((Segmentation)loaders.Task).ClassNames.ShouldBe(["road", "building", "background"]);
        using var batch = loaders.Train!.Single();
        ((torch.Tensor)batch["label_map"]!).DataSpan<byte>().ToArray().ShouldBe([0, 1, 1, 0, 0, 255, 2, 0, 0, 2, 2, 255]);
        log.Texts.Count(text => text == "the data sets number their classes differently; labels are changed to the numbers of the task: of 'b' background from 0 to 2, road from 1 to 0, dontcare from 200 to 255").ShouldBe(1);
    }

    [Fact]
    public void Masks_are_in_the_numbers_of_a_model_that_the_data_are_used_for()
    {
        using var folder = new TempFolder();
        folder.Image("images/1.png");
        Directory.CreateDirectory(folder["masks"]);
        using (var mask = torch.tensor(new byte[] { 0, 1, 1, 0, 0, 255 }, [2, 3]))
        {
            ImageCodec.Save(folder["masks/1.png"], mask);
        }

        var sections = ConfigSections.Read(ConfigLoader.Parse(
            $$$$$$"""
            {"datasets":{"d":{"type":"thelper.data.ImageMaskDataset","params":{"image_root":"{{{{{{folder["images"]}}}}}}","mask_root":"{{{{{{folder["masks"]}}}}}}","class_names":["road","building"],"dontcare":255}}},
            "loaders":{"train_split":{"d":1},"train_shuffle":false,"workers":0}}
            """,
            "c.json"));
        var log = new ListLog();
        var model = new Segmentation(new[] { "building", "tree", "road" }, "image", "label_map", dontcare: 200);
        var plan = DataPlan.Bind(sections, new(), sections.Errors);
        sections.Errors.ThrowIfAny();
        plan.Choose = data =>
        {
            ((Segmentation)data).ClassNames.ShouldBe(["road", "building"]);
            return model;
        };
        var loaders = plan.Open(_ => log);
        loaders.Task.ShouldBeSameAs(model);
        for (var epoch = 0; epoch < 2; epoch++)
        {
            using var batch = loaders.Train!.Single();
            ((torch.Tensor)batch["label_map"]!).DataSpan<byte>().ToArray().ShouldBe([2, 0, 0, 2, 2, 200]);
        }

        log.Texts.Count(text => text == "the model numbers classes differently from the data sets; labels are changed to its numbers: of 'd' road from 0 to 2, building from 1 to 0, dontcare from 255 to 200").ShouldBe(1);
    }

    [Theory]
    [InlineData("Straße", "building", "'Straße'")]
    [InlineData("Straße", "Haus", "'Straße', 'Haus'")]
    [InlineData("road", "building", null)]
    public void Classes_that_a_model_does_not_know_are_told(string first, string second, string? unknown)
    {
        using var folder = new TempFolder();
        folder.Image("images/1.png");
        Directory.CreateDirectory(folder["masks"]);
        using (var mask = torch.tensor(new byte[] { 0, 1, 1, 0, 0, 1 }, [2, 3]))
        {
            ImageCodec.Save(folder["masks/1.png"], mask);
        }

        var sections = ConfigSections.Read(ConfigLoader.Parse(
            $$$$$$"""
            {"datasets":{"d":{"type":"thelper.data.ImageMaskDataset","params":{"image_root":"{{{{{{folder["images"]}}}}}}","mask_root":"{{{{{{folder["masks"]}}}}}}","class_names":["road","building"]}}},
            "loaders":{"test_split":{"d":1},"workers":0}}
            """,
            "c.json"));
        var log = new ListLog();
        var plan = DataPlan.Bind(sections, new(), sections.Errors);
        sections.Errors.ThrowIfAny();
        plan.Written = (_, _) => new Segmentation(new[] { first, second }, "image", "label_map");
        using var batch = plan.Open(_ => log).Test!.Single();
        ((torch.Tensor)batch["label_map"]!).DataSpan<byte>().ToArray().ShouldBe([0, 1, 1, 0, 0, 1]);
        string[] told = unknown is null ? [] :
            [$"the model does not know {unknown}, classes of 'd', whose labels count by their numbers alone; the model's classes are 'road', 'building': name those of 'd' as these where they mean the same"];
        log.Texts.Where(text => text.Contains("does not know", StringComparison.Ordinal)).ShouldBe(told);
    }

    [Fact]
    public void An_ignored_value_that_is_a_class_of_the_task_changes_in_the_masks()
    {
        using var folder = new TempFolder();
        string Masks(string name, string classes, int dontcare)
        {
            folder.Image($"{name}/images/1.png");
            Directory.CreateDirectory(folder[$"{name}/masks"]);
            using var mask = torch.tensor(new byte[] { 0, 1, 1, 0, 0, (byte)dontcare }, [2, 3]);
            ImageCodec.Save(folder[$"{name}/masks/1.png"], mask);
            return $$$$$$"""{"type":"thelper.data.ImageMaskDataset","params":{"image_root":"{{{{{{folder[name]}}}}}}/images","mask_root":"{{{{{{folder[name]}}}}}}/masks","class_names":{{{{{{classes}}}}}},"dontcare":{{{{{{dontcare}}}}}}}}""";
        }

        var (a, b) = (Masks("a", """["road","building"]""", 2), Masks("b", """["water","road"]""", 255));
        var log = new ListLog();
        var loaders = Loaders.Create(ConfigLoader.Parse(
            $$$$$$"""{"datasets":{"a":{{{{{{a}}}}}},"b":{{{{{{b}}}}}}},"loaders":{"train_split":{"a":1,"b":1},"train_shuffle":false,"batch_size":2,"workers":0}}""",
            "c.json"), new(), _ => log);

        ((Segmentation)loaders.Task).DontCare.ShouldBe(255);
        using var batch = loaders.Train!.Single();
        ((torch.Tensor)batch["label_map"]!).DataSpan<byte>().ToArray().ShouldBe([0, 1, 1, 0, 0, 255, 2, 0, 0, 2, 2, 255]);
        log.Texts.ShouldContain("the data sets number their classes differently; labels are changed to the numbers of the task: of 'a' dontcare from 2 to 255; of 'b' water from 0 to 2, road from 1 to 0");
    }

    // Also where it is alone in its set.
    [Fact]
    public void Class_indices_are_in_the_numbers_of_the_task_where_a_dataset_has_others()
    {
        using var folder = new TempFolder();
        foreach (var name in new[] { "a/cat", "a/dog", "b/cat", "b/cow" })
        {
            folder.Image($"{name}/1.png");
        }

        string Images(string name, string classes) =>
            $$$$$$"""{"type":"torchvision.datasets.ImageFolder","params":{"root":"{{{{{{folder[name]}}}}}}"},"task":{"type":"thelper.tasks.Classification","params":{"class_names":{{{{{{classes}}}}}},"input_key":"0","label_key":"1"}}}""";
        var (a, b) = (Images("a", """["cat","dog"]"""), Images("b", """["cat","cow"]"""));
        var loaders = Loaders.Create(ConfigLoader.Parse(
            $$$$$$"""{"datasets":{"a":{{{{{{a}}}}}},"b":{{{{{{b}}}}}}},"loaders":{"train_split":{"a":1},"valid_split":{"b":1},"train_shuffle":false,"batch_size":2,"workers":0}}""",
            "c.json"), new());

        ((Classification)loaders.Task).ClassNames.ShouldBe(["cat", "dog", "cow"]);
        using var batch = loaders.Valid!.Single();
        ((torch.Tensor)batch["1"]!).DataSpan<long>().ToArray().ShouldBe([0, 2]);
        loaders.Valid!.Dataset.LabelOf(1).ShouldBe(2L);
        (loaders.Datasets["b"].LabelOf(1), loaders.Datasets["b"].LabelInTask(1)).ShouldBe((1L, 2L));
        using var sample = loaders.Datasets["b"].GetItem(1, TransformRandom.For(0, 0, 0));
        sample["1"].ShouldBe(2L);
    }

    [Fact]
    public void Labels_that_are_names_need_no_numbers()
    {
        using var folder = new TempFolder();
        foreach (var name in new[] { "a/cat", "a/dog", "b/ant", "b/cat" })
        {
            folder.Image($"{name}/1.png");
        }

        var log = new ListLog();
        var loaders = Loaders.Create(ConfigLoader.Parse(
            $$$$$$"""
            {"datasets":{"a":{"type":"thelper.data.ImageFolderDataset","params":{"root":"{{{{{{folder["a"]}}}}}}"}},"b":{"type":"thelper.data.ImageFolderDataset","params":{"root":"{{{{{{folder["b"]}}}}}}"}}},
            "loaders":{"train_split":{"a":1,"b":1},"train_shuffle":false,"batch_size":4,"workers":0}}
            """,
            "c.json"), new(), _ => log);

        using var batch = loaders.Train!.Single();
        ((IReadOnlyList<object?>)batch["label"]!).ShouldBe(["cat", "dog", "ant", "cat"], ignoreOrder: true); // folders come as the file system lists them
        log.Texts.ShouldNotContain(text => text.Contains("number their classes", StringComparison.Ordinal));
    }

    [Fact]
    public void A_dataset_s_own_transforms_run_before_the_base_transforms()
    {
        using var folder = new TempFolder();
        folder.Image("a/1.png", blue: 10);
        var errors = new ConfigErrors();
        var config = ConfigLoader.Parse(
            $$$$$$"""{"datasets":{"d":{"type":"thelper.data.ImageFolderDataset","params":{"root":"{{{{{{folder.Path}}}}}}"},"transforms":[{"operation":"thelper.transforms.NormalizeZeroMeanUnitVar","params":{"mean":[1,1,1],"std":[2,2,2]},"target_key":"image"}]}}}""",
            "c.json");
        var factory = new DatasetFactory(ConfigSections.Read(config), new(), errors, new Recorder());
        errors.ThrowIfAny();
        using var sample = factory.Create().Datasets["d"].GetItem(0, TransformRandom.For(0, 0, 0));
        sample["seen"].ShouldBe(4.5);
    }

    [Theory]
    [InlineData("""{"datasets":{}}""", "at least one dataset")]
    [InlineData("{}", "at least one dataset")]
    [InlineData("""{"datasets":{"d":{"params":{}}}}""", "datasets.d: the key 'type' is missing")]
    [InlineData("""{"datasets":{"d":{"type":"thelper.optim.Accuracy"}}}""", "'thelper.optim.Accuracy' is not a dataset")]
    [InlineData("""{"datasets":{"d":{"type":"thelper.data.ImageDataset","prams":{}}}}""", "did you mean 'params'?")]
    public void Mistakes_are_named(string config, string message) => Fails(config).ShouldContain(message);

    private static (IReadOnlyDictionary<string, Dataset> Datasets, Thelper.Tasks.Task Task) Make(string config)
    {
        var errors = new ConfigErrors();
        var factory = new DatasetFactory(ConfigSections.Read(ConfigLoader.Parse(config, "c.json")), new(), errors);
        errors.ThrowIfAny();
        return factory.Create();
    }

    private static string Fails(string config) => Should.Throw<UserErrorException>(() => Make(config)).Message;

    // Labels are 0 to 9, again and again.
    private static TempFolder Mnist(int count)
    {
        var folder = new TempFolder();
        Directory.CreateDirectory(folder["MNIST/raw"]);
        File.WriteAllBytes(folder["MNIST/raw/t10k-images-idx3-ubyte"], [0, 0, 8, 3, 0, 0, 0, (byte)count, 0, 0, 0, 28, 0, 0, 0, 28, .. new byte[count * 784]]);
        File.WriteAllBytes(folder["MNIST/raw/t10k-labels-idx1-ubyte"], [0, 0, 8, 1, 0, 0, 0, (byte)count, .. Enumerable.Range(0, count).Select(i => (byte)(i % 10))]);
        return folder;
    }

    /// <summary>Records what the image is when it arrives.</summary>
    private sealed class Recorder : ITransform
    {
        public object? Apply(object? value, TransformRandom random)
        {
            var sample = (Sample)value!;
            sample["seen"] = (double)((torch.Tensor)sample["image"]!).DataSpan<float>()[0];
            return sample;
        }

        public object? Invert(object? value) => value;
    }
}
