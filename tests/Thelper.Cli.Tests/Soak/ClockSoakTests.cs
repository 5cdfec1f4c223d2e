using System.Runtime.InteropServices;
using Thelper.Testing;

namespace Thelper.Cli.Tests.Soak;

/// <summary>A clock that is set back while a session runs and between its parts (Debian's <c>faketime</c>): the order of epochs counts, not that of times.</summary>
[NoLeaks]
public class ClockSoakTests
{
    private static readonly string Library = $"/usr/lib/{(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64")}-linux-gnu/faketime/libfaketimeMT.so.1";

    [Fact]
    public void Setting_the_clock_back_changes_no_result()
    {
        Assert.SkipUnless(File.Exists(Library), "setting the clock back needs the package faketime, which 'make soak' installs");
        using var work = new Workspace();
        SoakSessions.Straight(work);
        SoakRounds.Run("clocks set back", 1, random =>
        {
            // The second run begins a day before the first one; within a run, the clock jumps back by hours while it trains.
            SetClock(work, 24);
            using (var program = SoakProgram.Start(work, ["new", "classif.json", "out", .. SoakSessions.Settings, "trainer.epochs=2"], Clock(work)))
            {
                program.WaitForInstant(random, TimeSpan.FromSeconds(1), work[$"out/{SoakSessions.Name}"]);
                SetClock(work, 24 - random.Next(1, 20));
                program.End(0);
            }

            SoakProgram.Run(work, ["resume", $"out/{SoakSessions.Name}", "trainer.epochs=4"]);
            SoakSessions.ShouldBeAsUndisturbed(work, "out");
            Directory.Delete(work["out"], recursive: true);
        });
    }

    private static void SetClock(Workspace work, int hours) => File.WriteAllText(work["clock"], FormattableString.Invariant($"{hours:+0;-0;+0}h\n"));

    private static Dictionary<string, string?> Clock(Workspace work) => new()
    {
        ["LD_PRELOAD"] = Library,
        ["FAKETIME_TIMESTAMP_FILE"] = work["clock"],
        ["FAKETIME_NO_CACHE"] = "1",

        // The times of files are those on the disk, as they are when a clock is set.
        ["NO_FAKE_STAT"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
    };
}
