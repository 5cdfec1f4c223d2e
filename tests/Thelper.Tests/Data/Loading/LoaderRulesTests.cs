using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Tests.Data.Loading;

/// <summary>Rules of the <c>loaders</c> section that no other test holds: per set, over several data sets, and in mid-epoch.</summary>
[NoLeaks]
public sealed class LoaderRulesTests : IDisposable
{
    private const string Augment = """{"transforms": [{"operation": "thelper.transforms.RandomShift", "params": {"min": -2, "max": 2}, "target_key": "image"}]}""";
    private readonly TempFolder folder = new();

    public LoaderRulesTests()
    {
        for (var i = 0; i < 40; i++)
        {
            folder.Image($"a/{(i < 30 ? "cat" : "dog")}/{i:00}.png", blue: (byte)(3 * i));
            folder.Image($"b/{(i < 10 ? "cat" : "dog")}/{i:00}.png", blue: (byte)((3 * i) + 1));
        }
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_set_has_its_own_batch_size_and_an_incomplete_batch_is_dropped_everywhere_or_nowhere()
    {
        foreach (var drop in new[] { false, true })
        {
            var loaders = Load($$$""" "train_batch_size": 7, "valid_batch_size": 3, "test_batch_size": 5, "drop_last": {{{(drop ? "true" : "false")}}} """);
            (loaders.Train!.BatchCount, loaders.Valid!.BatchCount, loaders.Test!.BatchCount).ShouldBe(drop ? (6, 5, 3) : (7, 6, 4));
            Take(loaders.Train).Count.ShouldBe(drop ? 42 : 48);
            Take(loaders.Valid).Count.ShouldBe(drop ? 15 : 16);
            Take(loaders.Test).Count.ShouldBe(drop ? 15 : 16);
        }
    }

    [Theory]
    [InlineData("\"workers\": 100000", "loaders.workers: must be between 0 and 1024, got 100000")]
    [InlineData("\"batch_size\": 2000000000", "loaders.batch_size: must be between 1 and 1000000, got 2000000000")]
    [InlineData("\"train_scale\": 1e300", "loaders.train_scale: an epoch of more than 100000000 samples is not drawn; the environment variable THELPER_MAX_SAMPLES raises this limit")]
    public void Absurd_numbers_are_refused_by_place(string text, string message) =>
        Should.Throw<UserErrorException>(() => Load(text)).Message.ShouldMatch(@"^c\.json:\d+: " + System.Text.RegularExpressions.Regex.Escape(message));

    [Fact]
    public void Batches_mix_the_data_sets_and_leave_none_out()
    {
        var loaders = Load("\"batch_size\": 8, \"workers\": 2");
        var paths = Take(loaders.Train!).ConvertAll(sample => sample.Path);
        paths.Distinct().Count().ShouldBe(48);
        foreach (var (set, indices) in new[] { ("a", loaders.Split.Train["a"]), ("b", loaders.Split.Train["b"]) })
        {
            indices.Select(loaders.Datasets[set].Describe).ShouldBeSubsetOf(paths);
        }

        paths.Take(8).Select(path => path[folder.Path.Length + 1]).Distinct().Count().ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"shuffle\": false")]
    [InlineData(",\"train_scale\": 1.7")]
    [InlineData(",\"train_sampler\": {\"type\": \"thelper.data.WeightedSubsetRandomSampler\", \"params\": {\"stype\": \"random\"}, \"pass_labels\": true}")]
    [InlineData(",\"train_scale\": 2, \"train_sampler\": {\"type\": \"thelper.data.WeightedSubsetRandomSampler\", \"params\": {\"stype\": \"root3\"}, \"pass_labels\": true}")]
    [InlineData(",\"train_sampler\": {\"type\": \"thelper.data.samplers.FixedWeightSubsetSampler\", \"params\": {\"weights\": {\"cat\": 0.5, \"dog\": 2}}, \"pass_labels\": true}")]
    [InlineData(",\"train_sampler\": {\"type\": \"thelper.data.samplers.SubsetRandomSampler\"}, \"cache\": \"ram\"")]
    public void The_stream_is_the_same_for_any_number_of_workers_and_goes_on_in_mid_epoch(string settings)
    {
        settings = $"\"batch_size\": 5, \"train_augments\": {Augment}" + settings;
        var expected = new[] { 0, 1 }.Select(epoch => Take(Loader(0), epoch)).ToArray();
        expected[0].Count.ShouldBeGreaterThan(20);
        expected[0].Select(sample => sample.Sum).ShouldNotBe(expected[1].Select(sample => sample.Sum));
        for (var workers = 0; workers <= 3; workers++)
        {
            var whole = Loader(workers);
            Take(whole).ShouldBe(expected[0]);
            Take(whole).ShouldBe(expected[1]);
            foreach (var cut in new[] { 1, 4 })
            {
                var first = Loader(workers);
                var rest = Take(first, 1, cut);
                var second = Loader(3 - workers);
                second.Restore(first.State);
                rest.AddRange(Take(second));
                rest.ShouldBe(expected[1], $"{workers} workers, continued after batch {cut}");
                Take(second, 2).ShouldBe(Take(Loader(1), 2), "the epoch after the continued one");
            }
        }

        DataLoader Loader(int workers) => Load($"{settings}, \"workers\": {workers}").Train!;
    }

