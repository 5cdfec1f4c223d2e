using System.IO.Compression;
using Thelper.Data;
using Thelper.Data.Datasets;
using Thelper.Data.Formats.Lists;
using Thelper.Data.Formats.Yolo;
using Thelper.Data.Splitting;
using Thelper.Random;

namespace Thelper.Tests.Data.Splitting;

public sealed class SplitRecordTests : IDisposable
{
    private static readonly Dictionary<string, double> Share = new() { ["d"] = 0.5 };
    private static readonly SplitSettings Settings = new(Share, new Dictionary<string, double>(), Share, new Seeds(1, 2, null, null, null));
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Names_of_every_kind_come_back()
    {
        foreach (var name in new[] { "a\tb.png", "a\nb.png", "a\\nb.png", "ü.png", "=;:.png", "#1.png" })
        {
            File.WriteAllText(folder[name], name);
        }

        var dataset = new ImageDataset(folder.Path, order: "name");
        dataset.Count.ShouldBe(6);
        var changes = Record(dataset).Compare(SampleList.Of(dataset));
        (changes.Any, changes.IsReordered).ShouldBe((false, false));
        changes.Of(LoaderSet.Train, null).ShouldBe([0, 2, 4]);
        changes.Of(LoaderSet.Test, null).ShouldBe([1, 3, 5]);
    }

    [Fact]
    public void A_sample_that_a_list_names_twice_is_two()
    {
        File.WriteAllText(folder["l.csv"], "path,label\nx.png,a\ny.png,b\nx.png,a\n");
        FileListDataset List() => new(folder["l.csv"], labelColumn: "label");
        var record = Record(List());
        record.Compare(SampleList.Of(List())).Any.ShouldBeFalse();
        File.WriteAllText(folder["l.csv"], "path,label\nx.png,a\ny.png,b\n");
        record.Compare(SampleList.Of(List())).ToString().ShouldBe("1 gone (1 of train: 'x.png (no. 2)')");
        File.WriteAllText(folder["l.csv"], "path,label\nx.png,a\ny.png,a\nx.png,a\n");
        record.Compare(SampleList.Of(List())).ToString().ShouldBe("1 changed (1 of test: 'y.png')");
    }

    [Fact]
    public void A_record_that_unpacks_to_far_more_than_it_has_is_refused()
    {
        var file = folder["d.samples.gz"];
        using (var writer = new StreamWriter(new GZipStream(File.Create(file), CompressionLevel.Fastest)))
        {
            writer.Write("thelper samples 1\ntrain 0.5\n");
            for (var i = 0; i < 18; i++)
            {
                writer.Write($"T\t{i}\t1:1\t{new string('x', 1_000_000)}\n");
            }
        }

        Should.Throw<UserErrorException>(() => SplitRecord.Read(file)).Message
            .ShouldBe($"{file}: the record of the session's samples cannot be read ({file}:19: the file has more than 16777216 characters); delete it: what has changed since is not noticed then.");
    }

    [Fact]
    public void A_label_file_belongs_to_its_sample()
    {
        File.WriteAllText(folder["x.png"], "x");
        File.WriteAllText(folder["y.png"], "y");
        var dataset = new YOLODataset(folder.Path, new List<object?> { "a" });
        var record = Record(dataset);
        File.WriteAllText(folder["y.txt"], "0 0.5 0.5 0.1 0.1");
        record.Compare(SampleList.Of(dataset)).ToString().ShouldBe("1 changed (1 of test: 'y.png')");
    }

    [Fact]
    public void Samples_without_files_are_known_by_number()
    {
        var changes = Record(new ShapesDataset(count: 4)).Compare(SampleList.Of(new ShapesDataset(count: 6)));
        changes.ToString().ShouldBe("2 new ('#4', ...)");
        changes.Of(LoaderSet.Train, LoaderSet.Train).ShouldBe([0, 2, 4, 5]);
    }

    [Theory]
    [InlineData("5:639315413601207507", "5:639315413601207507", true)]
    [InlineData("5:639315413601207507", "5:639315413600000000", true)]
    [InlineData("5:639315413601207507", "5:639315413601207508", false)]
    [InlineData("5:639315413601207507", "6:639315413601207507", false)]
    [InlineData("5:639315413601207507;-", "5:639315413600000000;-", true)]
    [InlineData("5:639315413601207507;-", "5:639315413601207507;1:639315413601207507", false)]
    [InlineData("5:639315413601207507=00000001", "5:639315413600000000=00000002", false)]
    public void Times_are_compared_as_exactly_as_both_are_kept(string before, string now, bool same) => SampleList.SameState(before, now).ShouldBe(same);

    // Written and read; even samples to train, odd ones to test.
    private SplitRecord Record(Dataset dataset)
    {
        IReadOnlyDictionary<string, IReadOnlyList<int>> Every(int parity) => new Dictionary<string, IReadOnlyList<int>> { ["d"] = [.. Enumerable.Range(0, dataset.Count).Where(i => i % 2 == parity)] };
        var split = new DatasetSplit(Every(0), new Dictionary<string, IReadOnlyList<int>>(), Every(1));
        using (var file = File.Create(folder["record.gz"]))
        {
            SplitRecord.Of("d", SampleList.Of(dataset), split, Settings).Write(file);
        }

        var record = SplitRecord.Read(folder["record.gz"]).ShouldNotBeNull();
        record.Settings.ShouldBe(Settings.TextOf("d"));
        return record;
    }
}
