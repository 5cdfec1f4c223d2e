using Thelper.Geo.Rasters;
using Thelper.Geo.Scenes;
using Thelper.Logging;
using Thelper.Sessions;

namespace Thelper.Geo.Tests.Scenes;

/// <summary>Results take the place of earlier results, and of nothing else.</summary>
public class SceneResultsTests
{
    private const string Mine = "drawn by hand";
    private static readonly VectorFormat[] All = [VectorFormat.GeoJson, VectorFormat.GeoJsonCrs, VectorFormat.GeoPackage, VectorFormat.Shapefile];

    [Fact]
    public void A_scene_is_not_written_over_by_the_results_of_another_one()
    {
        using var scenes = new SceneFixture();
        string[] paths = [Scene(scenes, "a.tif"), Scene(scenes, "a_class.tif")];
        var before = File.ReadAllBytes(paths[1]);
        using var output = new StringWriter();
        var message = Should.Throw<UserErrorException>(() => SceneInference.Run(SceneFixture.Golden("pixels.pt"), paths, SceneFixture.Options(scenes.Folder), SessionEnvironment.Quiet(), output)).Message;
        message.ShouldBe($"{paths[0]}: its results would be written over {paths[1]}, which this run reads: give the results another folder (--scenes DIR)");
        File.ReadAllBytes(paths[1]).ShouldBe(before);
        Directory.EnumerateFileSystemEntries(scenes.Folder).ShouldBe(paths, ignoreOrder: true);
        SceneInference.Run(SceneFixture.Golden("pixels.pt"), paths, SceneFixture.Options(scenes.Results), SessionEnvironment.Quiet(), output).Count.ShouldBe(2);
    }

    [Fact]
    public void What_a_virtual_raster_names_is_read_as_well_whatever_a_report_says()
    {
        using var scenes = new SceneFixture();
        var part = Scene(scenes, "a_class.tif");
        var path = Path.Combine(scenes.Folder, "a.vrt");
        using (var raster = Raster.Open(part))
        {
            RasterFiles.Copy(raster, path, "VRT");
        }

        SceneFixture.Run("pixels.pt", path, SceneFixture.Options(scenes.Results));
        File.Copy(Path.Combine(scenes.Results, "a_scene.json"), Path.Combine(scenes.Folder, "a_scene.json"));
        var before = File.ReadAllBytes(part);
        Should.Throw<UserErrorException>(() => SceneFixture.Run("pixels.pt", path, SceneFixture.Options(scenes.Folder))).Message.ShouldStartWith($"{path}: its results would be written over {part}, which this run reads");
        File.ReadAllBytes(part).ShouldBe(before);
    }

    [Theory]
    [InlineData("pixels.pt", "s_class.tif")]
    [InlineData("pixels.pt", "s_probs.tif")]
    [InlineData("pixels.pt", "s_class.tif.aux.xml")]
    [InlineData("pixels.pt", "s_probs.tif.aux.xml")]
    [InlineData("pixels.pt", "s_polygons.gpkg")]
    [InlineData("pixels.pt", "s_polygons.dbf")]
    [InlineData("pixels.pt", "s_look.png")]
    [InlineData("pixels.pt", "s_scene.json")]
    [InlineData("patches.pt", "s_class.tif")]
    [InlineData("twice.pt", "s_values.tif")]
    [InlineData("twice.pt", "s_difference.tif")]
    [InlineData("dots.pt", "s_objects.crs.geojson")]
    public void What_no_run_has_written_is_not_written_over(string model, string name)
    {
        using var scenes = new SceneFixture();
        var scene = Scene(scenes, "s.tif");
        var options = SceneFixture.Options(scenes.Results) with { Vectors = All, Look = true, Audit = true };
        Directory.CreateDirectory(scenes.Results);
        var file = Path.Combine(scenes.Results, name);
        File.WriteAllText(file, Mine);
        Should.Throw<UserErrorException>(() => SceneFixture.Run(model, scene, options)).Message.ShouldBe(
            $"{scene}: its results would be written over {file}, and no report of an earlier run ({Path.Combine(scenes.Results, "s_scene.json")}) says that these are results: move them, or give the results another folder (--scenes DIR)");
        Directory.EnumerateFileSystemEntries(scenes.Results).ShouldBe([file]);
        File.ReadAllText(file).ShouldBe(Mine);
    }