    [Fact]
    public void Each_set_may_have_a_collate_function_and_every_alias_works()
    {
        foreach (var key in new[] { "collate_fn", "collate", "train_collate_fn", "train_collate" })
        {
            foreach (var value in new[] { "\"thelper.data.default_collate\"", """{"type": "thelper.data.loaders.default_collate", "params": {"force_tensor": false}}""" })
            {
                Take(Load($"\"batch_size\": 4, \"{key}\": {value}").Train!).Count.ShouldBe(48);
            }
        }

        Should.Throw<UserErrorException>(() => Load("\"batch_size\": 4, \"collate_fn\": \"thelper.data.default_collate\", \"test_collate_fn\": \"thelper.data.default_collate\"")).Message.ShouldContain("test_collate_fn");
        Should.Throw<UserErrorException>(() => Load("\"batch_size\": 4, \"collate_fn\": \"thelper.data.ImageDataset\"")).Message.ShouldContain("collate_fn");
    }

    [Fact]
    public void The_old_name_of_the_section_wins_and_warns()
    {
        var text = Text("\"batch_size\": 4").Replace("\"loaders\":", "\"loaders\": {\"batch_size\": 2, \"train_split\": {\"a\": 1}}, \"data_config\":", StringComparison.Ordinal);
        Loaders.Create(ConfigLoader.Parse(text, "c.json"), new()).Train!.BatchSize.ShouldBe(4);
    }

    [Fact]
    public void Data_sets_may_stand_in_a_file_of_their_own()
    {
        var whole = ConfigLoader.Parse(Text("\"batch_size\": 4"), "c.json");
        File.WriteAllText(folder["sets.json"], ConfigWriter.ToJson(whole.Get("datasets")!));
        var text = Text("\"batch_size\": 4");
        var end = text.IndexOf("\"loaders\"", StringComparison.Ordinal);
        text = $"{{\"datasets\": \"{folder["sets.json"]}\", " + text[end..];
        Take(Loaders.Create(ConfigLoader.Parse(text, "c.json"), new()).Train!).ShouldBe(Take(Load("\"batch_size\": 4").Train!));
    }

    [Theory]
    [InlineData(0.9, 1)]
    [InlineData(0.8, 0)]
    public void A_resumed_split_is_compared_with_its_record(double share, int questions)
    {
        var before = Load("\"batch_size\": 4");
        SplitLog.Write(before, folder.Path, "s", "stamp", "0.6.2:unknown");
        var text = Text("\"batch_size\": 4, \"skip_norm\": true").Replace("\"test_split\": {\"a\": 0.2", FormattableString.Invariant($"\"test_split\": {{\"a\": {Math.Round(share - 0.6, 1)}"), StringComparison.Ordinal);
        var asked = new List<string>();
        SplitLog.Verify(Loaders.Create(ConfigLoader.Parse(text, "c.json"), new()), folder.Path, question =>
        {
            asked.Add(question);
            return true;
        });
        asked.Count.ShouldBe(questions);
        asked.ShouldAllBe(question => question.Contains("'a'"));
    }

    private Loaders Load(string settings) => Loaders.Create(ConfigLoader.Parse(Text(settings), "c.json"), new());

    private string Text(string settings) => $$$$$"""
        {"datasets": {"a": {"type": "thelper.data.ImageFolderDataset", "params": {"root": "{{{{{folder["a"]}}}}}", "order": "name"}},
                      "b": {"type": "thelper.data.ImageFolderDataset", "params": {"root": "{{{{{folder["b"]}}}}}", "order": "name"}}},
         "loaders": {"test_seed": 1, "valid_seed": 2, "torch_seed": 3, "numpy_seed": 4, "random_seed": 5,
         "train_split": {"b": 0.6, "a": 0.6}, "valid_split": {"a": 0.2, "b": 0.2}, "test_split": {"a": 0.2, "b": 0.2}, {{{{{settings}}}}}
         } }
        """;

    private static List<(string Path, long Sum)> Take(DataLoader loader, int? epoch = null, int batches = int.MaxValue)
    {
        if (epoch is not null)
        {
            loader.SetEpoch(epoch.Value);
        }

        var taken = new List<(string, long)>();
        using var walk = loader.GetEnumerator();
        for (var i = 0; i < batches && walk.MoveNext(); i++)
        {
            using var batch = walk.Current;
            var images = (torch.Tensor)batch["image"]!;
            var pixels = images.DataSpan<byte>();
            var size = pixels.Length / (int)images.shape[0];
            var paths = (IReadOnlyList<object?>)batch["path"]!;
            for (var n = 0; n < paths.Count; n++)
            {
                var sum = 0L;
                for (var p = 0; p < size; p++)
                {
                    sum = (sum * 31) + pixels[(n * size) + p];
                }

                taken.Add(((string)paths[n]!, sum));
            }
        }

        return taken;
    }
}
