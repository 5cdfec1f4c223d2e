using System.Text;
using Thelper.Imaging.Plots;
using Thelper.Viz.TensorBoard;
using static Thelper.Tests.Viz.TensorBoard.EventFile;

namespace Thelper.Tests.Viz.TensorBoard;

public sealed class EventWriterTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("events").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_file_has_the_name_that_TensorBoard_looks_for_and_a_resumed_run_adds_one()
    {
        using var first = new EventWriter(Path.Combine(folder, "run"));
        using var second = new EventWriter(Path.Combine(folder, "run"));
        Path.GetFileName(first.Path).ShouldMatch(@"^events\.out\.tfevents\.\d{10}\." + System.Text.RegularExpressions.Regex.Escape(Environment.MachineName) + "$");
        second.Path.ShouldNotBe(first.Path);
        Directory.GetFiles(Path.Combine(folder, "run"), "events.out.tfevents.*").Length.ShouldBe(2);
        var (version, values) = Read(first.Path);
        version.ShouldBe("brain.Event:2");
        values.ShouldBeEmpty();
    }

    [Fact]
    public void Scalars()
    {
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        using var writer = new EventWriter(folder);
        writer.AddScalar("epoch/loss", 0.25, 0);
        writer.AddScalar("epoch/loss", double.NaN, 12345678901);
        writer.Flush();
        var values = Read(writer.Path).Values;
        values.Select(value => (value.Tag, value.Step)).ShouldBe([("epoch/loss", 0L), ("epoch/loss", 12345678901L)]);
        BitConverter.ToSingle(values[0].Fields[2]).ShouldBe(0.25f);
        BitConverter.ToSingle(values[1].Fields[2]).ShouldBe(float.NaN);
        values[0].Time.ShouldBeInRange(before, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0);
    }

    [Fact]
    public void Texts()
    {
        using var writer = new EventWriter(folder);
        writer.AddText("config", "é\n{}", 3);
        writer.Flush();
        var value = Read(writer.Path).Values.ShouldHaveSingleItem();
        value.Tag.ShouldBe("config/text_summary");
        var tensor = Fields(value.Fields[8]);
        BitConverter.ToInt64(tensor[1]).ShouldBe(7);
        Encoding.UTF8.GetString(tensor[8]).ShouldBe("é\n{}");
        BitConverter.ToInt64(Fields(Fields(tensor[2])[2])[1]).ShouldBe(1);
        Encoding.UTF8.GetString(Fields(Fields(value.Fields[9])[1])[1]).ShouldBe("text");
    }

    [Fact]
    public void Hyperparameters()
    {
        using var writer = new EventWriter(folder);
        writer.AddHyperparameters(new Dictionary<string, object> { ["lr"] = 0.5, ["epochs"] = 3L, ["type"] = "é", ["skip"] = true }, ["epoch/loss"]);
        writer.EndHyperparameters(isGood: true);
        writer.Flush();
        var values = Read(writer.Path).Values;
        values.Select(value => value.Tag).ShouldBe(["_hparams_/experiment", "_hparams_/session_start_info", "_hparams_/session_end_info"]);
        var plugins = values.ConvertAll(value => Fields(Fields(value.Fields[9])[1]));
        plugins.ShouldAllBe(plugin => Encoding.UTF8.GetString(plugin[1]) == "hparams");

        // The last field of a number wins: the metric, and the last of four settings. What is not in api.proto's Experiment (6 is its name) is not written.
        var experiment = Fields(Fields(plugins[0][2])[2]);
        experiment.Keys.Order().ShouldBe([3, 4, 5]);
        Double(experiment[3]).ShouldBe(values[0].Time);
        Encoding.UTF8.GetString(Fields(Fields(experiment[5])[1])[2]).ShouldBe("epoch/loss");
        (Encoding.UTF8.GetString(Fields(experiment[4])[1]), BitConverter.ToInt64(Fields(experiment[4])[4])).ShouldBe(("skip", 2));
        var last = Fields(Fields(Fields(plugins[1][2])[3])[1]);
        Encoding.UTF8.GetString(last[1]).ShouldBe("skip");
        BitConverter.ToInt64(Fields(last[2])[4]).ShouldBe(1);
        BitConverter.ToInt64(Fields(Fields(plugins[2][2])[4])[1]).ShouldBe(1);
    }

    [Fact]
    public void Histograms_keep_counts_sums_and_buckets()
    {
        float[] numbers = [-2, -2, 0, 0.5f, 3, float.NaN, float.PositiveInfinity];
        using var writer = new EventWriter(folder);
        writer.AddHistogram("weights", numbers, 1);
        writer.AddHistogram("nothing", [float.NaN], 1);
        writer.AddHistogram("empty", [], 1);
        writer.Flush();
        var value = Read(writer.Path).Values.ShouldHaveSingleItem();
        var histogram = Fields(value.Fields[5]);
        new[] { 1, 2, 3, 4, 5 }.Select(field => Double(histogram[field])).ShouldBe([-2, 3, 5, -0.5, 17.25]);
        var (limits, counts) = (Doubles(histogram[6]), Doubles(histogram[7]));
        limits.Length.ShouldBe(counts.Length);
        limits.ShouldBeInOrder();
        counts.Sum().ShouldBe(5);
        foreach (var number in numbers.Where(float.IsFinite))
        {
            // A bucket reaches from the limit before it to its own.
            var bucket = Array.FindIndex(limits, limit => number < limit);
            counts[bucket].ShouldBe(number == -2 ? 2 : 1);
            (bucket == 0 || limits[bucket - 1] <= number).ShouldBeTrue();
        }
    }

    [Fact]
    public void Charts_enter_once_they_are_rendered()
    {
        using var writer = new EventWriter(folder);
        var image = RocPlot.Create([0, 0, 1], [0, 1, 1], 1, "perfect");
        image.Save(Path.Combine(folder, "roc.png"));
        writer.AddImage("epoch/roc/image", image, 2);
        writer.AddScalar("epoch/roc", 1, 2);
        writer.Dispose();
        writer.Dispose();
        var values = Read(writer.Path).Values;
        values.Select(value => value.Tag).ShouldBe(["epoch/roc", "epoch/roc/image"], ignoreOrder: true);
        var content = Fields(values.Single(value => value.Tag == "epoch/roc/image").Fields[4]);
        BitConverter.ToInt64(content[1]).ShouldBe(800);
        BitConverter.ToInt64(content[2]).ShouldBe(800);
        content[4].ShouldBe(File.ReadAllBytes(Path.Combine(folder, "roc.png")));
        Should.Throw<ObjectDisposedException>(() => writer.AddScalar("late", 1, 3));
    }

    [Fact]
    public void Threads_may_share_a_writer()
    {
        using var writer = new EventWriter(folder);
        System.Threading.Tasks.Parallel.For(0, 1000, step => writer.AddScalar($"thread {step % 4}", step, step));
        writer.Flush();
        Read(writer.Path).Values.Select(value => value.Step).Order().ShouldBe(Enumerable.Range(0, 1000).Select(step => (long)step));
    }
}