    [Theory]
    [InlineData("s_class.tif", "its results cannot be written where there are folders")]
    [InlineData("s_class.tif.aux.xml", "its results cannot be written where there are folders")]
    [InlineData("s_look.png", "its results cannot be written where there are folders")]
    [InlineData("s_scene.json", "its results cannot be written where there are folders")]
    [InlineData("config-classes.json", "the classes of the model cannot be written where there is a folder")]
    public void A_folder_in_the_place_of_a_result_is_found_before_anything_is_done(string name, string message)
    {
        using var scenes = new SceneFixture();
        var scene = Scene(scenes, "s.tif");
        var folder = Path.Combine(scenes.Results, name);
        Directory.CreateDirectory(folder);
        var error = Should.Throw<UserErrorException>(() => SceneFixture.Run("pixels.pt", scene, SceneFixture.Options(scenes.Results) with { Look = true })).Message;
        error.ShouldContain(message);
        error.ShouldContain(folder);
        error.ShouldEndWith("or give the results another folder (--scenes DIR)");
        Directory.EnumerateFileSystemEntries(scenes.Results).ShouldBe([folder]);
    }

    [Fact]
    public void What_the_report_of_an_earlier_run_does_not_list_is_not_written_over_either()
    {
        using var scenes = new SceneFixture();
        var scene = Scene(scenes, "s.tif");
        var options = SceneFixture.Options(scenes.Results) with { Shares = false };
        SceneFixture.Run("pixels.pt", scene, options);
        var file = Path.Combine(scenes.Results, "s_probs.tif");
        File.WriteAllText(file, Mine);
        Should.Throw<UserErrorException>(() => SceneFixture.Run("pixels.pt", scene, options with { Shares = true })).Message.ShouldStartWith(
            $"{scene}: its results would be written over {file}, and no report of an earlier run ({Path.Combine(scenes.Results, "s_scene.json")}) says");
        File.ReadAllText(file).ShouldBe(Mine);
        File.Delete(file);
        SceneFixture.Run("pixels.pt", scene, options with { Shares = true, Vectors = [VectorFormat.Shapefile] });
        SceneFixture.Run("pixels.pt", scene, options with { Shares = true, Vectors = [VectorFormat.Shapefile], Simplify = 1 }).Files.ShouldBe(["s_class.tif", "s_probs.tif", "s_polygons.shp"]);
    }

    [Fact]
    public void Results_of_an_earlier_run_that_a_new_one_does_not_have_are_removed()
    {
        using var scenes = new SceneFixture();
        var scene = Scene(scenes, "s.tif");
        var options = SceneFixture.Options(scenes.Results);
        SceneFixture.Run("pixels.pt", scene, options with { Vectors = All, Look = true, Audit = true }).Files.Count.ShouldBe(9);
        string[] others = [.. new[] { "s_notes.txt", "s_values.tif", "t_class.tif", "s_polygons.kml" }.Select(name => Path.Combine(scenes.Results, name))];
        Array.ForEach(others, file => File.WriteAllText(file, Mine));
        SceneFixture.Run("patches.pt", scene, options with { Shares = false });
        Directory.EnumerateFileSystemEntries(scenes.Results).ShouldBe(
            [.. others, .. new[] { "config-classes.json", "s_class.tif", "s_class.tif.aux.xml", "s_scene.json" }.Select(name => Path.Combine(scenes.Results, name))], ignoreOrder: true);
        others.ShouldAllBe(file => File.ReadAllText(file) == Mine);

        // Another kind of model leaves nothing of it.
        File.Delete(Path.Combine(scenes.Results, "s_values.tif"));
        SceneFixture.Run("twice.pt", scene, options with { Audit = true });
        File.Exists(Path.Combine(scenes.Results, "s_class.tif")).ShouldBeFalse();
    }

