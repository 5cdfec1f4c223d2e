using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Data.Sampling;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Data.Sampling;
using Thelper.Tests.Logging;
using Thelper.Torch;

namespace Thelper.Tests.Data.Loading;

[NoLeaks]
public class LoadersTests
{
    private const string Golden = """
        {"name":"classif-digits",
        "datasets":{"digits":{"type":"thelper.data.ImageFolderDataset","params":{"root":"ROOT","order":"ROOT/original-order.txt"}}},
        "loaders":{"batch_size":32,"workers":0,"test_seed":0,"valid_seed":1,"torch_seed":2,"numpy_seed":3,"random_seed":4,
        "base_transforms":[{"operation":"thelper.transforms.ToGray","target_key":"image"},{"operation":"thelper.transforms.NormalizeMinMax","params":{"min":[127],"max":[255]},"target_key":"image"},{"operation":"torchvision.transforms.ToTensor","target_key":"image"}],
        "train_split":{"digits":0.8},"valid_split":{"digits":0.1},"test_split":{"digits":0.1}}}
        """;

    [Fact]
    public void Split_and_records_of_the_original_session()
    {
        using var folder = new TempFolder();
        var loaders = Loaders.Create(GoldenConfig(), new());
        SplitLog.Write(loaders, folder.Path, "classif-digits", "vm-20261122-052304", "0.6.2:unknown");
        var expected = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden/data/digits.log"));
        File.ReadAllText(folder["digits.log"]).ShouldBe(expected);
        const string task = "session: classif-digits-vm-20261122-052304\nversion: 0.6.2:unknown\n"
            + "thelper.tasks.classif.Classification(class_names=['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'], input_key='image', label_key='label', meta_keys=['path', 'idx'], multi_label=False)\n";
        File.ReadAllText(folder["task.log"]).ShouldBe(task);
        SplitLog.Write(loaders, folder.Path, "classif-digits", "vm-20261122-052304", "0.6.2:unknown");
        File.ReadAllText(folder["task.log"]).ShouldBe(task + task);
    }

    [Theory]
    [InlineData("log_samples")]
    [InlineData("log_samples_metadata")]
    public void The_records_list_every_sample_if_the_configuration_says_so(string key)
    {
        using var folder = new TempFolder();
        var loaders = Loaders.Create(GoldenConfig().With(key, ConfigNode.Scalar(true, "x.json", 1, key)), new());
        SplitLog.Write(loaders, folder.Path, "classif-digits", "vm-20261122-052304", "0.6.2:unknown");
        using var record = System.Text.Json.JsonDocument.Parse(File.ReadAllText(folder["digits.log"]));
        var samples = record.RootElement.GetProperty("samples");
        samples.GetArrayLength().ShouldBe(loaders.Datasets["digits"].Count);
        samples[0].GetString().ShouldBe(loaders.Datasets["digits"].Describe(0));
    }

