using System.Diagnostics;
using System.Globalization;
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

    // A disk that takes SECONDS to flush the checkpoint of the second epoch.
    private const string SlowDisk = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <stdio.h>
        #include <string.h>
        #include <unistd.h>

        int fsync(int descriptor)
        {
            static int (*flush)(int);
            char link[64], name[4096];
            snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
            ssize_t length = readlink(link, name, sizeof name - 1);
            name[length < 0 ? 0 : length] = 0;
            if (strstr(name, ".ckpt.0001."))
            {
                write(2, "stuck\n", 6);
                for (unsigned left = SECONDS; left > 0;)
                {
                    left = sleep(left);
                }
            }

            flush = flush ? flush : (int (*)(int))dlsym(RTLD_NEXT, "fsync");
            return flush(descriptor);
        }
        """;

    [Fact]
    public void A_checkpoint_that_is_being_written_is_finished()
    {
        using var work = new Workspace();
        string[] settings = ["trainer.epochs=3", .. Workspace.Quick];

        // Longer than a stuck program is given.
        Stopped(work, "-TERM", 143, ["--silent", "new", "classif.json", "out", .. settings], OnSlowDisk(work, seconds: 7));
        work.Files("out/classif-digits/checkpoints").ShouldContain(file => file.StartsWith("ckpt.0001.", StringComparison.Ordinal));
        Succeed(["--silent", "resume", "out/classif-digits"]);
        Succeed(["--silent", "new", "classif.json", "straight", .. settings]);
        SessionState.ShouldBeSound(work["out/classif-digits"]);
        Checkpointed.ShouldBeEqual(work["straight/classif-digits"], work["out/classif-digits"]);
    }

    [Fact]
    public void A_second_signal_ends_at_once_whatever_is_being_written()
    {
        using var work = new Workspace();
        using var process = work.Start(OnSlowDisk(work, seconds: 3600), ["--silent", "new", "classif.json", "out", "trainer.epochs=3", .. Workspace.Quick]);
        WaitFor(process, "stuck");
        Send(process, "-TERM");
        WaitFor(process, "Stopping after this step; once more to stop at once.");
        Send(process, "-INT");
        Endless.Forbid(process.WaitForExit);

        // Of the first one it would have died two minutes later.
        process.ExitCode.ShouldBe(130);
        Succeed(["--silent", "resume", "out/classif-digits"]);
        SessionState.ShouldBeSound(work["out/classif-digits"]);
    }

    [Theory]
    [InlineData("THELPER_STOP_SECONDS", "20s")]
    [InlineData("THELPER_SAVE_SECONDS", "-1")]
    public void What_is_no_number_of_seconds_is_one_message(string variable, string value)
    {
        using var work = new Workspace();
        using var process = work.Start(new Dictionary<string, string?> { [variable] = value }, "version");
        process.StandardError.ReadToEnd().ShouldBe($"{variable}: expected a whole number of seconds, got '{value}'\n");
        process.StandardOutput.ReadToEnd().ShouldBeEmpty();
        Endless.Forbid(process.WaitForExit);
        process.ExitCode.ShouldBe(2);
    }

    private static Dictionary<string, string?> OnSlowDisk(Workspace work, int seconds)
    {
        File.WriteAllText(work["slow.c"], SlowDisk.Replace("SECONDS", seconds.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        using var compile = Process.Start("cc", ["-shared", "-fPIC", "-o", work["slow.so"], work["slow.c"], "-ldl"]);
        compile.WaitForExit();
        compile.ExitCode.ShouldBe(0);
        return new() { ["LD_PRELOAD"] = work["slow.so"] };
    }

    private static void Stopped(Workspace work, string signal, int exitCode, string[] arguments, Dictionary<string, string?>? environment = null)
    {
        // Saving at last may take its time here; 'split' ends in order.
        Dictionary<string, string?> patient = new(environment ?? []) { ["THELPER_SAVE_SECONDS"] = "240" };
        if (arguments.Contains("split"))
        {
            patient["THELPER_STOP_SECONDS"] = Workspace.Patient["THELPER_STOP_SECONDS"];
        }

        using var process = work.Start(patient, arguments);
        WaitFor(process, "stuck");
        Send(process, signal);
        Endless.Forbid(process.WaitForExit);
        process.ExitCode.ShouldBe(exitCode);
    }

    private static void WaitFor(Process process, string said)
    {
        string? line;
        while ((line = process.StandardError.ReadLine()) != said)
        {
            line.ShouldNotBeNull($"the program ended before it said '{said}'");
        }
    }

    private static void Send(Process process, string signal)
    {
        using var kill = Process.Start("sh", ["-c", FormattableString.Invariant($"kill {signal} {process.Id}")]);
        kill.WaitForExit();
    }

    private static void Succeed(string[] arguments)
    {
        var (code, _, error) = Workspace.Run(arguments);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
    }
}