    [Fact]
    public void An_earlier_result_that_the_run_reads_stays()
    {
        using var scenes = new SceneFixture();
        var scene = Scene(scenes, "s.tif");
        var options = SceneFixture.Options(scenes.Results);
        SceneFixture.Run("pixels.pt", scene, options);
        var shares = Path.Combine(scenes.Results, "s_probs.tif");
        var before = File.ReadAllBytes(shares);
        using var output = new StringWriter();
        SceneInference.Run(SceneFixture.Golden("pixels.pt"), [scene, shares], options with { Shares = false }, SessionEnvironment.Quiet(), output).Count.ShouldBe(2);
        File.ReadAllBytes(shares).ShouldBe(before);
    }

    [Fact]
    public void A_list_of_classes_that_no_run_has_written_is_not_written_over()
    {
        using var scenes = new SceneFixture();
        var scene = Scene(scenes, "s.tif");
        Directory.CreateDirectory(scenes.Results);
        var file = Path.Combine(scenes.Results, "config-classes.json");
        File.WriteAllText(file, Mine);
        Should.Throw<UserErrorException>(() => SceneFixture.Run("pixels.pt", scene, SceneFixture.Options(scenes.Results))).Message.ShouldBe(
            $"{file}: the classes of the model would be written over it, and no report of an earlier run says that it is a result: move it, or give the results another folder (--scenes DIR)");
        Directory.EnumerateFileSystemEntries(scenes.Results).ShouldBe([file]);
        File.ReadAllText(file).ShouldBe(Mine);

        // A model without classes leaves it alone, and its report does not make it a result.
        SceneFixture.Run("twice.pt", scene, SceneFixture.Options(scenes.Results));
        Should.Throw<UserErrorException>(() => SceneFixture.Run("pixels.pt", scene, SceneFixture.Options(scenes.Results))).Message.ShouldStartWith(file);
        File.ReadAllText(file).ShouldBe(Mine);
    }

    [Fact]
    public void The_list_of_classes_stays_while_results_of_other_scenes_need_it()
    {
        using var scenes = new SceneFixture();
        var (a, b) = (Scene(scenes, "a.tif"), Scene(scenes, "b.tif"));
        var options = SceneFixture.Options(scenes.Results);
        var file = Path.Combine(scenes.Results, "config-classes.json");
        SceneFixture.Run("pixels.pt", a, options);
        var before = File.ReadAllText(file);
        Should.Throw<UserErrorException>(() => SceneFixture.Run("dots.pt", b, options)).Message.ShouldBe(
            $"{file}: has other classes than the model, and results of another scene that stay here ({Path.Combine(scenes.Results, "a_scene.json")}) need it: give the results another folder (--scenes DIR)");
        File.ReadAllText(file).ShouldBe(before);
        File.Exists(Path.Combine(scenes.Results, "b_scene.json")).ShouldBeFalse();

        // A model of the same classes may, and so may one that replaces all that needs the list.
        SceneFixture.Run("patches.pt", b, options);
        using var output = new StringWriter();
        SceneInference.Run(SceneFixture.Golden("dots.pt"), [a, b], options, SessionEnvironment.Quiet(), output).Count.ShouldBe(2);
        File.ReadAllText(file).ShouldBe("{\n    \"background\": 1,\n    \"dot\": 2,\n    \"no_data\": 0\n}");
    }

    [Fact]
    public void What_this_run_does_not_write_may_be_there()
    {
        using var scenes = new SceneFixture();
        Directory.CreateDirectory(scenes.Results);
        string[] files = [.. new[] { "s_probs.tif", "s_polygons.geojson", "s_objects.gpkg", "s_look.png", "s_coverage.tif", "s_values.tif" }.Select(name => Path.Combine(scenes.Results, name))];
        Array.ForEach(files, file => File.WriteAllText(file, Mine));
        SceneFixture.Run("pixels.pt", Scene(scenes, "s.tif"), SceneFixture.Options(scenes.Results) with { Shares = false }).Files.ShouldBe(["s_class.tif"]);
        files.ShouldAllBe(file => File.ReadAllText(file) == Mine);
    }

