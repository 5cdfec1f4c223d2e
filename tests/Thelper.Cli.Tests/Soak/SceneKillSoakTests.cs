using Thelper.Testing;

namespace Thelper.Cli.Tests.Soak;

/// <summary>SIGKILL at random moments of predictions on a scene: what is there is complete, and the same call ends with the same bytes.</summary>
[NoLeaks]
public class SceneKillSoakTests
{
    private static string Golden(string name) => Repository.File("tests", "Thelper.Geo.Tests", "Golden", "scenes", name);

    private static string[] Infer(string folder) =>
    [
        "infer", Golden("around.pt"), Golden("scene.tif"), "--scenes", folder, "--tile", "16", "--overlap", "4", "--batch-size", "2", "--vectors", "geojson,gpkg,shp", "--audit", "--device", "cpu",
    ];

    [Fact]
    public void A_scene_whose_predictions_are_killed_again_and_again_ends_with_the_same_bytes()
    {
        using var work = new Workspace();
        var usual = SoakProgram.Usual(work, Infer("straight"));
        var expected = Files(work, "straight");
        expected.Count.ShouldBeGreaterThan(10);
        var (kills, goneOn) = (0, 0);
        SoakRounds.Run("scenes killed", 1, random =>
        {
            for (var times = SoakRounds.IsLong ? random.Next(1, 6) : 2; times > 0; times--)
            {
                using var program = SoakProgram.Start(work, Infer("out"));
                program.WaitForInstant(random, usual, work["out/.scene.unfinished"]);
                kills += program.Kill() ? 1 : 0;
                goneOn += File.Exists(work["out/.scene.unfinished/progress.json"]) ? 1 : 0;

                // A file that is there is the one that will be.
                foreach (var (name, bytes) in Files(work, "out"))
                {
                    bytes.SequenceEqual(expected[name]).ShouldBeTrue(name);
                }
            }

            SoakProgram.Run(work, Infer("out"));
            var found = Files(work, "out");
            found.Keys.ShouldBe(expected.Keys, ignoreOrder: true);
            found.Where(file => !file.Value.SequenceEqual(expected[file.Key])).Select(file => file.Key).ShouldBeEmpty();
            Directory.Exists(work["out/.scene.unfinished"]).ShouldBeFalse();
            Directory.Delete(work["out"], recursive: true);
        });
        SoakRounds.Count("kills of infer", kills);
        SoakRounds.Count("runs gone on with", goneOn);
    }

    private static Dictionary<string, byte[]> Files(Workspace work, string folder) => Directory.Exists(work[folder])
        ? Directory.EnumerateFiles(work[folder]).Where(file => !Path.GetFileName(file).StartsWith('.')).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes)
        : [];
}
