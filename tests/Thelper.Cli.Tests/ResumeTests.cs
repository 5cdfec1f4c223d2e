using Thelper.Testing;

namespace Thelper.Cli.Tests;

[NoLeaks]
public class ResumeTests
{
    private const string Stopping = "Stopping after this step";

    // Other draws in each epoch: of single samples, and of whole batches.
    private static readonly string[] Augmented =
    [
        """loaders.train_augments={"append": true, "transforms": [{"operation": "torchvision.transforms.RandomAffine", "params": {"degrees": 20, "translate": [0.1, 0.1]}, "target_key": "image"}, {"operation": "torchvision.transforms.RandomErasing", "target_key": "image"}]}""",
        """loaders.train_mix=[{"operation": "thelper.data.Mixup", "params": {"probability": 0.5}}]""",
    ];

    [Fact]
    public void One_epoch_and_two_more_after_a_resume_equal_three_in_one_run_to_the_bit()
    {
        using var work = new Workspace();
        Succeed(["--silent", "new", "classif.json", "straight", "trainer.epochs=3", .. Workspace.Quick, .. Augmented]);
        Succeed(["--silent", "new", "classif.json", "parts", "trainer.epochs=1", .. Workspace.Quick, .. Augmented]);
        Succeed(["--silent", "resume", "parts/classif-digits", "trainer.epochs=3"]);
        Checkpointed.ShouldBeEqual(work["straight/classif-digits"], work["parts/classif-digits"]);
    }

    [Theory]
    [InlineData("-INT", 130, 1)]
    [InlineData("-TERM", 143, 4)]
    public void A_stopped_session_goes_on_as_if_it_had_not_been_stopped(string signal, int exitCode, int saveFrequency)
    {
        using var work = new Workspace();
        string[] settings = ["trainer.epochs=6", $"trainer.save_freq={saveFrequency}", .. work.Gate(epoch: 2), .. Workspace.Quick];
        StopAtTheGate(work, signal, exitCode, ["--silent", "new", "classif.json", "stopped", .. settings]);
        work.Files("stopped/classif-digits/checkpoints").ShouldNotBeEmpty();
        Succeed(["--silent", "resume", "stopped/classif-digits"]);
        Succeed(["--silent", "new", "classif.json", "straight", .. settings]);
        Checkpointed.ShouldBeEqual(work["straight/classif-digits"], work["stopped/classif-digits"]);
    }

    [Fact]
    public void A_session_stopped_in_its_first_epoch_can_be_resumed()
    {
        using var work = new Workspace();
        string[] settings = ["trainer.epochs=2", .. work.Gate(epoch: 0), .. Workspace.Quick];
        StopAtTheGate(work, "-INT", 130, ["--silent", "new", "classif.json", "out", .. settings]);
        work.Files("out/classif-digits/checkpoints").ShouldHaveSingleItem().ShouldStartWith("ckpt.0000.");
        Succeed(["--silent", "resume", "out/classif-digits"]);
        Succeed(["--silent", "new", "classif.json", "straight", .. settings]);
        Checkpointed.ShouldBeEqual(work["straight/classif-digits"], work["out/classif-digits"]);
    }

    [Fact]
    public void A_second_signal_ends_the_program_at_once()
    {
        // The step in which it comes never ends.
        using var work = new Workspace();
        using var process = work.Start(["--silent", "new", "classif.json", "out", .. work.Gate(epoch: 0), .. Workspace.Quick]);
        ReadUntil(process, Workspace.AtTheGate);
        Kill(process, "-TERM");
        ReadUntil(process, Stopping);
        Kill(process, "-TERM");
        Endless.Forbid(process.WaitForExit);
        process.ExitCode.ShouldBe(143);
    }

    [Fact]
    public void A_finished_session_is_tested_again_and_not_trained()
    {
        using var work = new Workspace();
        Succeed(["--silent", "new", "classif.json", "out", "trainer.epochs=1", .. Workspace.Quick]);
        var before = work.Files("out/classif-digits/checkpoints");
        Succeed(["--silent", "resume", "out/classif-digits"]);
        work.Files("out/classif-digits/checkpoints").ShouldBe(before);
    }