    // The original writes the split over the log.
    [Theory]
    [InlineData("data")]
    [InlineData("modules")]
    [InlineData("trainer")]
    [InlineData("task")]
    [InlineData("packages")]
    [InlineData("annotator")]
    public void A_dataset_with_the_name_of_a_log_leaves_the_log_alone(string name)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder[$"{name}.log"], "a line\n");
        var loaders = Loaders.Create(GoldenConfig().With("datasets", ConfigLoader.Parse($$$$"""{"{{{{name}}}}":{"type":"thelper.data.ShapesDataset","params":{"count":12}}}""", "x.json"))
            .With("loaders", ConfigLoader.Parse($$$$"""{"train_split":{"{{{{name}}}}":0.5},"valid_split":{"{{{{name}}}}":0.5},"skip_class_balancing":true,"test_seed":0,"valid_seed":1}""", "x.json")), new());
        SplitLog.Verify(loaders, folder.Path, _ => false);
        SplitLog.Write(loaders, folder.Path, "s", "t", "v");

        File.ReadAllText(folder[$"{name}.log"]).ShouldBe(name == "task" ? $"a line\nsession: s-t\nversion: v\n{loaders.Task}\n" : "a line\n");
        using var record = System.Text.Json.JsonDocument.Parse(File.ReadAllText(folder[$"{name}.split.json"]));
        record.RootElement.GetProperty("valid_idxs").EnumerateArray().Select(index => index.GetInt32()).ShouldBe(loaders.Split.Valid[name]);
        SplitLog.Verify(loaders, folder.Path, _ => false);
    }

    [Fact]
    public void First_epoch_takes_the_training_samples_in_the_order_of_the_seed()
    {
        var loaders = Loaders.Create(GoldenConfig(), new());
        (loaders.Train!.BatchCount, loaders.Valid!.BatchCount, loaders.Test!.BatchCount).ShouldBe((45, 6, 6));
        var places = Orders.Cases("random").Single(item => item.GetProperty("count").GetInt32() == 1437);
        var expected = Orders.Ints(places.GetProperty("order")).Select(place => loaders.Split.Train["digits"][place - 100]).ToArray();
        Indices(loaders.Train).ShouldBe(expected);
        Indices(loaders.Test).ShouldBe(loaders.Split.Test["digits"]);
    }

    [Fact]
    public void Making_loaders_seeds_the_generator()
    {
        using var expected = Seeded();
        Loaders.Create(GoldenConfig(), new());
        using var actual = torch.rand(3);
        actual.DataSpan<float>().ToArray().ShouldBe(expected.DataSpan<float>().ToArray());
    }

    [Fact]
    public void Log_is_that_of_the_original()
    {
        var log = new ListLog();
        Loaders.Create(GoldenConfig(), new(), _ => log);
        log.Texts.ShouldContain("splitting datasets with parsed sizes = {'digits': 1797}");
        log.Texts.ShouldContain("will split evenly over 10 classes...");
        log.Texts.ShouldContain("dataset 'digits' class #8 '8' sample count: 174  (9.0% of dataset, 9.0% of total)");
        log.Texts.ShouldContain("batch sizes:\n\ttrain = 32\n\tvalid = 32\n\ttest = 32");
        log.Texts.ShouldContain("scaling factors:\n\ttrain = 1.0\n\tvalid = 1.0\n\ttest = 1.0");
        log.Texts.ShouldContain("initialized loaders with batch counts:\n\ttrain = 45\n\tvalid = 6\n\ttest = 6");
    }

    [Fact]
    public void A_task_of_one_class_has_nothing_to_learn()
    {
        using var folder = new TempFolder();
        folder.Image("a/1.png");
        var log = new ListLog();
        var config = ConfigLoader.Parse(
            """{"datasets":{"d":{"type":"thelper.data.ImageFolderDataset","params":{"root":"ROOT"}}},"loaders":{"train_split":{"d":1.0}}}""".Replace("ROOT", folder.Path, StringComparison.Ordinal),
            "c.json");
        Loaders.Create(config, new(), _ => log);
        log.Lines.ShouldContain("Warning: the task has one class, 'a': there is nothing to tell apart, and every prediction will be right");
    }

    [Fact]
    public void A_changed_split_asks_once()
    {
        using var folder = new TempFolder();
        var loaders = Loaders.Create(GoldenConfig(), new());
        var questions = new List<string>();
        bool Answer(string question, bool answer)
        {
            questions.Add(question);
            return answer;
        }

        SplitLog.Verify(loaders, folder.Path, question => Answer(question, false));
        SplitLog.Write(loaders, folder.Path, "s", "t", "v");
        SplitLog.Verify(loaders, folder.Path, question => Answer(question, false));
        questions.ShouldBeEmpty();
        var changed = Loaders.Create(GoldenConfig("\"test_seed\":0", "\"test_seed\":9"), new());
        SplitLog.Verify(changed, folder.Path, question => Answer(question, true));
        Should.Throw<UserErrorException>(() => SplitLog.Verify(changed, folder.Path, question => Answer(question, false))).Message.ShouldContain("skip_verif");
        questions.Count.ShouldBe(2);
        File.WriteAllText(folder["digits.log"], "[1");
        Should.Throw<UserErrorException>(() => SplitLog.Verify(loaders, folder.Path, _ => true)).Message.ShouldContain("digits.log");
    }

    [Theory]
    [InlineData("\"batch_size\":32", "\"batch_size\":32,\"train_batch_size\":8", "'batch_size' is set for all sets; remove it or 'train_batch_size'")]
    [InlineData("\"batch_size\":32", "\"batch_sise\":32", "did you mean 'batch_size'?")]
    [InlineData("\"batch_size\":32", "\"batch_size\":0", "loaders.batch_size: must be between 1 and 1000000")]
    [InlineData("\"random_seed\":4", "\"random_seed\":\"4\"", "loaders.random_seed: expected an integer")]
    [InlineData("{\"digits\":0.8}", "{\"digits\":-0.8}", "loaders.train_split.digits: a share of a dataset must be a number from 0 to 1")]
    [InlineData("\"workers\":0", "\"cache\":\"tape\"", "expected \"ram\", \"disk\" or a map")]
    [InlineData("\"workers\":0", "\"cache\":{\"type\":\"ram\",\"limit\":\"much\"}", "loaders.cache.limit: expected a number of bytes")]
    [InlineData("\"workers\":0", "\"bad_sample_budget\":3", "a budget needs \"on_bad_sample\"")]
    [InlineData("\"workers\":0", "\"on_bad_sample\":\"skipp\"", "loaders.on_bad_sample")]
    [InlineData("\"workers\":0", "\"train_scale\":2,\"train_sampler\":{\"type\":\"thelper.data.SubsetRandomSampler\",\"params\":{\"scale\":2}}", "the scale is set by 'train_scale' too")]
    [InlineData("\"workers\":0", "\"sampler\":{\"type\":\"thelper.data.SubsetRandomSampler\"},\"valid_sampler\":{\"type\":\"thelper.data.SubsetRandomSampler\"}", "'sampler' is set for all sets")]
    [InlineData("\"root\":\"ROOT\"", "\"roots\":\"ROOT\"", "unknown parameter of 'thelper.data.parsers.ImageFolderDataset' (did you mean 'root'?)")]
    [InlineData("\"root\":\"ROOT\"", "\"root\":\"nowhere\",\"order\":\"name\"", "the folder 'nowhere' does not exist")]
    [InlineData("thelper.data.ImageFolderDataset", "thelper.data.ImageFoldersDataset", "unknown type 'thelper.data.ImageFoldersDataset'")]
    [InlineData("\"workers\":0", "\"valid_scale\":0.5", "set \"valid_shuffle\": true to scale it")]
    [InlineData("\"workers\":0", "\"collate_fn\":4", "loaders.collate_fn")]
    public void Mistakes_are_named(string before, string after, string message)
    {
        if (after.Contains("nowhere", StringComparison.Ordinal))
        {
            before += ",\"order\":\"ROOT/original-order.txt\"";
        }

        Should.Throw<UserErrorException>(() => Loaders.Create(GoldenConfig(before, after), new())).Message.ShouldContain(message);
    }

    [Fact]
    public void Without_any_split_there_is_nothing_to_load()
    {
        var config = ConfigLoader.Parse("""{"datasets": {"d": {"type": "thelper.data.ImageDataset", "params": {"root": "."}}}, "loaders": {}}""", "c.json");
        Should.Throw<UserErrorException>(() => Loaders.Create(config, new())).Message.ShouldContain("no split is defined");
    }

    [Fact]
    public void Samplers_and_scales_come_from_the_configuration()
    {
        var loaders = Loaders.Create(GoldenConfig(
            "\"workers\":0",
            "\"train_scale\":0.5,\"train_sampler\":{\"type\":\"thelper.data.samplers.WeightedSubsetRandomSampler\",\"params\":{\"stype\":\"uniform\"},\"pass_labels\":true}"), new());
        loaders.Train!.Sampler.ShouldBeOfType<WeightedSubsetRandomSampler>();
        loaders.Train.SampleCount.ShouldBe(718);
        loaders.Valid!.SampleCount.ShouldBe(179);
        var drawn = Indices(loaders.Train);
        drawn.CountBy(index => (string)loaders.Datasets["digits"].LabelOf(index)!).Select(pair => pair.Value).ShouldAllBe(count => count == 71 || count == 79);
    }

    [Theory]
    [InlineData("", 10 / 255.0)]
    [InlineData(",\"train_augments\":AUGMENTS", (10 - 1) / 2.0 / 255)]
    [InlineData(",\"augments\":AUGMENTS_BEFORE", (10 - 1) / 2.0 / 255)]
    [InlineData(",\"trainvalid_augments\":AUGMENTS_AFTER", ((10 / 255.0) - 1) / 2)]
    [InlineData(",\"test_augments\":AUGMENTS", 10 / 255.0)]
    public void Augments_run_before_or_after_the_other_transforms(string augments, double expected)
    {
        using var folder = new TempFolder();
        folder.Image("1.png", blue: 10);
        const string stages = """[{"operation":"thelper.transforms.NormalizeZeroMeanUnitVar","params":{"mean":[1,1,1],"std":[2,2,2]},"target_key":"image"}]""";
        var text = """{"datasets":{"d":{"type":"thelper.data.ImageDataset","params":{"root":"ROOT"}}},"loaders":{"train_split":{"d":1},"base_transforms":[{"operation":"thelper.transforms.NormalizeMinMax","params":{"min":[0,0,0],"max":[255,255,255]},"target_key":"image"}]""" + augments + "}}";
        text = text.Replace("AUGMENTS_BEFORE", $"{{\"append\":false,\"transforms\":{stages}}}", StringComparison.Ordinal)
            .Replace("AUGMENTS_AFTER", $"{{\"append\":true,\"transforms\":{stages}}}", StringComparison.Ordinal)
            .Replace("AUGMENTS", $"{{\"transforms\":{stages}}}", StringComparison.Ordinal)
            .Replace("ROOT", folder.Path, StringComparison.Ordinal);
        foreach (var batch in Loaders.Create(ConfigLoader.Parse(text, "c.json"), new()).Train!)
        {
            using (batch)
            {
                ((double)((torch.Tensor)batch["image"]!).DataSpan<float>()[0]).ShouldBe(expected, 1e-6);
            }
        }
    }

    private static ConfigNode GoldenConfig(string before = "", string after = "")
    {
        var text = before.Length == 0 ? Golden : Golden.Replace(before, after, StringComparison.Ordinal);
        if (before.Length > 0)
        {
            text.ShouldNotBe(Golden);
        }

        return ConfigLoader.Parse(text.Replace("ROOT", Repository.File("samples", "digits"), StringComparison.Ordinal), "classif.json");
    }

    private static int[] Indices(DataLoader loader)
    {
        var indices = new List<int>();
        foreach (var batch in loader)
        {
            using (batch)
            {
                ((torch.Tensor)batch["image"]!).shape[1..].ShouldBe([1, 32, 32]);
                indices.AddRange(((torch.Tensor)batch["idx"]!).DataSpan<long>().ToArray().Select(index => (int)index));
            }
        }

        return [.. indices];
    }

    private static torch.Tensor Seeded()
    {
        torch.manual_seed(2);
        return torch.rand(3);
    }
}
