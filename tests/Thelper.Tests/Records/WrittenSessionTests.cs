using System.Globalization;
using System.IO.Compression;
using Thelper.Config;
using Thelper.Random;
using Thelper.Records;
using Thelper.Sessions;
using Thelper.Testing;
using Thelper.Tests.Sessions;
using Thelper.Torch.Serialization;
using Thelper.Viz.TensorBoard;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Records;

/// <summary>What sessions tell whose files a test has written, without a step of training.</summary>
[NoLeaks]
public class WrittenSessionTests
{
    [Fact]
    public void The_first_loss_that_differs_is_found_to_the_last_bit_and_of_a_step_the_later_run_holds()
    {
        using var folder = new TemporaryFolder();
        Begin(folder, "a");
        Begin(folder, "b");
        AddEvents(folder["a"], 1, 0, [1, float.NaN, 3, 0.5f, 7]);

        // b was resumed: from the third step on the second run holds.
        AddEvents(folder["b"], 1, 0, [1, float.NaN, 9, 9]);
        AddEvents(folder["b"], 2, 2, [3, float.BitIncrement(0.5f), 8]);
        var diff = SessionDiff.Of(folder["a"], folder["b"]);
        diff.FirstLoss.ShouldBe((3, 0.5, (double)float.BitIncrement(0.5f)));
        diff.Compared.ShouldBe(4);
        diff.Differences.ShouldBeEmpty();
    }

