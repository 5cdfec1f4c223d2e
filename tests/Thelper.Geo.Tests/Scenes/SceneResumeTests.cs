using Thelper.Geo.Scenes;
using Thelper.Infer.Tiling;
using Thelper.Logging;
using Thelper.Sessions;

namespace Thelper.Geo.Tests.Scenes;

/// <summary>What a run that goes on does again, and what it does not.</summary>
public class SceneResumeTests
{
    public static TheoryData<string> Changes => [.. Others.Keys];

    private static Dictionary<string, Func<SceneOptions, SceneOptions>> Others { get; } = new()
    {
        ["bands"] = options => options with { Bands = [3, 2, 1] },
        ["tiles"] = options => options with { Tiles = options.Tiles with { Overlap = 4 } },
        ["blend"] = options => options with { Tiles = options.Tiles with { Blend = WindowBlend.Linear } },
        ["batch"] = options => options with { Batch = 2 },
        ["stride"] = options => options with { Stride = 16 },
        ["shares"] = options => options with { Shares = false },
        ["cog"] = options => options with { Cog = true },
        ["overviews"] = options => options with { Overviews = SceneOverviews.Mode },
        ["compression"] = options => options with { Compression = "lzw" },
        ["vectors"] = options => options with { Vectors = [VectorFormat.GeoPackage] },
        ["classes"] = options => options with { PolygonClasses = ["ground"] },
        ["simplify"] = options => options with { Simplify = 2 },
        ["threshold"] = options => options with { Threshold = 0.3 },
        ["look"] = options => options with { Look = true },
        ["audit"] = options => options with { Audit = true },
        ["audit windows"] = options => options with { AuditWindows = 3 },
        ["views"] = options => options with { Predictor = options.Predictor with { Views = "flip" } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Whoever_asks_for_something_else_does_not_get_what_was_there(string change)
    {
        using var scenes = new SceneFixture();
        var options = SceneFixture.Options(scenes.Results) with { Vectors = [VectorFormat.GeoJson] };
        var key = SceneFixture.Run("pixels.pt", SceneFixture.Golden("scene.tif"), options).Key;
        SceneFixture.Run("pixels.pt", SceneFixture.Golden("scene.tif"), Others[change](options)).Key.ShouldNotBe(key);
    }

    [Fact]
    public void Other_transforms_under_the_same_name_are_others()
    {
        using var scenes = new SceneFixture();
        var transforms = Path.Combine(scenes.Folder, "transforms.json");
        var options = SceneFixture.Options(scenes.Results) with { Predictor = new() { Device = "cpu", Transforms = transforms } };
        var bright = Run(255);
        var shares = scenes.Result("scene_probs.tif").Values;
        Run(255).ShouldBe(bright);
        Run(510).ShouldNotBe(bright);
        SceneFixture.Differing(scenes.Result("scene_probs.tif").Values, shares, 1e-3f).ShouldBeGreaterThan(shares.Length / 4);

        string Run(int white)
        {
            File.WriteAllText(transforms, $$$"""
                {"loaders": {"base_transforms": [
                    {"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [0], "max": [{{{white}}}]}, "target_key": "image"},
                    {"operation": "thelper.transforms.Transpose", "params": {"axes": [2, 0, 1]}, "target_key": "image"}
                ]}}
                """);
            return SceneFixture.Run("pixels.pt", SceneFixture.Golden("scene.tif"), options).Key;
        }
    }

    [Fact]
    public void Results_within_a_folder_of_scenes_are_no_scenes_of_the_next_run()
    {
        using var scenes = new SceneFixture();
        var folder = Path.Combine(scenes.Folder, "scenes");
        Directory.CreateDirectory(folder);
        File.Copy(SceneFixture.Golden("scene.tif"), Path.Combine(folder, "a.tif"));
        var options = SceneFixture.Options(Path.Combine(folder, "results"));

        // Above the scenes is as good as anywhere else; among them is not.
        Run(options with { Folder = scenes.Folder }).ShouldHaveSingleItem();
        for (var times = 0; times < 2; times++)
        {
            Run(options).Select(report => report.Scene).ShouldBe([Path.Combine(folder, "a.tif")]);
        }

        Should.Throw<UserErrorException>(() => Run(options with { Folder = folder + "/" })).Message.ShouldContain("cannot go to that folder");

        IReadOnlyList<SceneReport> Run(SceneOptions asked)
        {
            using var output = new StringWriter();
            return SceneInference.Run(SceneFixture.Golden("pixels.pt"), [folder], asked, SessionEnvironment.Quiet(), output);
        }
    }

    [Fact]
    public void A_scene_one_of_whose_files_is_gone_is_done_again()
    {
        using var scenes = new SceneFixture();
        var options = SceneFixture.Options(scenes.Results);
        SceneFixture.Run("pixels.pt", SceneFixture.Golden("scene.tif"), options);
        File.Delete(Path.Combine(scenes.Results, "scene_probs.tif"));
        SceneFixture.Run("pixels.pt", SceneFixture.Golden("scene.tif"), options);
        File.Exists(Path.Combine(scenes.Results, "scene_probs.tif")).ShouldBeTrue();
    }

    [Fact]
    public void What_a_run_left_that_was_killed_while_it_wrote_a_report_is_removed()
    {
        using var scenes = new SceneFixture();
        var options = SceneFixture.Options(scenes.Results);
        Directory.CreateDirectory(scenes.Results);
        foreach (var name in new[] { "scene_scene.json", "config-classes.json" })
        {
            File.WriteAllText(Path.Combine(scenes.Results, $".{name}.40danaro.g5f.tmp"), "{");
        }

        using var busy = new FileStream(Path.Combine(scenes.Results, ".scene_scene.json.50danaro.g5f.tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        SceneFixture.Run("pixels.pt", SceneFixture.Golden("scene.tif"), options);
        Directory.EnumerateFiles(scenes.Results, ".*").Select(Path.GetFileName).ShouldBe([".scene_scene.json.50danaro.g5f.tmp"]);
    }

    [Fact]
    public void Rows_that_are_done_are_not_predicted_on_again()
    {
        using var scenes = new SceneFixture();
        var options = SceneFixture.Options(scenes.Results, 32, 0, WindowBlend.None) with { Batch = 1 };
        var scene = scenes.Write("tall.tif", 64, 320, (x, y, band) => (byte)((x * (band + 1)) + y));
        var all = Advanced(options with { Folder = scenes.Results + "all" });
        all.ShouldBe(20);
        Should.Throw<SessionInterruptedException>(() => SceneFixture.Run("pixels.pt", scene, options, SceneFixture.StoppedAfter(13)));
        Advanced(options).ShouldBeLessThanOrEqualTo(10);

        int Advanced(SceneOptions asked)
        {
            var counter = new Counter();
            SceneFixture.Run("pixels.pt", scene, asked, SessionEnvironment.Quiet() with { Progress = counter });
            return counter.Windows;
        }
    }

    // Windows are read in blocks of 1024 pixels: of these there are three, or two in each of two rows. Between two in a row nothing is noted.
    [Theory]
    [InlineData(16, 2100, 8, new[] { 1, 300 })]
    [InlineData(1088, 1088, 64, new[] { 280 })]
    public void A_classifiers_run_that_was_stopped_goes_on_and_ends_with_the_same_bytes(int width, int height, int size, int[] stops)
    {
        using var scenes = new SceneFixture();
        var options = SceneFixture.Options(scenes.Results, size, 0) with { Stride = size, Vectors = [VectorFormat.GeoJson], Audit = true };
        var scene = scenes.Write("tall.tif", width, height, (x, y, band) => (byte)((x * 3 * (band + 1)) + (y / 7)));
        SceneFixture.Run("patches.pt", scene, options);
        foreach (var windows in stops)
        {
            var again = options with { Folder = scenes.Results + FormattableString.Invariant($"{windows}") };
            Should.Throw<SessionInterruptedException>(() => SceneFixture.Run("patches.pt", scene, again, SceneFixture.StoppedAfter(windows)));
            SceneFixture.Run("patches.pt", scene, again);
            foreach (var file in Directory.EnumerateFiles(options.Folder))
            {
                File.ReadAllBytes(Path.Combine(again.Folder, Path.GetFileName(file))).SequenceEqual(File.ReadAllBytes(file)).ShouldBeTrue($"{file} of a run stopped after {windows} windows");
            }
        }
    }

    // 262 rows of two windows, in blocks of 128 rows. The first 125 rows are without data, and those that were noted before the stop count once.
    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    public void Windows_of_a_classifier_that_were_passed_over_are_counted_as_such_however_often_it_was_stopped(int windows)
    {
        using var scenes = new SceneFixture();
        var options = SceneFixture.Options(scenes.Results, 8, 0) with { Stride = 8 };
        var scene = scenes.Write("tall.tif", 16, 2100, (_, y, _) => (byte)(y < 1000 ? 0 : 100), noData: 0);
        var expected = new Dictionary<string, long> { ["predicted"] = 2 * 137, ["empty"] = 2 * 125 };
        SceneFixture.Run("patches.pt", scene, options with { Folder = scenes.Results + "straight" }).Windows.ShouldBe(expected);
        Should.Throw<SessionInterruptedException>(() => SceneFixture.Run("patches.pt", scene, options, SceneFixture.StoppedAfter(windows)));
        File.ReadAllText(Path.Combine(scenes.Results, ".tall.unfinished", "progress.json")).ShouldContain(windows == 1 ? "\"Scored\":6}" : "\"Scored\":262}");
        SceneFixture.Run("patches.pt", scene, options).Windows.ShouldBe(expected);
    }

    [Fact]
    public void A_block_that_failed_is_done_when_the_run_goes_on()
    {
        // What was noted before the block is all that is done: nothing of it, and nothing of the next one.
        using var scenes = new SceneFixture();
        var options = SceneFixture.Options(scenes.Results, 8, 0) with { Stride = 8 };
        var scene = scenes.Write("tall.tif", 16, 5200, (x, y, band) => (byte)((x * 3 * (band + 1)) + (y / 7)), options: ["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64", "COMPRESS=DEFLATE"]);
        SceneFixture.Run("patches.pt", scene, options);
        var (whole, time) = (File.ReadAllBytes(scene), File.GetLastWriteTimeUtc(scene));
        var damaged = whole.ToArray();
        damaged.AsSpan(whole.Length * 50 / 100, whole.Length / 20).Fill(0xFF);
        var again = options with { Folder = scenes.Results + "again" };
        Put(damaged);
        Should.Throw<UserErrorException>(() => SceneFixture.Run("patches.pt", scene, again)).Message.ShouldContain("tall.tif");

        // A window is 8 pixels and a block 1024 of them: the third one is damaged.
        File.ReadAllText(Path.Combine(again.Folder, ".tall.unfinished", "progress.json")).ShouldContain("\"Row\":256,");
        Put(whole);
        SceneFixture.Run("patches.pt", scene, again);
        foreach (var file in Directory.EnumerateFiles(options.Folder))
        {
            File.ReadAllBytes(Path.Combine(again.Folder, Path.GetFileName(file))).SequenceEqual(File.ReadAllBytes(file)).ShouldBeTrue(file);
        }

        // As a disk does that is well again: of a file with another time nothing would be used.
        void Put(byte[] bytes)
        {
            File.WriteAllBytes(scene, bytes);
            File.SetLastWriteTimeUtc(scene, time);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_part_of_a_file_that_a_killed_run_left_is_written_over(bool cog)
    {
        using var scenes = new SceneFixture();
        var options = SceneFixture.Options(scenes.Results, 32, 0) with { Batch = 1, Cog = cog, Vectors = [VectorFormat.GeoJson, VectorFormat.GeoPackage, VectorFormat.Shapefile], Audit = true, Look = true };
        SceneFixture.Run("pixels.pt", SceneFixture.Golden("scene.tif"), options);
        var again = options with { Folder = scenes.Results + "again" };
        Should.Throw<SessionInterruptedException>(() => SceneFixture.Run("pixels.pt", SceneFixture.Golden("scene.tif"), again, SceneFixture.StoppedAfter(9)));

        // A GeoTIFF whose end, where its directory is, did not come to the disk; and whatever else.
        var scratch = Path.Combine(again.Folder, ".scene.unfinished");
        foreach (var name in new[] { "_class.tif", "_probs.tif", "_disagreement.tif", "_coverage.tif" }.SelectMany(end => new[] { "scene" + end, "cog.scene" + end, $"scene{end}.aux.xml" }).Concat(["shapes.geojson", "shapes.gpkg", "shapes.shp", "shapes.dbf", "look.png", "drawn.raw"]))
        {
            File.WriteAllBytes(Path.Combine(scratch, name), [(byte)'I', (byte)'I', 42, 0, 0, 0, 1, 0, 1, 2, 3, 4]);
        }

        SceneFixture.Run("pixels.pt", SceneFixture.Golden("scene.tif"), again);
        Directory.EnumerateFileSystemEntries(again.Folder).Select(Path.GetFileName).ShouldBe(Directory.EnumerateFileSystemEntries(options.Folder).Select(Path.GetFileName), ignoreOrder: true);
        foreach (var file in Directory.EnumerateFiles(options.Folder))
        {
            File.ReadAllBytes(Path.Combine(again.Folder, Path.GetFileName(file))).SequenceEqual(File.ReadAllBytes(file)).ShouldBeTrue(file);
        }
    }

    [Fact]
    public void Numbers_that_are_none_are_refused()
    {
        using var scenes = new SceneFixture();
        var options = SceneFixture.Options(scenes.Results);
        foreach (var asked in new[] { options with { Threshold = double.NaN }, options with { Threshold = double.PositiveInfinity }, options with { Simplify = double.PositiveInfinity } })
        {
            Should.Throw<UserErrorException>(() => SceneFixture.Run("pixels.pt", SceneFixture.Golden("scene.tif"), asked)).Message.ShouldContain("are numbers");
        }
    }

    [Fact]
    public void A_detectors_run_that_was_stopped_between_rows_ends_with_the_same_bytes()
    {
        using var scenes = new SceneFixture();

        // In every window a dot, whose windows see it once: what is kept twice would be seen.
        var scene = scenes.Write("dots.tif", 64, 512, (x, y, _) => (byte)(x is >= 20 and < 30 && y % 32 is >= 10 and < 20 ? 220 : 0));
        var options = SceneFixture.Options(scenes.Results, 32, 0) with { Batch = 1, Vectors = [VectorFormat.GeoJson] };
        SceneFixture.Run("dots.pt", scene, options).Objects!["dot"].ShouldBe(16);
        for (var windows = 2; windows < 30; windows += 5)
        {
            var again = options with { Folder = scenes.Results + FormattableString.Invariant($"{windows}") };
            Should.Throw<SessionInterruptedException>(() => SceneFixture.Run("dots.pt", scene, again, SceneFixture.StoppedAfter(windows)));
            SceneFixture.Run("dots.pt", scene, again);
            File.ReadAllBytes(Path.Combine(again.Folder, "dots_objects.geojson")).ShouldBe(File.ReadAllBytes(Path.Combine(scenes.Results, "dots_objects.geojson")));
        }
    }

    private sealed class Counter : IProgressDisplay
    {
        public int Windows { get; private set; }

        public IDisposable Begin(string label, int batches, string unit = "images") => new MemoryStream();

        public void Advance(int images) => Windows += images;
    }
}
