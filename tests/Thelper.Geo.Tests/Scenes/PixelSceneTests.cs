using Thelper.Geo.Scenes;
using Thelper.Geo.Systems;
using Thelper.Infer.Tiling;
using Thelper.Logging;

namespace Thelper.Geo.Tests.Scenes;

public class PixelSceneTests
{
    [Theory]
    [InlineData(512, 0, WindowBlend.None)]
    [InlineData(32, 0, WindowBlend.None)]
    [InlineData(32, 8, WindowBlend.None)]
    [InlineData(32, 8, WindowBlend.Linear)]
    [InlineData(32, 20, WindowBlend.Gaussian)]
    [InlineData(17, 3, WindowBlend.Gaussian)]
    public void A_model_of_single_pixels_says_in_tiles_what_torch_says_of_the_whole(int tile, int overlap, WindowBlend blend)
    {
        using var scenes = new SceneFixture();
        var report = SceneFixture.Run("pixels.pt", SceneFixture.Golden("scene.tif"), SceneFixture.Options(scenes.Results, tile, overlap, blend));
        var (info, classes) = scenes.Result("scene_class.tif");
        var (expectedInfo, expected) = SceneFixture.Read(SceneFixture.Golden("pixels_class.tif"));
        SceneFixture.Differing(classes, expected).ShouldBe(0);
        info.Transform.ShouldBe(expectedInfo.Transform);
        info.System.ShouldBe(expectedInfo.System);
        info.Bands[0].NoData.ShouldBe(0);
        info.Bands[0].ClassNames.ShouldBe(["no_data", "ground", "water", "roof"]);
        info.Bands[0].Colors.Take(4).ShouldBe([[0, 0, 0, 0], [0, 0, 0, 255], [128, 0, 0, 255], [0, 128, 0, 255]]);
        info.Metadata["CLASS_NAMES"].ShouldBe("no_data,ground,water,roof");
        var (sharesInfo, shares) = scenes.Result("scene_probs.tif");
        sharesInfo.Transform.ShouldBe(expectedInfo.Transform);
        SceneFixture.Differing(shares, SceneFixture.Read(SceneFixture.Golden("pixels_probs.tif")).Values, 1e-6f).ShouldBe(0);
        File.ReadAllText(Path.Combine(scenes.Results, "config-classes.json")).ShouldBe("{\n    \"ground\": 1,\n    \"water\": 2,\n    \"roof\": 3,\n    \"no_data\": 0\n}");
        report.Pixels!.Values.ShouldBe([.. new[] { 1, 2, 3, 0 }.Select(number => expected.LongCount(value => value == number))]);
        Directory.EnumerateFileSystemEntries(scenes.Results).Select(Path.GetFileName).ShouldBe(
            ["config-classes.json", "scene_class.tif", "scene_class.tif.aux.xml", "scene_probs.tif", "scene_scene.json"], ignoreOrder: true);
    }