    [Fact]
    public void Where_only_one_session_has_event_files_both_logs_are_compared()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "a", "b" })
        {
            Begin(folder, name);
            folder.Write($"{name}/logs/trainer.log", "INFO : train epoch#0  (iter#0)   batch: 1/1 (100%)   loss: 0.333333\n");
        }

        AddEvents(folder["a"], 1, 0, [1f / 3]);
        foreach (var diff in new[] { SessionDiff.Of(folder["a"], folder["b"]), SessionDiff.Of(folder["b"], folder["a"]) })
        {
            diff.FirstLoss.ShouldBeNull();
            diff.Compared.ShouldBe(1);
        }
    }

    [Fact]
    public void Threads_and_the_processor_mode_are_told_apart_from_other_keys_and_names_are_no_difference()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a/config.latest.json", """{"name": "a", "reproducible": true, "threads": 2, "trainer": {"epochs": 1}}""");
        folder.Write("b/config.latest.json", """{"name": "b", "reproducible": false, "threads": 3, "trainer": {"epochs": 1, "lr": 0.5}}""");
        SessionDiff.Of(folder["a"], folder["b"]).Differences.ShouldBe(
        [
            new(DiffKind.Processor, "reproducible", "true", "false"), new(DiffKind.Threads, "threads", "2", "3"), new(DiffKind.Key, "trainer.lr", "", "0.5"),
        ]);
    }

    [Fact]
    public void Samples_that_are_gone_new_changed_or_moved_are_told_and_their_order()
    {
        using var folder = new TemporaryFolder();
        Begin(folder, "a");
        Begin(folder, "b");
        Samples("a", "T\t0\t100:1\ta.png", "V\t1\t100:1\tb.png", "T\t2\t100:1\tc.png", "T\t3\t100:1\td.png");

        // A file that was copied has another time, and is the same.
        Samples("b", "T\t0\t101:1\ta.png", "T\t1\t100:9\tb.png", "T\t2\t100:1\tc.png", "E\t3\t100:1\te.png");
        SessionDiff.Of(folder["a"], folder["b"]).Differences.ShouldBe(
        [
            new(DiffKind.Data, "digits", "1 samples, such as d.png", ""),
            new(DiffKind.Data, "digits", "", "1 samples, such as e.png"),
            new(DiffKind.Data, "digits", "1 samples, such as a.png in another state", ""),
            new(DiffKind.Split, "digits, 1 samples, such as b.png", "valid", "train"),
        ]);
        Samples("b", "T\t2\t100:1\tc.png", "V\t1\t100:1\tb.png", "T\t0\t100:1\ta.png", "T\t3\t100:1\td.png");
        SessionDiff.Of(folder["a"], folder["b"]).Differences.ShouldBe([new(DiffKind.Split, "digits, the order of samples", "one", "another")]);

        void Samples(string session, params string[] lines)
        {
            using var packed = new GZipStream(File.Create(Path.Combine(Directory.CreateDirectory(Path.Combine(folder[session], "logs")).FullName, "digits.samples.gz")), CompressionLevel.Fastest);
            packed.Write(System.Text.Encoding.UTF8.GetBytes($"thelper samples 1\nshares\n{string.Join('\n', lines)}\n"));
        }
    }

    [Fact]
    public void The_version_is_that_of_the_last_run()
    {
        using var folder = new TemporaryFolder();
        Begin(folder, "a");
        Begin(folder, "b");
        folder.Write("a/logs/task.log", "version: 0.7.0:abc\nsession: a\nversion: 0.7.1:def\n");
        folder.Write("b/logs/task.log", "version: 0.7.0:abc\n");
        SessionDiff.Of(folder["a"], folder["b"]).Differences.ShouldBe([new(DiffKind.Version, "thelper", "0.7.1:def", "0.7.0:abc")]);
    }

    [Fact]
    public void Checkpoints_tell_threads_libtorch_seeds_and_weights()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        Save("a", 1, "2.5", new(1, 2, 3, 4, 5), new() { { "same", ones([2]) }, { "far", tensor(new[] { 1f, 2f, 3f }) }, { "old", zeros([3]) } });
        Save("b", 2, "2.6", new(1, 2, 3, 4, 6), new() { { "same", ones([2]) }, { "far", tensor(new[] { 1f, 2.5f, 1f }) }, { "new", zeros([4]) } });
        var differences = SessionDiff.Of(folder["a"], folder["b"]).Differences;
        differences.Where(difference => difference.Kind != DiffKind.Seeds).ShouldBe(
        [
            new(DiffKind.Threads, "threads of an operator", "1", "2"),
            new(DiffKind.Version, "libtorch of the first checkpoint", "2.5", "2.6"),
            new(DiffKind.Weights, "far after epoch 0", "Float32 (3)", "Float32 (3) (at most 2 apart)"),
            new(DiffKind.Weights, "old", "Float32 (3)", ""),
            new(DiffKind.Weights, "new", "", "Float32 (4)"),
        ]);
        differences.Count(difference => difference.Kind == DiffKind.Seeds).ShouldBe(1);

        void Save(string session, int threads, string libtorch, Seeds seeds, PyDict model)
        {
            var config = folder.Write($"{session}/config.latest.json", """{"name": "s"}""");
            Directory.CreateDirectory(Path.Combine(folder[session], "checkpoints"));
            var content = CheckpointWriter.ToPickle(new() { Name = "s", Config = ConfigLoader.Parse(File.ReadAllText(config), config), Threads = threads, Seeds = seeds, Model = model });
            ((PyDict)content[Checkpoint.ExtraKey]!)["libtorch"] = libtorch;
            Checkpoints.Save(content, Path.Combine(folder[session], "checkpoints", "ckpt.0000.host-20260101-000000.pth"));
        }
    }

    [Fact]
    public void The_log_tells_losses_of_each_run_and_those_that_are_no_numbers()
    {
        using var folder = new TemporaryFolder();
        Begin(folder, "a");
        folder.Write("a/logs/trainer.log", """
            created training log for session 'a'
            INFO : train epoch#0  (iter#0)   batch: 1/2 (50%)   loss: 0.500000   accuracy: 1.0
            INFO : train epoch#0  (iter#1)   batch: 2/2 (100%)   loss: nan
            INFO : valid epoch#0  (iter#2)   batch: 1/1 (100%)   loss: 7
            created training log for session 'a'
            INFO : train epoch#1  (iter#2)   batch: 1/2 (50%)   loss: -inf
            INFO : train epoch#1  (iter#3)   batch: 2/2 (100%)   loss: 1e-07
            """);
        new SessionFolder(folder["a"]).Curves()["train/iter/loss"].Select(segment => string.Join(' ', segment.Steps.Zip(segment.Values))).ShouldBe(["(0, 0.5) (1, NaN)", "(2, -Infinity) (3, 1E-07)"]);
    }

    [Fact]
    public void Files_that_were_replaced_are_read_anew_though_they_are_as_long()
    {
        using var folder = new TemporaryFolder();
        Begin(folder, "a");
        var table = folder.Write("a/output/a/metrics.csv", "set,epoch,loss\ntrain,0,1.5\n");
        File.SetLastWriteTimeUtc(table, DateTime.UtcNow.AddHours(-1));
        var events = AddEvents(folder["a"], 1, 0, [1, 2, 3]);
        var session = new SessionFolder(folder["a"]);
        session.LastValues()["train/epoch/loss"].ShouldBe(1.5);
        session.Curves()["train/iter/loss"][0].Values.ShouldBe([1, 2, 3]);
        File.WriteAllText(table, "set,epoch,loss\ntrain,0,2.5\n");
        File.Move(AddEvents(folder["b"], 1, 0, [4, 5]), events, overwrite: true);
        session.LastValues()["train/epoch/loss"].ShouldBe(2.5);
        session.Curves()["train/iter/loss"].ShouldHaveSingleItem().Values.ShouldBe([4, 5]);
    }

    private static void Begin(TemporaryFolder folder, string name) => folder.Write($"{name}/config.latest.json", """{"name": "s"}""");

    private static string AddEvents(string session, int run, long first, float[] losses)
    {
        using var writer = new EventWriter(Path.Combine(session, "output", "s", string.Create(CultureInfo.InvariantCulture, $"train-host-2026010{run}-000000")));
        for (var i = 0; i < losses.Length; i++)
        {
            writer.AddScalar("iter/loss", losses[i], first + i);
        }

        return writer.Path;
    }
}
