using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>Options of <c>thelper infer --scenes</c> that the model has no use for.</summary>
[NoLeaks]
public class SceneOptionsTests
{
    [Theory]
    [InlineData("--threshold: is for detectors, and the model's task is Segmentation", "pixels.pt", "--threshold", "0.5")]
    [InlineData("--stride: is for classifiers, and the model's task is Segmentation", "pixels.pt", "--stride", "8")]
    [InlineData("--overlap: is for models that answer for pixels or with boxes", "patches.pt", "--overlap", "0.5")]
    [InlineData("--blend: is for models that answer for pixels or with boxes", "patches.pt", "--blend", "linear")]
    [InlineData("--threshold: is for detectors, and the model's task is Classification", "patches.pt", "--threshold", "0.5")]
    [InlineData("--polygon-classes: is for models that give pixels classes", "dots.pt", "--vectors", "shp", "--polygon-classes", "dot")]
    [InlineData("--vectors: is for models with classes, and the model's task is SuperResolution", "twice.pt", "--vectors", "shp")]
    public void What_does_nothing_for_the_model_is_refused_before_anything_is_done(string message, string model, params string[] options)
    {
        using var work = new Workspace();
        var error = ExportModelTests.Fail(["infer", Golden(model), Golden("scene.tif"), "--scenes", work["out"], "--device", "cpu", .. options]);
        error.ShouldContain(message);
        error.TrimEnd().ShouldNotContain('\n');
        Directory.Exists(work["out"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("a.tif", "--scenes: 'a.tif' cannot be a folder of results, since it is a file; name a folder, which is made where there is none")]
    [InlineData("a.tif/x/y", "--scenes: 'a.tif/x/y' cannot be a folder of results, since ")]
    public void A_file_is_no_folder_of_results(string folder, string message)
    {
        using var work = new Workspace();
        File.Copy(Golden("scene.tif"), work["a.tif"]);
        var before = File.ReadAllBytes(work["a.tif"]);
        var error = ExportModelTests.Fail("infer", Golden("pixels.pt"), "a.tif", "--scenes", folder, "--device", "cpu");
        error.ShouldStartWith(message);
        error.TrimEnd().ShouldNotContain('\n');
        File.ReadAllBytes(work["a.tif"]).ShouldBe(before);
    }

    private static string Golden(string name) => Repository.File("tests", "Thelper.Geo.Tests", "Golden", "scenes", name);
}
