using System.Text.Json;
using Thelper.Data;
using Thelper.Data.Splitting;
using Thelper.Random;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Data.Sampling;
using Thelper.Tests.Logging;

namespace Thelper.Tests.Data.Splitting;

[NoLeaks]
public class SplitterTests
{
    private static readonly string[] TenClasses = [.. Enumerable.Range(0, 10).Select(i => $"class {i}")];

    [Fact]
    public void Check_values_of_the_original()
    {
        var split = Plain(20, 0.8, 0.1, 0.1, testSeed: 0, validSeed: 0);
        split.Test["d"].ShouldBe([18, 1]);
        split.Valid["d"].ShouldBe([8, 4]);
        split.Train["d"].ShouldBe([5, 9, 3, 6, 10, 15, 12, 14, 2, 11, 7, 17, 19, 13, 0, 16]);

        split = Plain(10, 0.7, 0.2, 0.1, testSeed: 3, validSeed: 5);
        split.Test["d"].ShouldBe([5]);
        split.Valid["d"].ShouldBe([2, 6]);
        split.Train["d"].ShouldBe([8, 3, 1, 4, 7, 0, 9]);

        split = Plain(100, 0.8, 0.1, 0.1, testSeed: 0, validSeed: 0);
        split.Test["d"].ShouldBe([26, 86, 2, 55, 75, 93, 16, 73, 54, 95]);
        split.Valid["d"].ShouldBe([78, 71, 57, 59, 20, 1, 50, 34, 88, 44]);
    }

    [Fact]
    public void Configurations_of_several_datasets_are_split_as_by_numpy()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden/data/splits.json")));
        var number = 0;
        foreach (var item in golden.RootElement.EnumerateArray())
        {
            var task = new Classification(new[] { "a", "b", "c" }, "x", "y");
            var datasets = item.GetProperty("labels").EnumerateObject().ToDictionary(
                member => member.Name,
                member => (Dataset)new MemoryDataset(member.Value.GetArrayLength(), [.. member.Value.EnumerateArray().Select(label => (object?)label.GetString())], task));
            Dictionary<string, double> Shares(string set) => item.GetProperty(set).EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetDouble());
            var settings = new SplitSettings(
                Shares("train"), Shares("valid"), Shares("test"), new Seeds(Test: item.GetProperty("test_seed").GetInt32(), Valid: item.GetProperty("valid_seed").GetInt32()),
                item.GetProperty("shuffle").GetBoolean(), item.GetProperty("balance").GetBoolean());
            var split = Splitter.Split(datasets, task, settings);
            foreach (var set in new[] { LoaderSet.Train, LoaderSet.Valid, LoaderSet.Test })
            {
                foreach (var expected in item.GetProperty("expected").GetProperty(set.ToString().ToLowerInvariant()).EnumerateObject())
                {
                    (split.Of(set).GetValueOrDefault(expected.Name) ?? []).ShouldBe(Orders.Ints(expected.Value), $"case {number}, {set}, {expected.Name}");
                }
            }

