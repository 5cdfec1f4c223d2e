using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>A machine without GDAL: whatever needs it says in one line what to install, and all else runs.</summary>
[NoLeaks]
public class MissingGdalTests
{
    private const string Way = "georeferenced data need GDAL 3.6 or later: leave the variable unset, and install the system's with 'apt-get install libgdal32' (Debian 12) or 'apt-get install libgdal36' (Debian 13)";

    [Fact]
    public void What_needs_GDAL_says_what_to_install_and_all_else_runs()
    {
        using var work = new Workspace();
        File.WriteAllText(work["tiles.json"], """
            {"name": "t", "datasets": {"t": {"type": "thelper.data.geo.TileDataset", "params": {"raster_path": "a.tif", "vector_path": "v.geojson", "tile_size": 16}}},
             "loaders": {"batch_size": 1, "train_split": {"t": 1.0}},
             "model": {"type": "thelper.nn.unet.UNet"},
             "trainer": {"epochs": 1, "optimization": {"loss": {"type": "torch.nn.CrossEntropyLoss"}, "optimizer": {"type": "torch.optim.SGD", "params": {"lr": 0.1}}}}}
            """);
        File.Copy(Repository.File("tests", "Thelper.Geo.Tests", "Golden", "scenes", "scene.tif"), work["a.tif"]);
        var (code, output, error) = Run(work, "check", "tiles.json");
        (code, output).ShouldBe((2, ""));
        error.ShouldBe($"tiles.json:1: datasets.t.type: THELPER_GDAL: /no/such is no library that can be loaded; {Way}\n");
        (code, output, error) = Run(work, "infer", Repository.File("tests", "Thelper.Geo.Tests", "Golden", "scenes", "pixels.pt"), "a.tif", "--scenes", "out");
        (code, output).ShouldBe((2, ""));
        error.ShouldBe($"THELPER_GDAL: /no/such is no library that can be loaded; {Way}\n");
        Directory.Exists(work["out"]).ShouldBeFalse();

        // Names and their help are there without it, and other data are.
        Run(work, "help", "thelper.data.geo.TileDataset").Code.ShouldBe(0);
        Run(work, "check", Repository.File("configs", "shapes-segm.json")).ShouldSatisfyAllConditions(run => run.Code.ShouldBe(0, run.Error), run => run.Output.ShouldEndWith("ok\n"));
    }

    [Fact]
    public void A_GDAL_that_is_damaged_is_named_even_where_libtorch_itself_loads_it()
    {
        using var work = new Workspace();
        var folder = Directory.CreateDirectory(work["broken"]).FullName;
        for (var version = 32; version <= 48; version++)
        {
            File.WriteAllText(Path.Combine(folder, $"libgdal.so.{version}"), "no library");
        }

        var (code, output, error) = RunWith(work, new() { ["LD_LIBRARY_PATH"] = folder }, "check", Repository.File("configs", "example-geo-tiles.json"));
        (code, output).ShouldBe((2, ""));
        error.ShouldContain("gdal");
        error.TrimEnd().ShouldNotContain("\n");
    }

    private static (int Code, string Output, string Error) Run(Workspace work, params string[] arguments) => RunWith(work, new() { ["THELPER_GDAL"] = "/no/such" }, arguments);

    private static (int Code, string Output, string Error) RunWith(Workspace work, Dictionary<string, string?> variables, params string[] arguments)
    {
        using var process = work.Start(variables, ["-q", .. arguments]);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        Endless.Forbid(process.WaitForExit);
        return (process.ExitCode, output.Result, error.Result);
    }
}
