using Thelper.Testing;

namespace Thelper.Cli.Tests.Soak;

/// <summary>SIGKILL and every other signal at random instants of every verb: nothing lost, nothing half-made, nothing outside, and the same end.</summary>
[NoLeaks]
public class KillSoakTests
{
    private static readonly (string Name, int Number)[] Signals =
        [("INT", 2), ("TERM", 15), ("HUP", 1), ("QUIT", 3), ("USR1", 10), ("KILL", 9)];

    private static string[] Split(string root) => ["split", "split.json", root, $"name={SoakSessions.Name}"];

    private static string[] Stats(string root) => ["stats", "split.json", root, $"name={SoakSessions.Name}"];

    [Fact]
    public void Sessions_that_are_killed_at_random_instants_end_as_one_that_was_not()
    {
        using var work = new Workspace();
        var usual = SoakSessions.Straight(work);
        var before = SoakSessions.Outside(work, "out");
        var (news, resumes) = (0, 0);
        SoakRounds.Run("sessions killed", 1, random =>
        {
            for (var kills = SoakRounds.IsLong ? random.Next(2, 10) : 1; kills > 0; kills--)
            {
                var command = SoakSessions.GoOn(work, "out");
                using var program = SoakProgram.Start(work, command);
                program.WaitForInstant(random, usual, work[$"out/{SoakSessions.Name}"]);
                if (program.Kill())
                {
                    _ = command[0] == "new" ? news++ : resumes++;
                }
            }

            SoakProgram.Run(work, SoakSessions.GoOn(work, "out"));
            SoakSessions.ShouldBeAsUndisturbed(work, "out");
            SoakSessions.Outside(work, "out").ShouldBe(before);
            Directory.Delete(work["out"], recursive: true);
        });
        SoakRounds.Count("kills of new", news);
        SoakRounds.Count("kills of resume", resumes);
    }

    [Fact]
    public void Splits_and_statistics_that_are_killed_are_made_once_more()
    {
        using var work = new Workspace();
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Golden", "archives", "split-none.json"), work["split.json"]);
        var usual = SoakProgram.Usual(work, Split("straight"));
        var counted = SoakProgram.Usual(work, Stats("straight"));
        var before = SoakSessions.Outside(work, "out");
        var (splits, statistics) = (0, 0);
        SoakRounds.Run("splits and statistics killed", 1, random =>
        {
            for (var kills = SoakRounds.IsLong ? random.Next(2, 12) : 2; kills > 0; kills--)
            {
                var isSplit = kills % 2 == 0;
                using var program = SoakProgram.Start(work, isSplit ? Split("out") : Stats("out"));
                program.WaitForInstant(random, isSplit ? usual : counted, isSplit ? work[$"out/{SoakSessions.Name}"] : null);
                if (program.Kill())
                {
                    _ = isSplit ? splits++ : statistics++;
                }
            }

            SoakProgram.Run(work, Split("out"));
            SoakProgram.Run(work, Stats("out"));
            SoakSessions.ShouldHaveNoOrphans(work, "out");
            var archive = $"{SoakSessions.Name}/digits-none.hdf5";
            SoakSessions.ArchiveText(work[$"out/{archive}"]).ShouldBe(SoakSessions.ArchiveText(work[$"straight/{archive}"]));
            File.ReadAllText(work["out/stats.json"]).ShouldBe(File.ReadAllText(work["straight/stats.json"]));
            SoakSessions.Outside(work, "out").ShouldBe(before);
            Directory.Delete(work["out"], recursive: true);
        });
        SoakRounds.Count("kills of split", splits);
        SoakRounds.Count("kills of stats", statistics);
    }

    [Fact]
    public void Every_signal_in_every_phase_of_every_verb()
    {
        using var work = new Workspace();
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Golden", "archives", "split-none.json"), work["split.json"]);
        var usual = SoakSessions.Straight(work);
        var before = SoakSessions.Outside(work, "out");
        SoakRounds.Run("signals", 1, random =>
        {
            var (signal, number) = Signals[random.Next(Signals.Length)];
            string[] verb = random.Next(6) switch
            {
                0 => Split("out"),
                1 => Stats("out"),
                2 => ["check", "classif.json"],
                _ => ["new", "classif.json", "out", .. SoakSessions.Settings],
            };
            using (var program = SoakProgram.Start(work, verb))
            {
                program.WaitForInstant(random, usual, verb[0] is "new" or "split" ? work[$"out/{SoakSessions.Name}"] : null);
                if (random.Next(4) == 0)
                {
                    program.Signal("STOP");
                    Thread.Sleep(random.Next(100));
                    program.Signal("CONT");
                }

                program.Signal(signal);
                program.End(0, 128 + number);
            }

            // What died in order has taken its own away; the rest goes with the next start.
            if (signal is "INT" or "TERM" or "HUP" && verb[0] != "new")
            {
                work.Files("out").Where(file => !file.EndsWith(".hdf5", StringComparison.Ordinal)).ShouldNotContain(file => file.EndsWith(".tmp", StringComparison.Ordinal));
            }

            if (verb[0] == "new")
            {
                SoakProgram.Run(work, SoakSessions.GoOn(work, "out"));
                SoakSessions.ShouldBeAsUndisturbed(work, "out");
            }

            SoakSessions.Outside(work, "out").ShouldBe(before);
            if (Directory.Exists(work["out"]))
            {
                Directory.Delete(work["out"], recursive: true);
            }
        });
    }
}
