using Thelper.Testing;

namespace Thelper.Cli.Tests.Soak;

/// <summary>Data that disappears, is cut short or may not be written, while a session reads it; and a session of very many samples.</summary>
[NoLeaks]
public class DataSoakTests
{
    private static readonly int Images = SoakRounds.IsLong ? 100 : 20;
    private static readonly string[] Data = [.. SoakSessions.Settings, "datasets.digits.params.root=data"];

    [Fact]
    public void Data_that_is_removed_or_cut_short_meanwhile_ends_the_session_and_nothing_that_was_saved()
    {
        using var work = Copied();
        var usual = SoakProgram.Usual(work, ["new", "classif.json", "straight", .. Data]);
        SoakRounds.Run("data removed or cut short", 1, random =>
        {
            using (var program = SoakProgram.Start(work, ["new", "classif.json", "out", .. Data]))
            {
                program.WaitForInstant(random, usual, work[$"out/{SoakSessions.Name}"]);
                var files = Directory.GetFiles(work["data"], "*.png", SearchOption.AllDirectories);
                random.Shuffle(files);
                foreach (var file in files.Take(random.Next(1, files.Length)))
                {
                    if (random.Next(2) == 0)
                    {
                        File.Delete(file);
                    }
                    else
                    {
                        using var stream = new FileStream(file, FileMode.Open, FileAccess.Write);
                        stream.SetLength(random.Next((int)stream.Length));
                    }
                }

                program.End(0, 2);
            }

            Copy(work);
            SoakProgram.Run(work, SoakSessions.GoOn(work, "out", Data[^1]));
            SoakSessions.ShouldBeAsUndisturbed(work, "out");
            Directory.Delete(work["out"], recursive: true);
        });
    }

    [Fact]
    public void Data_that_may_only_be_read_is_enough()
    {
        Assert.SkipWhen(SmallDisk.Missing is not null, SmallDisk.Missing ?? "");
        using var work = new Workspace();
        using var disk = new SmallDisk(work["data"], 16 << 10);
        Copy(work);
        string[] verbs = ["new", "check", "stats", "split"];
        disk.ReadOnly();
        foreach (var verb in verbs)
        {
            string[] folder = verb == "check" ? [] : ["out"];
            SoakProgram.Run(work, [verb, "classif.json", .. folder, "name=read-only", .. Data, "trainer.epochs=1"]);
        }
    }

    [Fact]
    public void Very_many_images_by_very_many_threads()
    {
        using var work = new Workspace();
        var number = SoakRounds.IsLong ? 50_000 : 100;
        foreach (var kind in new[] { "3", "7" })
        {
            Directory.CreateDirectory(work[$"data/{kind}"]);
            var images = Directory.GetFiles(work[$"digits/{kind}"], "*.png");
            for (var i = 0; i < number / 2; i++)
            {
                File.CreateSymbolicLink(work[FormattableString.Invariant($"data/{kind}/{i:D6}.png")], images[i % images.Length]);
            }
        }

        string[] many =
        [
            .. Data, "loaders.workers=32", "loaders.batch_size=256", "trainer.epochs=1", "loaders.train_split.digits=0.8", "loaders.valid_split.digits=0.1", "loaders.test_split.digits=0.1",
            """model.params={"input_shape": [1, 32, 32], "conv1_filters": 2, "conv2_filters": 2, "hidden1_size": 8, "hidden2_size": 8}""",
        ];
        SoakProgram.Run(work, ["stats", "classif.json", "out", .. many]);
        File.ReadAllText(work["out/stats.json"]).ShouldContain(FormattableString.Invariant($"\"samples\": {number * 8 / 10}"));
        SoakProgram.Run(work, ["new", "classif.json", "out", .. many]);
        SessionState.ShouldBeSound(work[$"out/{SoakSessions.Name}"]);
        SoakRounds.Count("images by 32 threads", number);
    }

    private static Workspace Copied()
    {
        var work = new Workspace();
        Copy(work);
        return work;
    }

    private static void Copy(Workspace work)
    {
        foreach (var kind in new[] { "3", "7" })
        {
            Directory.CreateDirectory(work[$"data/{kind}"]);
            foreach (var file in Directory.GetFiles(work[$"digits/{kind}"], "*.png").Order(StringComparer.Ordinal).Take(Images))
            {
                File.Copy(file, work[$"data/{kind}/{Path.GetFileName(file)}"], overwrite: true);
            }
        }
    }
}
