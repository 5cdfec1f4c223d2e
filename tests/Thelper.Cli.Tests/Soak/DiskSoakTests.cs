using Thelper.Nn;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Cli.Tests.Soak;

/// <summary>Disks that are full at any instant, or under the logs or the checkpoints alone.</summary>
[NoLeaks]
public class DiskSoakTests
{
    private const int Enough = 64 << 10;
    private const string Session = $"out/{SoakSessions.Name}";

    // Before anything is saved, the folder of checkpoints becomes a full disk; in a later epoch there is room on it.
    private const string Disk = """
        using System.Diagnostics;
        using Thelper.Train;

        public static class Disk
        {
            public static void Change(IterationData iteration, int room)
            {
                const string filler = "FOLDER/filler";
                if (iteration.EpochIndex == 0 && !File.Exists(filler))
                {
                    using var mount = Process.Start("mount", ["-t", "tmpfs", "-o", "size=32m", "tmpfs", "FOLDER"]);
                    mount.WaitForExit();
                    using var stream = new FileStream(filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
                    try
                    {
                        while (true)
                        {
                            stream.Write(new byte[4096]);
                        }
                    }
                    catch (IOException)
                    {
                    }
                }
                else if (iteration.EpochIndex == room)
                {
                    File.Delete(filler);
                }
            }
        }
        """;

    [Fact]
    public void A_disk_that_is_full_at_any_time_loses_nothing_that_was_saved()
    {
        Assert.SkipWhen(SmallDisk.Missing is not null, SmallDisk.Missing ?? "");
        using var work = new Workspace();
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Golden", "archives", "split-none.json"), work["split.json"]);
        SoakSessions.Straight(work);
        var before = SoakSessions.Outside(work, "out");
        var refused = 0;
        SoakRounds.Run("full disks", 1, random =>
        {
            using (var disk = new SmallDisk(work["out"], random.Next(4, 3000)))
            {
                refused += SoakProgram.Run(work, ["new", "classif.json", "out", .. SoakSessions.Settings], 0, 2) == 2 ? 1 : 0;
                foreach (var verb in new[] { "split", "stats" })
                {
                    SoakProgram.Run(work, [verb, "split.json", "out/other"], 0, 2);
                }

                SoakSessions.ShouldHaveNoOrphans(work, "out");
                disk.Resize(Enough);
                SoakProgram.Run(work, SoakSessions.GoOn(work, "out"));
                SoakSessions.ShouldBeAsUndisturbed(work, "out");
            }

            SoakSessions.Outside(work, "out").ShouldBe(before);
            Directory.Delete(work["out"]);
        });
        SoakRounds.Count("of them refused the session", refused);
    }

    [Fact]
    public void A_full_disk_on_which_nobody_can_own_the_session_is_left_as_it_is()
    {
        Assert.SkipWhen(SmallDisk.Missing is not null, SmallDisk.Missing ?? "");
        using var work = new Workspace();
        using var disk = new SmallDisk(work["full"], 16);
        disk.Fill();
        var before = work.Files("full");
        Should.Throw<UserErrorException>(() => Sessions.SessionLock.Take(work["full"])).Message.ShouldContain(".owner: cannot be written (");
        work.Files("full").ShouldBe(before);
    }

    [Fact]
    public void A_full_disk_under_the_logs_costs_the_logs()
    {
        Assert.SkipWhen(SmallDisk.Missing is not null, SmallDisk.Missing ?? "");
        using var work = new Workspace();
        SoakSessions.Straight(work);
        SoakProgram.Run(work, ["new", "classif.json", "out", .. SoakSessions.Settings, "trainer.epochs=1"]);
        using (var disk = new SmallDisk(work[$"{Session}/logs"], 16))
        {
            disk.Fill();
            var (code, _, error) = Workspace.Run("resume", Session, "trainer.epochs=4");
            code.ShouldBe(0, error);
            var warnings = error.Split('\n').Where(line => line.Contains(" are lost ", StringComparison.Ordinal)).ToList();
            warnings.Count(line => line.Contains("lines of the log are lost", StringComparison.Ordinal)).ShouldBe(1, error);
            warnings.Count(line => line.Contains("records in", StringComparison.Ordinal)).ShouldBe(1, error);
            warnings.Count.ShouldBe(2, error);
            SoakSessions.ShouldHaveNoOrphans(work, $"{Session}/logs");
        }

        SoakSessions.ShouldBeAsUndisturbed(work, "out");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    public void Checkpoints_that_the_disk_does_not_take_are_tried_again_and_the_end_says_what_is_missing(int room)
    {
        Assert.SkipWhen(SmallDisk.Missing is not null, SmallDisk.Missing ?? "");
        using var work = new Workspace();
        SoakSessions.Straight(work);
        File.WriteAllText(work["Disk.cs"], Disk.Replace("FOLDER", work[$"{Session}/checkpoints"], StringComparison.Ordinal));
        using var disk = SmallDisk.MountedLater(work[$"{Session}/checkpoints"]);
        var callback = $$$"""trainer.train_callback={"type": "Disk.cs:Disk.Change", "params": {"room": {{{room}}}}}""";
        var (code, _, error) = Workspace.Run(["new", "classif.json", "out", .. SoakSessions.Settings, callback]);
        error.ShouldContain("epoch#0 is not saved (");
        error.ShouldContain("training goes on, and it is tried again after the next epoch");
        error.ShouldContain("testing the model of epoch#");
        work.Files($"{Session}/output").ShouldNotBeEmpty();
        if (room == 2)
        {
            // The best epoch of before, of which a copy was kept, is saved with the next one.
            code.ShouldBe(0, error);
            using var scope = torch.NewDisposeScope();
            var best = Checkpointed.Load(work[Session]).MonitorBestEpoch;
            CheckpointName.List(work[$"{Session}/checkpoints"]).Select(file => CheckpointName.Parse(Path.GetFileName(file))!.Value.Epoch).ShouldBe(best < 2 ? [3, 2, best] : [3, 2]);
            SoakSessions.ShouldBeAsUndisturbed(work, "out");
        }
        else
        {
            code.ShouldBe(2, error);
            error.ShouldContain($"{Session}: the session is trained, but epoch#3 is not saved (");
            error.ShouldContain("No epoch is saved: make room, and start again.");
            SoakSessions.HasCheckpoint(work, "out").ShouldBeFalse();
        }
    }
}
