using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>Runs that are killed (SIGKILL) at chosen points: the next one goes on as if nothing had happened, and nothing half-made stays.</summary>
[NoLeaks]
public class KilledTests
{
    // Kills its own process: in the first step of an epoch, or as soon as there is a file of a pattern in a folder.
    private const string Killer = """
        using System.Diagnostics;
        using System.Threading;
        using Thelper.Data;
        using Thelper.Train;
        using Thelper.Transforms;

        public static class Killer
        {
            private static bool looks;

            public static void AtEpoch(IterationData iteration, int epoch)
            {
                if (iteration.EpochIndex == epoch)
                {
                    Process.GetCurrentProcess().Kill();
                }
            }

            public static void WhenThereIs(IterationData iteration, string folder, string pattern)
            {
                if (!looks)
                {
                    looks = true;
                    new Thread(() =>
                    {
                        while (Directory.GetFiles(folder, pattern).Length == 0)
                        {
                            Thread.Yield();
                        }

                        Process.GetCurrentProcess().Kill();
                    }) { IsBackground = true }.Start();
                }
            }
        }

        public sealed class Deadly(int sample) : ITransform
        {
            private int samples;

            public object? Apply(object? value, TransformRandom random)
            {
                if (Interlocked.Increment(ref samples) == sample)
                {
                    Process.GetCurrentProcess().Kill();
                }

                return value;
            }

            public object? Invert(object? value) => value;
        }
        """;

    private static readonly string[] Epochs = ["trainer.epochs=4", .. Workspace.Quick];

    [Fact]
    public void A_session_that_is_killed_again_and_again_ends_as_one_that_was_not()
    {
        using var work = new Workspace();
        File.WriteAllText(work["Killer.cs"], Killer);
        Succeed(["--silent", "new", "classif.json", "straight", .. Epochs]);

        // Nothing is saved yet: the session is begun once more.
        Killed(work, ["new", "classif.json", "out", .. Epochs, AtEpoch(0)]);

        // Between the file of an epoch and the copy of the best one; while a file is written; in a step.
        Killed(work, ["new", "classif.json", "out", .. Epochs, WhenThereIs("ckpt.0000.*.pth")]);
        Killed(work, ["resume", "out/classif-digits", WhenThereIs(".ckpt.0001.*.tmp"), "trainer.epochs=4"], perhaps: true);
        Killed(work, ["resume", "out/classif-digits", WhenThereIs("ckpt.0002.*.pth")], perhaps: true);
        Killed(work, ["resume", "out/classif-digits", AtEpoch(3)], perhaps: true);

        // And by hand, what the second one leaves if it comes at just that time.
        File.Copy(CheckpointOf(work, 0), work["out/classif-digits/checkpoints/ckpt.best.pth"], overwrite: true);
        File.WriteAllText(work["out/classif-digits/checkpoints/.ckpt.best.pth.abcdefgh.ijk.tmp"], "half");
        Succeed(["--silent", "resume", "out/classif-digits", "trainer.train_callback=null"]);
        SessionState.ShouldBeSound(work["out/classif-digits"]);
        Checkpointed.ShouldBeEqual(work["straight/classif-digits"], work["out/classif-digits"]);
    }

    [Fact]
    public void A_split_that_is_killed_is_made_once_more()
    {
        using var work = new Workspace();
        File.WriteAllText(work["Killer.cs"], Killer);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Golden", "archives", "split-none.json"), work["split.json"]);
        Killed(work, ["split", "split.json", "out", """datasets.digits.transforms=[{"operation": "Killer.cs:Deadly", "params": {"sample": 40}}]"""]);
        work.Files("out").ShouldContain(file => file.EndsWith(".tmp", StringComparison.Ordinal));
        Succeed(["--silent", "split", "split.json", "out"]);
        work.Files("out").ShouldNotContain(file => file.EndsWith(".tmp", StringComparison.Ordinal) || file.EndsWith(Sessions.SessionLock.FileName, StringComparison.Ordinal));
        work.Files("out").ShouldContain(file => file.EndsWith(".hdf5", StringComparison.Ordinal));
    }

    private static string AtEpoch(int epoch) => $$$"""trainer.train_callback={"type": "Killer.cs:Killer.AtEpoch", "params": {"epoch": {{{epoch}}}}}""";

    private static string WhenThereIs(string pattern) =>
        $$$"""trainer.train_callback={"type": "Killer.cs:Killer.WhenThereIs", "params": {"folder": "out/classif-digits/checkpoints", "pattern": "{{{pattern}}}"}}""";

    private static string CheckpointOf(Workspace work, int epoch) =>
        Directory.GetFiles(work["out/classif-digits/checkpoints"], FormattableString.Invariant($"ckpt.{epoch:D4}.*.pth")).Order(StringComparer.Ordinal).First();

    // A file that is there for a moment only may be missed: then the run ends by itself, and what must hold afterwards is the same.
    private static void Killed(Workspace work, string[] arguments, bool perhaps = false)
    {
        using var process = work.Start(["--silent", .. arguments]);
        Endless.Forbid(process.WaitForExit);
        if (!perhaps || process.ExitCode != 0)
        {
            process.ExitCode.ShouldBe(137, process.StandardError.ReadToEnd());
        }
    }

    private static void Succeed(string[] arguments)
    {
        var (code, _, error) = Workspace.Run(arguments);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
    }
}
