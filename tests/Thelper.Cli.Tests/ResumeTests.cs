using Thelper.Nn;
using Thelper.Sessions;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Serialization;

namespace Thelper.Cli.Tests;

[NoLeaks]
public class ResumeTests
{
    [Fact]
    public void One_epoch_and_two_more_after_a_resume_equal_three_in_one_run_to_the_bit()
    {
        using var work = new Workspace();
        Succeed(["--silent", "new", "classif.json", "straight", "trainer.epochs=3", .. Workspace.Quick]);
        Succeed(["--silent", "new", "classif.json", "parts", "trainer.epochs=1", .. Workspace.Quick]);
        Succeed(["--silent", "resume", "parts/classif-digits", "trainer.epochs=3"]);
        RequireEqual(work["straight/classif-digits"], work["parts/classif-digits"]);
    }

    [Theory]
    [InlineData("-INT", 130, 1)]
    [InlineData("-TERM", 143, 4)]
    public void A_stopped_session_goes_on_as_if_it_had_not_been_stopped(string signal, int exitCode, int saveFrequency)
    {
        using var work = new Workspace();
        var frequency = $"trainer.save_freq={saveFrequency}";
        Succeed(["--silent", "new", "classif.json", "straight", "trainer.epochs=30", frequency, .. Workspace.Quick]);
        using (var process = work.Start(["new", "classif.json", "stopped", "trainer.epochs=30", frequency, .. Workspace.Quick]))
        {
            Signal(process, signal, after: "train epoch#2 ");
            process.WaitForExit(60_000).ShouldBeTrue();
            process.ExitCode.ShouldBe(exitCode);
        }

        work.Files("stopped/classif-digits/checkpoints").ShouldNotBeEmpty();
        Succeed(["--silent", "resume", "stopped/classif-digits"]);
        RequireEqual(work["straight/classif-digits"], work["stopped/classif-digits"]);
    }

    [Fact]
    public void A_session_stopped_in_its_first_epoch_can_be_resumed()
    {
        using var work = new Workspace();
        using (var process = work.Start(["new", "classif.json", "out", "trainer.epochs=2"]))
        {
            Signal(process, "-INT", after: "train epoch#0 ");
            process.WaitForExit(60_000).ShouldBeTrue();
            process.ExitCode.ShouldBe(130);
        }

        work.Files("out/classif-digits/checkpoints").ShouldHaveSingleItem().ShouldStartWith("ckpt.0000.");
        Succeed(["--silent", "resume", "out/classif-digits"]);
        Succeed(["--silent", "new", "classif.json", "straight", "trainer.epochs=2"]);
        RequireEqual(work["straight/classif-digits"], work["out/classif-digits"]);
    }

    [Fact]
    public void A_second_signal_ends_the_program_at_once()
    {
        using var work = new Workspace();
        using var process = work.Start(["new", "classif.json", "out", "trainer.epochs=1000", .. Workspace.Quick]);
        Signal(process, "-TERM", after: "train epoch#0 ");
        Kill(process, "-TERM");
        process.WaitForExit(10_000).ShouldBeTrue();
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

    private static void Succeed(string[] arguments)
    {
        var (code, _, error) = Workspace.Run(arguments);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
    }

    private static void Signal(System.Diagnostics.Process process, string signal, string after)
    {
        while (process.StandardError.ReadLine() is { } line)
        {
            if (line.Contains(after, StringComparison.Ordinal))
            {
                Kill(process, signal);
                new Thread(() => process.StandardError.ReadToEnd()) { IsBackground = true }.Start();
                return;
            }
        }

        throw new InvalidOperationException($"The session ended before '{after}'.");
    }

    private static void Kill(System.Diagnostics.Process process, string signal)
    {
        // The shell's own: the program of that name is in a package that not every Debian has.
        using var kill = System.Diagnostics.Process.Start("sh", ["-c", FormattableString.Invariant($"kill {signal} {process.Id}")]);
        kill.WaitForExit();
    }

    private static void RequireEqual(string expected, string actual)
    {
        using var scope = torch.NewDisposeScope();
        var (first, second) = (Load(expected), Load(actual));
        second.Epoch.ShouldBe(first.Epoch);
        second.Iteration.ShouldBe(first.Iteration);
        second.Outputs.Count.ShouldBe(first.Outputs.Count);
        foreach (var (epoch, outputs) in first.Outputs)
        {
            second.Outputs[epoch].Flatten().ShouldBe(outputs.Flatten());
        }

        RequireEqual(first.Model!, second.Model!, "model");
        RequireEqual(first.Optimizer!, second.Optimizer!, "optimizer");
        (second.MonitorBest, second.MonitorBestEpoch).ShouldBe((first.MonitorBest, first.MonitorBestEpoch));
    }

    private static void RequireEqual(PyDict first, PyDict second, string place)
    {
        second.Keys.ShouldBe(first.Keys);
        foreach (var (key, value) in first)
        {
            switch (value)
            {
                case torch.Tensor tensor:
                    aten.equal(tensor, (torch.Tensor)second[key]!).ShouldBeTrue($"{place}.{key}");
                    break;
                case PyDict inner:
                    RequireEqual(inner, (PyDict)second[key]!, $"{place}.{key}");
                    break;
            }
        }
    }

    private static Checkpoint Load(string session)
    {
        var path = CheckpointName.Find(session, latest: true);
        return CheckpointReader.Read(path, Checkpoints.Load(path), Questions.Bypassed);
    }
}