    [Theory]
    [InlineData("pixels.pt")]
    [InlineData("patches.pt")]
    [InlineData("twice.pt")]
    [InlineData("dots.pt")]
    public void Every_file_that_is_written_is_looked_for_before(string model)
    {
        using var scenes = new SceneFixture();
        var scene = Scene(scenes, "s.tif");
        var options = SceneFixture.Options(scenes.Results, 32, 0) with { Vectors = All, Look = true, Audit = true };
        SceneFixture.Run(model, scene, options).Files.Count.ShouldBeGreaterThanOrEqualTo(3);
        File.Delete(Path.Combine(scenes.Results, "s_scene.json"));
        var message = Should.Throw<UserErrorException>(() => SceneFixture.Run(model, scene, options)).Message;
        foreach (var file in Directory.EnumerateFiles(scenes.Results).Where(file => Path.GetFileName(file) != "config-classes.json"))
        {
            message.ShouldContain(file);
        }
    }

    [Fact]
    public void Results_of_a_run_that_was_killed_before_its_report_are_results()
    {
        using var scenes = new SceneFixture();
        var scene = Scene(scenes, "s.tif");
        var options = SceneFixture.Options(scenes.Results, 32, 0) with { Batch = 1, Vectors = [VectorFormat.Shapefile, VectorFormat.GeoPackage], Look = true };
        var straight = options with { Folder = scenes.Results + "straight" };
        SceneFixture.Run("pixels.pt", scene, straight);

        // As good as a kill: the picture, which comes last, has no place, and all the others are in theirs.
        var blocked = Path.Combine(scenes.Results, "s_look.png");
        Should.Throw<SystemException>(() => SceneFixture.Run("pixels.pt", scene, options, SessionEnvironment.Quiet() with { Progress = new Blocking(blocked) }));
        Directory.Delete(blocked);
        File.Exists(Path.Combine(scenes.Results, "s_polygons.gpkg")).ShouldBeTrue();
        File.Exists(Path.Combine(scenes.Results, "s_scene.json")).ShouldBeFalse();

        // A file of the user's that came since is not one of them.
        var coverage = Path.Combine(scenes.Results, "s_coverage.tif");
        File.WriteAllText(coverage, Mine);
        Should.Throw<UserErrorException>(() => SceneFixture.Run("pixels.pt", scene, options with { Audit = true })).Message.ShouldContain($"would be written over {coverage}, and no report");
        File.Delete(coverage);

        // They still are when another run has begun something else and was stopped.
        Should.Throw<SessionInterruptedException>(() => SceneFixture.Run("pixels.pt", scene, options with { Simplify = 2 }, SceneFixture.StoppedAfter(1)));
        SceneFixture.Run("pixels.pt", scene, options);
        Directory.EnumerateFileSystemEntries(scenes.Results).Select(Path.GetFileName).ShouldBe(Directory.EnumerateFileSystemEntries(straight.Folder).Select(Path.GetFileName), ignoreOrder: true);
        foreach (var file in Directory.EnumerateFiles(straight.Folder))
        {
            File.ReadAllBytes(Path.Combine(scenes.Results, Path.GetFileName(file))).SequenceEqual(File.ReadAllBytes(file)).ShouldBeTrue(file);
        }
    }

    private static string Scene(SceneFixture scenes, string name) => scenes.Write(name, 64, 64, (x, y, band) => (byte)(x is >= 10 and < 40 && y is >= 10 and < 40 ? band == 2 ? 250 : 1 : band == 0 ? 250 : 1));

    // Puts a folder in the place of a result once the run has begun.
    private sealed class Blocking(string folder) : IProgressDisplay
    {
        public IDisposable Begin(string label, int batches, string unit = "images")
        {
            Directory.CreateDirectory(folder);
            return new MemoryStream();
        }

        public void Advance(int images)
        {
        }
    }
}