            number++;
        }

        number.ShouldBeGreaterThan(50);
    }

    [Theory]
    [InlineData(5, 2, 2)]
    [InlineData(3, 1, 2)]
    public void Shares_are_rounded_half_to_even(int count, int train, int valid)
    {
        var split = Plain(count, 0.5, 0.5, 0, testSeed: 0, validSeed: 0);
        split.Valid["d"].Count.ShouldBe(valid);
        split.Train["d"].Count.ShouldBe(train);
    }

    [Theory]
    [InlineData(5, 0.5, 0.5, 0, 3, 2, 0)]
    [InlineData(5, 0, 0.5, 0.5, 0, 3, 2)]
    [InlineData(1, 0.5, 0.25, 0.25, 1, 0, 0)]
    [InlineData(5, 0.5, 0.4, 0, 2, 2, 0)]
    public void Every_sample_of_full_shares_is_used_on_request(int count, double train, double valid, double test, int trained, int validated, int tested)
    {
        var settings = Settings(train, valid, test) with { SkipNorm = true };
        var (plain, full) = (Splitter.Split(One(new MemoryDataset(count)), null, settings), Splitter.Split(One(new MemoryDataset(count)), null, settings with { UseAll = true }));
        (Count(full.Train), Count(full.Valid), Count(full.Test)).ShouldBe((trained, validated, tested));
        full.Test["d"].ShouldBe(plain.Test["d"]);
        full.Train["d"].Take(plain.Train["d"].Count).ShouldBe(plain.Train["d"]);
        full.Train["d"].Concat(full.Valid["d"]).Concat(full.Test["d"]).Distinct().Count().ShouldBe(trained + validated + tested);

        int Count(IReadOnlyDictionary<string, IReadOnlyList<int>> set) => set["d"].Count;
    }

    [Fact]
    public void A_class_of_too_few_samples_is_said_with_its_counts()
    {
        var task = new Classification(new[] { "a", "b" }, "x", "y");
        var datasets = One(new MemoryDataset(7, ["a", "a", "a", "a", "a", "a", "b"], task));
        Said(Settings(0.5, 0.25, 0.25)).ShouldBe([
            "Warning: classes with too few samples for a share in every set: 'b' with 1 (train 0, valid 0, test 0, unused 1); add samples; \"use_all_samples\": true in the loaders section trains on what is unused where the shares add up to 1",
            "Information: rounding the shares of the dataset 'd' leaves 1 of 7 samples unused; \"use_all_samples\": true in the loaders section takes them for training"]);
        Said(Settings(0.5, 0.25, 0.25) with { UseAll = true }).ShouldBe(["Warning: classes with too few samples for a share in every set: 'b' with 1 (train 1, valid 0, test 0, unused 0); add samples"]);
        Said(Settings(1, 0, 0)).ShouldBeEmpty();

        List<string> Said(SplitSettings settings)
        {
            var log = new ListLog();
            SplitShortage.Tell(datasets, settings, Splitter.Split(datasets, task, settings), log);
            return log.Lines;
        }
    }

    [Fact]
    public void Without_shuffling_the_sets_follow_each_other()
    {
        var split = Splitter.Split(One(new MemoryDataset(10)), null, Settings(0.7, 0.2, 0.1) with { Shuffle = false });
        split.Test["d"].ShouldBe([0]);
        split.Valid["d"].ShouldBe([1, 2]);
        split.Train["d"].ShouldBe([3, 4, 5, 6, 7, 8, 9]);
    }

    [Fact]
    public void Classes_are_split_evenly_over_several_datasets()
    {
        var task = new Classification(TenClasses, "x", "y");
        var labels = Enumerable.Range(0, 1000).Select(i => (object?)TenClasses[i % 10]).ToArray();
        var datasets = "ABC".ToDictionary(name => name.ToString(), _ => (Dataset)new MemoryDataset(1000, labels, task));
        var settings = new SplitSettings(
            new Dictionary<string, double> { ["A"] = 0.5, ["B"] = 0.7 },
            new Dictionary<string, double> { ["A"] = 0.4, ["B"] = 0.3 },
            new Dictionary<string, double> { ["A"] = 0.1, ["C"] = 1 },
            new Seeds(Test: 1, Valid: 2));
        var split = Splitter.Split(datasets, task, settings);
        ClassCounts(split.Train, labels).ShouldAllBe(count => count == 120);
        ClassCounts(split.Valid, labels).ShouldAllBe(count => count == 70);
        ClassCounts(split.Test, labels).ShouldAllBe(count => count == 110);
        foreach (var name in datasets.Keys)
        {
            var all = new[] { split.Train, split.Valid, split.Test }.SelectMany(set => set.GetValueOrDefault(name) ?? []).ToArray();
            all.Distinct().Count().ShouldBe(all.Length);
        }

        split.Labels!["A"].ShouldBe(labels.Cast<string?>());
    }

    [Fact]
    public void Samples_of_several_classes_go_to_one_set()
    {
        var task = new Classification(TenClasses, "x", "y", null, multiLabel: true);
        var random = new Thelper.Random.NumpyRandom(1);
        var labels = Enumerable.Range(0, 500)
            .Select(i => (object?)TenClasses.Where(_ => random.Interval(4) == 0).Cast<object?>().DefaultIfEmpty(TenClasses[i % 10]).ToList()).ToArray();
        var split = Splitter.Split(One(new MemoryDataset(500, labels, task)), task, Settings(0.8, 0.1, 0.1));
        var all = split.Train["d"].Concat(split.Valid["d"]).Concat(split.Test["d"]).ToArray();
        all.Distinct().Count().ShouldBe(all.Length);
        all.Length.ShouldBeInRange(490, 500);
    }

    [Fact]
    public void Unlabelled_samples_are_split_like_a_class()
    {
        var task = new Classification(new[] { "a", "b" }, "x", "y");
        var labels = Enumerable.Range(0, 30).Select(i => i % 3 == 0 ? null : (object?)(i % 3 == 1 ? "a" : "b")).ToArray();
        var split = Splitter.Split(One(new MemoryDataset(30, labels, task)), task, Settings(0.8, 0, 0.2));
        split.Train["d"].Count(index => index % 3 == 0).ShouldBe(8);
        split.Test["d"].Count(index => index % 3 == 0).ShouldBe(2);
        split.Labels!["d"].Count(label => label is null).ShouldBe(10);
    }

    [Fact]
    public void Labels_that_are_not_known_are_loaded_once()
    {
        var task = new Classification(new[] { "a", "b" }, "x", "y");
        var dataset = new MemoryDataset(20, [.. Enumerable.Range(0, 20).Select(i => (object?)(long)(i % 2))], task, hasLabels: false);
        var split = Splitter.Split(One(dataset), task, Settings(0.5, 0.5, 0));
        dataset.Loaded.ShouldBe(20);
        split.Train["d"].Count(index => index % 2 == 0).ShouldBe(5);
    }

    [Fact]
    public void Shares_above_one_are_scaled_down_as_the_original_does()
    {
        var split = Plain(12, 0.8, 0.2, 0.2, 0, 0);
        var same = Plain(12, 0.8 / 1.2, 0.2 / 1.2, 0.2 / 1.2, 0, 0);
        (split.Train["d"].Count, split.Valid["d"].Count, split.Test["d"].Count).ShouldBe((8, 2, 2));
        split.Train["d"].ShouldBe(same.Train["d"]);
        Plain(10, 3, 1, 1, 0, 0).Train["d"].Count.ShouldBe(6);
    }

    [Theory]
    [InlineData(true, false, 1, 9)]
    [InlineData(false, false, 1, 8)]
    [InlineData(true, true, 0, 8)]
    public void Shares_below_one_are_scaled_up_after_a_question(bool answer, bool skip, int questions, int train)
    {
        var asked = new List<string>();
        var split = Splitter.Split(One(new MemoryDataset(10)), null, Settings(0.8, 0.1, 0) with { SkipNorm = skip }, ask: question =>
        {
            asked.Add(question);
            return answer;
        });
        asked.Count.ShouldBe(questions);
        asked.ShouldAllBe(question => question.Contains("'d' add up to 0.9"));
        split.Train["d"].Count.ShouldBe(train);
    }

    [Fact]
    public void A_class_without_samples_is_named()
    {
        var task = new Classification(new[] { "a", "b", "c" }, "x", "y");
        var dataset = new MemoryDataset(4, ["a", "b", "a", "b"], task);
        Should.Throw<UserErrorException>(() => Splitter.Split(One(dataset), task, Settings(0.5, 0.5, 0))).Message.ShouldContain("the class 'c'");
        Splitter.Split(One(dataset), task, Settings(0.5, 0.5, 0) with { Balance = false }).Train["d"].Count.ShouldBe(2);
    }

    [Fact]
    public void A_class_that_only_an_override_adds_may_be_empty()
    {
        var dataset = new MemoryDataset(4, ["a", "b", "a", "b"], new Classification(new[] { "a", "b" }, "x", "y"));
        Splitter.Split(One(dataset), new Classification(new[] { "a", "b", "c" }, "x", "y"), Settings(0.5, 0.5, 0)).Train["d"].Count.ShouldBe(2);
    }

    [Fact]
    public void An_unknown_dataset_is_named()
    {
        var settings = Settings(0.5, 0.5, 0) with { Test = new Dictionary<string, double> { ["digit"] = 1 } };
        Should.Throw<UserErrorException>(() => Splitter.Split(new Dictionary<string, Dataset> { ["digits"] = new MemoryDataset(4) }, null, settings)).Message.ShouldContain("'d'");
        settings = new SplitSettings(new Dictionary<string, double> { ["digit"] = 1 }, new Dictionary<string, double>(), new Dictionary<string, double>(), new Seeds(0, 0));
        Should.Throw<UserErrorException>(() => Splitter.Split(new Dictionary<string, Dataset> { ["digits"] = new MemoryDataset(4) }, null, settings)).Message.ShouldContain("did you mean 'digits'?");
    }

    private static Dictionary<string, Dataset> One(Dataset dataset) => new() { ["d"] = dataset };

    private static SplitSettings Settings(double train, double valid, double test, int testSeed = 0, int validSeed = 0) =>
        new(
            new Dictionary<string, double> { ["d"] = train },
            new Dictionary<string, double> { ["d"] = valid },
            new Dictionary<string, double> { ["d"] = test },
            new Seeds(Test: testSeed, Valid: validSeed));

    private static DatasetSplit Plain(int count, double train, double valid, double test, int testSeed, int validSeed) =>
        Splitter.Split(One(new MemoryDataset(count)), null, Settings(train, valid, test, testSeed, validSeed));

    private static int[] ClassCounts(IReadOnlyDictionary<string, IReadOnlyList<int>> set, object?[] labels) =>
        [.. TenClasses.Select(name => set.Values.Sum(indices => indices.Count(index => (string?)labels[index] == name)))];
}
