using System.Diagnostics;
using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>One signal ends a program that is stuck where it cannot look for one; what was learned is saved.</summary>
[NoLeaks]
public class StopTests
{
    private const string Stuck = """
        using System.Threading;
        using Thelper.Data;
        using Thelper.Train;
        using Thelper.Transforms;

        public sealed class Stuck(int sample) : ITransform
        {
            private int samples;

            public object? Apply(object? value, TransformRandom random)
            {
                if (Interlocked.Increment(ref samples) == sample)
                {
                    Step();
                }

                return value;
            }

            public object? Invert(object? value) => value;

            public static void InEpoch(IterationData iteration, int epoch)
            {
                if (iteration.EpochIndex == epoch)
                {
                    Step();
                }
            }

            private static void Step()
            {
                Console.Error.WriteLine("stuck");
                Thread.Sleep(Timeout.Infinite);
            }
        }
        """;

    [Theory]
    [InlineData("new", 1, false)]
    [InlineData("new", 100, true)]
    [InlineData("check", 1, false)]
    [InlineData("split", 100, false)]
    public void A_transform_that_never_ends(string verb, int sample, bool saves)
    {
        using var work = new Workspace();
        File.WriteAllText(work["Stuck.cs"], Stuck);
        string[] folder = verb == "check" ? [] : ["out"];
        Stopped(
            work, "-TERM", 143,
            ["--silent", verb, "classif.json", .. folder, $$$"""datasets.digits.transforms=[{"operation": "Stuck.cs:Stuck", "params": {"sample": {{{sample}}}}}]""", .. Workspace.Quick]);
        if (saves)
        {
            work.Files("out/classif-digits/checkpoints").ShouldHaveSingleItem().ShouldStartWith("ckpt.0000.");
        }
        else
        {
            work.Files("out").ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_step_that_never_ends_loses_nothing_but_its_epoch()
    {
        using var work = new Workspace();
        File.WriteAllText(work["Stuck.cs"], Stuck);
        string[] settings = ["trainer.epochs=4", "trainer.save_freq=4", "trainer.monitor=null", .. Workspace.Quick];
        Stopped(work, "-INT", 130, ["--silent", "new", "classif.json", "out", .. settings, """trainer.train_callback={"type": "Stuck.cs:Stuck.InEpoch", "params": {"epoch": 2}}"""]);
        work.Files("out/classif-digits/checkpoints").Count.ShouldBe(2);
        Succeed(["--silent", "resume", "out/classif-digits", "trainer.train_callback=null"]);
        Succeed(["--silent", "new", "classif.json", "straight", .. settings]);
        Checkpointed.ShouldBeEqual(work["straight/classif-digits"], work["out/classif-digits"]);
    }

    private static void Stopped(Workspace work, string signal, int exitCode, string[] arguments)
    {
        using var process = work.Start(arguments);
        string? line;
        while ((line = process.StandardError.ReadLine()) != "stuck")
        {
            line.ShouldNotBeNull("the program ended before it was stuck");
        }

        using var kill = Process.Start("sh", ["-c", FormattableString.Invariant($"kill {signal} {process.Id}")]);
        kill.WaitForExit();
        Endless.Forbid(process.WaitForExit);
        process.ExitCode.ShouldBe(exitCode);
    }

    private static void Succeed(string[] arguments)
    {
        var (code, _, error) = Workspace.Run(arguments);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
    }
}
