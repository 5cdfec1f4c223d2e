using Thelper.Records;
using Thelper.Sessions;
using Thelper.Testing;
using Thelper.Tests.Sessions;

namespace Thelper.Tests.Records;

/// <summary>Sessions on a few digits, read as <c>thelper browse</c> and <c>thelper sessions diff</c> read them.</summary>
[NoLeaks]
public class SessionDiffTests
{
    [Fact]
    public void Two_runs_of_one_configuration_differ_in_nothing()
    {
        using var folder = new TemporaryFolder();
        var diff = SessionDiff.Of(SmallDigits.Run(folder, "a"), SmallDigits.Run(folder, "b"));
        diff.Differences.ShouldBeEmpty();
        diff.FirstLoss.ShouldBeNull();
        diff.Compared.ShouldBe(4);
        diff.ToText().ShouldContain("the losses of all 4 iterations that both have are the same\nnothing else differs");
        Should.Throw<UserErrorException>(() => SessionDiff.Of(folder["a"], folder["c"])).Message.ShouldContain("is no session's folder");
    }

    [Fact]
    public void The_first_loss_that_differs_is_told_with_all_that_differs()
    {
        using var folder = new TemporaryFolder();
        var first = SmallDigits.Run(folder, "a");

        // The first step goes with the same weights, so that the second one's loss is the first that differs.
        var diff = SessionDiff.Of(first, SmallDigits.Run(folder, "b", "trainer.optimization.optimizer.params.lr=0.01"));
        diff.FirstLoss!.Value.Iteration.ShouldBe(1);
        var key = diff.Differences.Single(difference => difference.Kind == DiffKind.Key);
        (key.Name, key.First, key.Second).ShouldBe(("trainer.optimization.optimizer.params.lr", "0.001", "0.01"));
        diff.Differences.ShouldContain(difference => difference.Kind == DiffKind.Weights && difference.Name.EndsWith(" after epoch 0", StringComparison.Ordinal) && difference.Second.Contains(" apart)", StringComparison.Ordinal));
        diff.Differences.Select(difference => difference.Kind).Distinct().ShouldBe([DiffKind.Key, DiffKind.Weights]);
        diff.ToText().ShouldContain("the first loss that differs is that of iteration 1: ");

        var split = SessionDiff.Of(first, SmallDigits.Run(folder, "c", "loaders.test_seed=7"));
        split.FirstLoss!.Value.Iteration.ShouldBe(0);
        split.Differences.ShouldContain(difference => difference.Kind == DiffKind.Split && difference.Name.Contains("samples, such as", StringComparison.Ordinal));
        split.Differences.Single(difference => difference.Kind == DiffKind.Seeds).Second.ShouldContain("Test = 7");
    }

    [Fact]
    public void Data_threads_and_versions_are_compared()
    {
        using var folder = new TemporaryFolder();
        var first = SmallDigits.Run(folder, "a");
        var second = SmallDigits.Run(folder, "b", "threads=1");
        var log = Path.Combine(second, "logs", "packages.log");
        File.WriteAllText(log, File.ReadAllText(log).Replace($"dotnet {Environment.Version}", "dotnet 1.0"));
        File.AppendAllText(log, "\nDOTNET 9\n");
        File.Delete(Path.Combine(second, "logs", "digits.samples.gz"));
        var diff = SessionDiff.Of(first, second);
        diff.Differences.ShouldContain(new SessionDifference(DiffKind.Version, "dotnet", $"{Environment.Version}", "1.0"));
        diff.Differences.ShouldContain(new SessionDifference(DiffKind.Data, "digits", "a data set", ""));
        diff.Differences.ShouldContain(new SessionDifference(DiffKind.Threads, "threads", "", "1"));
    }