    [Fact]
    public void A_model_that_looks_around_a_pixel_agrees_where_windows_overlap_enough()
    {
        using var scenes = new SceneFixture();
        SceneFixture.Run("around.pt", SceneFixture.Golden("scene.tif"), SceneFixture.Options(scenes.Results, 48, 24));
        var found = scenes.Result("scene_class.tif").Values;
        var expected = SceneFixture.Read(SceneFixture.Golden("around_class.tif")).Values;
        found.Zip(expected).Count(pair => pair.First != pair.Second).ShouldBeLessThan(found.Length / 50);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 40)]
    [InlineData(31, 33)]
    [InlineData(32, 32)]
    [InlineData(33, 31)]
    [InlineData(40, 1)]
    [InlineData(75, 64)]
    public void A_constant_model_gives_a_constant_raster_and_every_pixel_is_covered(int width, int height)
    {
        foreach (var (overlap, blend) in new[] { (0, WindowBlend.None), (0, WindowBlend.Linear), (8, WindowBlend.Gaussian) })
        {
            using var scenes = new SceneFixture();
            var scene = scenes.Write("flat.tif", width, height, (x, y, _) => (byte)(1 + ((x + y) % 200)));
            var report = SceneFixture.Run("constant.pt", scene, SceneFixture.Options(scenes.Results, 32, overlap, blend) with { Audit = true });
            scenes.Result("flat_class.tif").Values.ShouldAllBe(value => value == 2);
            var share = (float)(Math.Exp(2) / (Math.Exp(2) + 2));
            scenes.Result("flat_probs.tif").Values.Chunk(3).ShouldAllBe(pixel => Math.Abs(pixel[1] - share) < 1e-6 && Math.Abs(pixel.Sum() - 1) < 1e-6);
            var covered = scenes.Result("flat_coverage.tif").Values;
            covered.ShouldAllBe(count => count >= 1);
            covered.Sum().ShouldBe(new TilePlan(width, height, new() { Size = 32, Overlap = overlap }).Count * Math.Min(32, width) * Math.Min(32, height));
            (report.Audit!.LeastCovered, report.Audit.DifferingPixels).ShouldBe((1, 0));
        }
    }

    [Fact]
    public void A_scene_of_600_in_tiles_of_512_is_predicted_once()
    {
        using var scenes = new SceneFixture();
        var scene = scenes.Write("s.tif", 600, 600, (x, y, band) => (byte)((x * (band + 1)) + y + 1), noData: 0);
        var report = SceneFixture.Run("constant.pt", scene, SceneFixture.Options(scenes.Results, 512, 128) with { Shares = false, Audit = true });
        report.Windows.ShouldBe(new Dictionary<string, long> { ["predicted"] = 4, ["empty"] = 0 });
        var none = SceneFixture.Read(scene).Values.Chunk(3).Select(pixel => pixel.All(value => value == 0)).ToArray();
        scenes.Result("s_class.tif").Values.Zip(none).ShouldAllBe(pair => pair.First == (pair.Second ? 0 : 2));
        report.Pixels!["water"].ShouldBe(none.Count(empty => !empty));
        scenes.Result("s_coverage.tif").Values.Sum().ShouldBe(4 * 512 * 512);
    }

    [Fact]
    public void What_has_no_data_is_never_a_class_and_windows_of_it_are_passed_over()
    {
        using var scenes = new SceneFixture();
        var scene = scenes.Write("holes.tif", 100, 100, (x, y, _) => (byte)(x < 64 && y < 70 ? 0 : 100), noData: 0);
        var report = SceneFixture.Run("constant.pt", scene, SceneFixture.Options(scenes.Results, 32, 0, WindowBlend.Linear) with { Vectors = [VectorFormat.GeoJson], PolygonClasses = ["ground", "water"] });
        scenes.Result("holes_class.tif").Values.Select((value, i) => (value, i)).ShouldAllBe(entry => entry.value == (entry.i % 100 < 64 && entry.i / 100 < 70 ? 0 : 2));
        report.Windows["empty"].ShouldBeGreaterThanOrEqualTo(4);
        report.Pixels.ShouldBe(new Dictionary<string, long> { ["ground"] = 0, ["water"] = 10_000 - (64 * 70), ["roof"] = 0, ["no_data"] = 64 * 70 });
        report.Polygons!["ground"].ShouldBe(0);
        var empty = scenes.Write("empty.tif", 70, 70, (_, _, _) => 0, noData: 0);
        SceneFixture.Run("constant.pt", empty, SceneFixture.Options(scenes.Results)).Pixels!["no_data"].ShouldBe(4900);
        scenes.Result("empty_class.tif").Values.ShouldAllBe(value => value == 0);
    }

    public static TheoryData<double[], string> Places => new()
    {
        { [600000.1, 0.5, 0, 5040000.3, 0, -0.5], "Area" },
        { [600000.1, 0.3, 0, 5040000.3, 0, -0.7], "Point" },
        { [600000, 0.4, 0.3, 5040000, 0.3, -0.4], "Area" },
        { [600000, 0, 0.5, 5040000, 0.5, 0], "Area" },
        { [600000, 0.5, 0, 5040000, 0, 0.5], "Area" },
        { [600000, -0.5, 0, 5040000, 0, -0.5], "Point" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void The_grid_of_the_result_is_that_of_the_scene_to_the_bit_and_a_marked_pixel_is_where_it_was(double[] numbers, string meaning)
    {
        using var scenes = new SceneFixture();
        var scene = scenes.Write("marked.tif", 70, 50, (x, y, band) => (byte)(x == 41 && y == 33 ? band == 2 ? 250 : 1 : band == 0 ? 250 : 1), transform: GeoTransform.Of(numbers), metadata: new Dictionary<string, string> { ["AREA_OR_POINT"] = meaning });
        var given = SceneFixture.Read(scene).Info;
        foreach (var cog in new[] { false, true })
        {
            var options = SceneFixture.Options(cog ? scenes.Results + "c" : scenes.Results) with { Vectors = [VectorFormat.GeoJson, VectorFormat.GeoPackage, VectorFormat.Shapefile, VectorFormat.GeoJsonCrs], PolygonClasses = ["roof"], Audit = true, Cog = cog && given.Transform.IsAligned };
            var report = SceneFixture.Run("pixels.pt", scene, options);
            var (info, classes) = SceneFixture.Read(Path.Combine(options.Folder, "marked_class.tif"));
            info.Transform.ToArray().ShouldBe(given.Transform.ToArray());
            (info.System, info.Width, info.Height).ShouldBe((given.System, 70, 50));
            classes.Select((value, i) => (value, i)).Where(entry => entry.value == 3).ShouldHaveSingleItem().i.ShouldBe((33 * 70) + 41);
            report.Polygons!["roof"].ShouldBe(1);
            report.Audit!.RoundTrip.Count.ShouldBe(4);
            report.Audit.RoundTrip.Values.ShouldAllBe(changed => changed == 0);
        }
    }

    [Fact]
    public void A_run_that_was_stopped_anywhere_goes_on_and_ends_with_the_same_bytes()
    {
        using var scenes = new SceneFixture();
        var options = SceneFixture.Options(scenes.Results, 32, 8) with { Vectors = [VectorFormat.GeoJson, VectorFormat.GeoPackage, VectorFormat.Shapefile], Audit = true };
        SceneFixture.Run("around.pt", SceneFixture.Golden("scene.tif"), options);
        var expected = Bytes(options.Folder);
        expected.Count.ShouldBeGreaterThan(10);
        for (var windows = 1; windows <= 20; windows += 3)
        {
            var again = options with { Folder = Path.Combine(scenes.Folder, FormattableString.Invariant($"again{windows}")) };
            Should.Throw<SessionInterruptedException>(() => SceneFixture.Run("around.pt", SceneFixture.Golden("scene.tif"), again, SceneFixture.StoppedAfter(windows)));

            // Nothing with a scene's name is there before it is complete.
            Directory.EnumerateFiles(again.Folder).Select(Path.GetFileName).ShouldBe(["config-classes.json"]);
            SceneFixture.Run("around.pt", SceneFixture.Golden("scene.tif"), again);
            var found = Bytes(again.Folder);
            found.Keys.ShouldBe(expected.Keys, ignoreOrder: true);
            found.Where(file => !expected[file.Key].SequenceEqual(file.Value)).Select(file => file.Key).ShouldBeEmpty($"stopped after {windows} windows");
        }
    }

    [Theory]
    [InlineData(0, WindowBlend.None)]
    [InlineData(12, WindowBlend.Gaussian)]
    public void Numbers_of_a_finer_image_stand_where_the_pixels_do(int overlap, WindowBlend blend)
    {
        using var scenes = new SceneFixture();
        var options = SceneFixture.Options(scenes.Results, 32, overlap, blend) with { Audit = true };
        Should.Throw<SessionInterruptedException>(() => SceneFixture.Run("twice.pt", SceneFixture.Golden("scene.tif"), options, SceneFixture.StoppedAfter(9)));
        SceneFixture.Run("twice.pt", SceneFixture.Golden("scene.tif"), options).Files.ShouldBe(["scene_values.tif", "scene_coverage.tif", "scene_difference.tif"]);
        var (info, values) = scenes.Result("scene_values.tif");
        var (sceneInfo, scene) = SceneFixture.Read(SceneFixture.Golden("scene.tif"));
        (info.Width, info.Height, info.Bands.Count).ShouldBe((260, 186, 2));
        info.Transform.ShouldBe(sceneInfo.Transform with { PixelWidth = 0.25, PixelHeight = -0.25 });
        info.Bands[0].NoData.ShouldBe(double.NaN);
        var expected = new float[values.Length];
        for (var i = 0; i < expected.Length; i++)
        {
            var at = (((i / 2 / 260 / 2) * 130) + (i / 2 % 260 / 2)) * 3;
            expected[i] = scene[at] + scene[at + 1] + scene[at + 2] == 0 ? float.NaN : scene[at + (i % 2)] / 255 * 3;
        }

        Enumerable.Range(0, values.Length).Count(i => !(Math.Abs(values[i] - expected[i]) < 1e-5 || (float.IsNaN(values[i]) && float.IsNaN(expected[i])))).ShouldBe(0);
    }

    [Fact]
    public void What_a_run_with_another_model_left_is_not_used()
    {
        using var scenes = new SceneFixture();
        var options = SceneFixture.Options(scenes.Results, 32, 8);
        Should.Throw<SessionInterruptedException>(() => SceneFixture.Run("around.pt", SceneFixture.Golden("scene.tif"), options, SceneFixture.StoppedAfter(12)));
        File.Exists(Path.Combine(scenes.Results, ".scene.unfinished", "progress.json")).ShouldBeTrue();
        SceneFixture.Run("pixels.pt", SceneFixture.Golden("scene.tif"), options);
        SceneFixture.Differing(scenes.Result("scene_class.tif").Values, SceneFixture.Read(SceneFixture.Golden("pixels_class.tif")).Values).ShouldBe(0);
    }

    [Fact]
    public void A_cloud_optimised_file_has_smaller_copies_and_all_that_the_other_has()
    {
        using var scenes = new SceneFixture();
        var scene = scenes.Write("s.tif", 700, 600, (x, y, band) => (byte)((x / 40 * (band + 1)) + (y / 30) + 1));
        SceneFixture.Run("pixels.pt", scene, SceneFixture.Options(scenes.Results, 256, 32) with { Shares = false });
        SceneFixture.Run("pixels.pt", scene, SceneFixture.Options(scenes.Results + "c", 256, 32) with { Shares = false, Cog = true, Look = true });
        var (plain, values) = scenes.Result("s_class.tif");
        var (cog, same) = SceneFixture.Read(Path.Combine(scenes.Results + "c", "s_class.tif"));
        SceneFixture.Differing(same, values).ShouldBe(0);
        (cog.Transform, cog.System, cog.Bands[0].NoData, cog.Metadata["CLASS_NAMES"]).ShouldBe((plain.Transform, plain.System, 0.0, "no_data,ground,water,roof"));
        cog.Bands[0].Colors.Take(4).ShouldBe(plain.Bands[0].Colors.Take(4));
        cog.Bands[0].Overviews.ShouldBeGreaterThan(0);
        plain.Bands[0].Overviews.ShouldBe(0);
        File.Exists(Path.Combine(scenes.Results + "c", "s_look.png")).ShouldBeTrue();
    }

    [Fact]
    public void What_was_done_is_not_done_again_unless_something_else_is_asked_for()
    {
        using var scenes = new SceneFixture();
        var options = SceneFixture.Options(scenes.Results);
        SceneFixture.Run("pixels.pt", SceneFixture.Golden("scene.tif"), options);
        var file = Path.Combine(scenes.Results, "scene_class.tif");
        File.WriteAllText(file, "touched");
        SceneFixture.Run("pixels.pt", SceneFixture.Golden("scene.tif"), options);
        File.ReadAllText(file).ShouldBe("touched");

        // Killed between the report and the end, a run leaves its folder: the next one removes it, unless another works there.
        var left = Path.Combine(scenes.Results, ".scene.unfinished");
        Directory.CreateDirectory(left);
        File.WriteAllText(Path.Combine(left, "progress.json"), "{}");
        using (new FileStream(Path.Combine(left, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            SceneFixture.Run("pixels.pt", SceneFixture.Golden("scene.tif"), options);
            Directory.Exists(left).ShouldBeTrue();
        }

        SceneFixture.Run("pixels.pt", SceneFixture.Golden("scene.tif"), options);
        Directory.Exists(left).ShouldBeFalse();
        SceneFixture.Run("constant.pt", SceneFixture.Golden("scene.tif"), options);
        scenes.Result("scene_class.tif").Values.Distinct().Order().ShouldBe([0, 2]);
    }

    [Fact]
    public void A_scene_without_a_place_is_refused_before_anything_is_done_unless_places_are_not_needed()
    {
        using var scenes = new SceneFixture();
        var scene = scenes.Write("nowhere.tif", 40, 40, (x, _, _) => (byte)(1 + x), epsg: null);
        var error = Should.Throw<UserErrorException>(() => SceneFixture.Run("pixels.pt", scene, SceneFixture.Options(scenes.Results)));
        error.Message.ShouldContain("does not say where on Earth it is (no reference system)");
        error.Message.ShouldContain("--missing-system keep");
        Directory.Exists(scenes.Results).ShouldBeFalse();
        SceneFixture.Run("pixels.pt", scene, SceneFixture.Options(scenes.Results) with { MissingSystem = MissingSystem.Keep });
        scenes.Result("nowhere_class.tif").Info.System.ShouldBeNull();
    }

    [Fact]
    public void Mistakes_are_named()
    {
        using var scenes = new SceneFixture();
        var options = SceneFixture.Options(scenes.Results);
        var scene = SceneFixture.Golden("scene.tif");
        Fails(scene, options with { Bands = [1, 4] }).ShouldContain("has 3 bands, the first of which is number 1; there are no bands [1, 4]");
        Fails(scene, options with { Compression = "zip" }).ShouldContain("'zip' is no compression");
        Fails(scene, options with { PolygonClasses = ["rooof"] }).ShouldContain("'rooof' is no class of the model (did you mean 'roof'?)");
        Fails(Path.Combine(scenes.Folder, "none.tif"), options).ShouldContain("does not exist");
        Fails(scenes.Folder, options).ShouldContain("holds no raster");
        foreach (var name in new[] { "north", "south" })
        {
            Directory.CreateDirectory(Path.Combine(scenes.Folder, name));
            File.Copy(scene, Path.Combine(scenes.Folder, name, "town.tif"));
        }

        Fails(scenes.Folder, options).ShouldContain("would have results of one name, 'town'");
        Directory.Exists(scenes.Results).ShouldBeFalse();
        string Fails(string path, SceneOptions with) => Should.Throw<UserErrorException>(() => SceneFixture.Run("pixels.pt", path, with)).Message;
    }

    private static SortedDictionary<string, byte[]> Bytes(string folder) =>
        new(Directory.EnumerateFiles(folder).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes), StringComparer.Ordinal);
}