    [Fact]
    public void A_session_that_is_stopped_on_its_way_from_an_older_checkpoint_names_that_one()
    {
        using var work = new Workspace();
        work.Open();
        Succeed(["--silent", "new", "classif.json", "out", "trainer.epochs=3", .. work.Gate(epoch: 1), .. Workspace.Quick]);
        File.Delete(work["open"]);
        var (older, newest) = (Checkpoint(work, 0), Checkpoint(work, 2));
        StopAtTheGate(work, "-INT", 130, ["--silent", "resume", older]);
        File.ReadAllText(work["out/classif-digits/logs/trainer.log"])
            .ShouldContain($"stopped in epoch#1; resuming '{older}' starts it again (the session by its folder goes on from '{newest}')");
    }

    [Fact]
    public void A_session_that_saves_nothing_on_its_way_from_an_older_checkpoint_leaves_the_table_of_those_that_are_there()
    {
        const string callback = """{"type": "Away.cs:Away.Move", "params": {"back": BACK}}""";
        using var work = new Workspace();
        File.WriteAllText(work["Away.cs"], """
            using Thelper.Train;

            public static class Away
            {
                public static void Move(IterationData iteration, bool back)
                {
                    const string folder = "out/classif-digits/checkpoints";
                    if (File.Exists("full") && Directory.Exists(folder) == !back)
                    {
                        Directory.Move(back ? "away" : folder, back ? folder : "away");
                    }
                }
            }
            """);
        Succeed(
        [
            "--silent", "new", "classif.json", "out", "trainer.epochs=3", "trainer.monitor=null", .. Workspace.Quick,
            $"trainer.train_callback={callback.Replace("BACK", "false", StringComparison.Ordinal)}",
            $"trainer.test_callback={callback.Replace("BACK", "true", StringComparison.Ordinal)}",
        ]);
        var table = File.ReadAllText(work["out/classif-digits/output/classif-digits/metrics.csv"]);
        var older = Checkpoint(work, 0);
        File.WriteAllText(work["full"], "");
        var (code, _, error) = Workspace.Run("--silent", "resume", older, "trainer.optimization.optimizer.params.lr=0.5");
        code.ShouldBe(2, error);
        error.ShouldContain("epoch#2 is not saved (");
        error.ShouldContain($"Make room, and go on from what this run went on from: resume '{older}'.");
        File.ReadAllText(work["out/classif-digits/output/classif-digits/metrics.csv"]).ShouldBe(table);
    }

    private static string Checkpoint(Workspace work, int epoch)
        => $"out/classif-digits/checkpoints/{work.Files("out/classif-digits/checkpoints").Single(file => file.StartsWith($"ckpt.{epoch:D4}.", StringComparison.Ordinal))}";

    private static void Succeed(string[] arguments)
    {
        var (code, _, error) = Workspace.Run(arguments);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
    }

    private static void StopAtTheGate(Workspace work, string signal, int exitCode, string[] arguments)
    {
        using var process = work.Start(arguments);
        ReadUntil(process, Workspace.AtTheGate);
        Kill(process, signal);
        ReadUntil(process, Stopping);
        work.Open();
        Endless.Forbid(process.WaitForExit);
        process.ExitCode.ShouldBe(exitCode);
    }

    private static void ReadUntil(System.Diagnostics.Process process, string text)
    {
        var before = new System.Text.StringBuilder();
        while (process.StandardError.ReadLine() is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            before.AppendLine(line);
        }

        throw new InvalidOperationException($"The session ended before '{text}': {before}");
    }

    private static void Kill(System.Diagnostics.Process process, string signal)
    {
        // The shell's own: the program of that name is in a package that not every Debian has.
        using var kill = System.Diagnostics.Process.Start("sh", ["-c", FormattableString.Invariant($"kill {signal} {process.Id}")]);
        kill.WaitForExit();
    }
}