    [Fact]
    public void A_session_is_read_with_its_curves_settings_and_files()
    {
        using var folder = new TemporaryFolder();
        var path = SmallDigits.Run(folder, "deep/inside/a");
        SessionFolder.Find(folder.Path).ShouldBe([path]);
        SessionFolder.Find(path).ShouldBe([path]);
        var session = new SessionFolder(path);
        session.IsRunning.ShouldBeFalse();
        using (SessionLock.Take(path))
        {
            session.IsRunning.ShouldBeTrue();
        }

        session.Settings()["trainer.epochs"].ShouldBe("2");
        session.Settings()["model.params.input_shape"].ShouldBe("[1, 32, 32]");
        var curves = session.Curves();
        curves["train/iter/loss"].ShouldHaveSingleItem().Steps.ShouldBe([0, 1, 2, 3]);
        curves["valid/epoch/accuracy"].ShouldHaveSingleItem().Steps.ShouldBe([0, 1]);
        session.LastValues()["valid/epoch/accuracy"].ShouldBe(curves["valid/epoch/accuracy"][0].Values[1], 1e-4);
        session.Files().ShouldContain(file => file.Name == "ckpt.0000." + Stamp(path) + ".pth");

        // What comes later is seen, and a resumed run is a segment of its own.
        Session.Resume(path, SessionEnvironment.Quiet(), new() { Overrides = ["trainer.epochs=3"] });
        curves = session.Curves();
        curves["train/iter/loss"].Select(segment => segment.Steps.Count).ShouldBe([4, 2]);
        curves["train/iter/loss"][1].Steps.ShouldBe([4, 5]);

        // Without event files the log has the losses, and the table the rest.
        var exact = curves["train/iter/loss"].SelectMany(segment => segment.Values).ToList();
        foreach (var file in Directory.GetFiles(path, "events.out.*", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        curves = session.Curves();
        curves["train/iter/loss"].Select(segment => segment.Steps.Count).ShouldBe([4, 2]);
        curves["train/iter/loss"].SelectMany(segment => segment.Values).Zip(exact).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-6);
        curves["valid/epoch/accuracy"].ShouldHaveSingleItem().Steps.ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void Sessions_without_a_table_have_the_curves_of_their_reports()
    {
        // As thelper 0.6.2 leaves them: a small file for each value, in a folder for each run.
        using var folder = new TemporaryFolder();
        folder.Write("s/config.latest.json", """{"name": "s"}""");
        foreach (var (run, epoch, value) in new[] { ("1", 0, "0.5000"), ("1", 1, "nan"), ("2", 2, "0.7500") })
        {
            folder.Write($"s/output/s/valid-host-2026010{run}-000000/accuracy-{epoch:D4}.txt", value);
            folder.Write($"s/output/s/valid-host-2026010{run}-000000/report-{epoch:D4}.txt", "no number");
        }

        var session = new SessionFolder(folder["s"]);
        var segments = session.Curves().ShouldHaveSingleItem().Value;
        segments.Select(segment => string.Join(' ', segment.Steps.Zip(segment.Values))).ShouldBe(["(0, 0.5) (1, NaN)", "(2, 0.75)"]);
        session.Curves().Keys.ShouldBe(["valid/epoch/accuracy"]);
        session.Settings()["name"].ShouldBe("s");
        folder.Write("s/config.latest.json", "{ is no JSON");
        session.Settings().ShouldBeEmpty();
    }

    [Fact]
    public void The_batch_of_a_step_is_the_one_that_was_trained_on()
    {
        using var folder = new TemporaryFolder();
        var path = SmallDigits.Run(folder, "a");
        var before = Directory.GetFiles(path, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.GetLastWriteTimeUtc);
        var losses = new SessionFolder(path).Curves()["train/iter/loss"][0].Values;
        for (var step = 0; step < 4; step++)
        {
            var batch = StepReplay.At(path, step, SessionEnvironment.Quiet());
            (batch.Epoch, batch.Batch).ShouldBe((step / 2, step % 2));
            batch.Samples.Select(sample => sample.Name).ShouldBe(Seen(path, step / 2).Skip(step % 2 * 32).Take(32));
            batch.Samples.Select(sample => sample.Label).ShouldBe(batch.Samples.Select(sample => Path.GetFileName(Path.GetDirectoryName(sample.Name))));
            batch.Samples.ShouldAllBe(sample => sample.Loss > 0);
            batch.Weights.ShouldBe(step < 2 ? "later, after epoch 0" : "after epoch 0");
            batch.Samples.Select(sample => Convert.ToHexString(sample.Picture[..8])).Distinct().ShouldBe(["89504E470D0A1A0A"]);
        }

        // The first step of the second epoch met the weights that the first one left: its loss tells that all pixels are those that were trained on.
        StepReplay.At(path, 2, SessionEnvironment.Quiet()).Samples.Average(sample => sample.Loss)!.Value.ShouldBe(losses[2], 1e-5);
        Math.Abs(StepReplay.At(path, 3, SessionEnvironment.Quiet()).Samples.Average(sample => sample.Loss)!.Value - losses[3]).ShouldBeGreaterThan(1e-5);
        Directory.GetFiles(path, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.GetLastWriteTimeUtc).ShouldBe(before, ignoreOrder: true);
        StepReplay.At(path, 5, SessionEnvironment.Quiet()).Weights.ShouldBe("after epoch 1", "of two checkpoints before it the nearest");
        Should.Throw<UserErrorException>(() => StepReplay.At(folder.Path, 0, SessionEnvironment.Quiet())).Message.ShouldContain("has no checkpoint");
    }

    private static IEnumerable<string> Seen(string path, int epoch) =>
        File.ReadAllLines(Directory.GetFiles(path, $"seen-{epoch:D4}.csv", SearchOption.AllDirectories).Single()).Skip(1).Select(line => line.Split(',')[^1]);

    private static string Stamp(string path) => string.Join('.', Path.GetFileName(Directory.GetFiles(Path.Combine(path, "checkpoints"), "ckpt.0000.*").Single()).Split('.')[2..^1]);
}
