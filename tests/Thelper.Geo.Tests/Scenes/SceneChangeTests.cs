using Thelper.Geo.Rasters;
using Thelper.Geo.Scenes;
using Thelper.Geo.Systems;
using Thelper.Logging;
using Thelper.Sessions;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Tests.Scenes;

/// <summary>Scenes that are not what they were while they were being predicted on, and bands that a model cannot be given.</summary>
public class SceneChangeTests
{
    [Theory]
    [InlineData("pixels.pt")]
    [InlineData("twice.pt")]
    [InlineData("patches.pt")]
    [InlineData("dots.pt")]
    public void Of_a_scene_that_is_written_over_nothing_is_written(string model)
    {
        using var scenes = new SceneFixture();
        var scene = Scene(scenes, 1);
        var options = SceneFixture.Options(scenes.Results, 32, 0) with { Batch = 1 };
        var message = Should.Throw<UserErrorException>(() => SceneFixture.Run(model, scene, options, After(2, () => Scene(scenes, 50)))).Message;
        message.ShouldBe($"{scene}: it was changed while the scene was predicted on, so nothing is written of it; say the same again, once it stays as it is");
        Directory.EnumerateFiles(scenes.Results).Select(Path.GetFileName).ShouldBeSubsetOf(["config-classes.json"]);

        // The same again is about what is there now.
        SceneFixture.Run(model, scene, options);
        var other = options with { Folder = scenes.Results + "2" };
        SceneFixture.Run(model, scene, other);
        foreach (var file in Directory.EnumerateFiles(other.Folder))
        {
            File.ReadAllBytes(Path.Combine(options.Folder, Path.GetFileName(file))).ShouldBe(File.ReadAllBytes(file), file);
        }
    }

    [Fact]
    public void The_part_of_a_virtual_raster_that_changed_is_named()
    {
        using var scenes = new SceneFixture();
        var part = Scene(scenes, 1);
        var path = Path.Combine(scenes.Folder, "whole.vrt");
        using (var raster = Raster.Open(part))
        {
            RasterFiles.Copy(raster, path, "VRT");
        }

        Should.Throw<UserErrorException>(() => SceneFixture.Run("pixels.pt", path, SceneFixture.Options(scenes.Results, 32, 0) with { Batch = 1 }, After(2, () => Scene(scenes, 50))))
            .Message.ShouldStartWith($"{path}: {part} was changed");
    }

    [Fact]
    public void A_scene_that_is_removed_while_it_is_open_is_predicted_on_to_its_end()
    {
        using var scenes = new SceneFixture();
        var scene = Scene(scenes, 1);
        SceneFixture.Run("pixels.pt", scene, SceneFixture.Options(scenes.Results, 32, 0) with { Batch = 1 });
        var again = SceneFixture.Options(scenes.Results + "2", 32, 0) with { Batch = 1 };
        SceneFixture.Run("pixels.pt", scene, again, After(2, () => File.Delete(scene)));
        File.ReadAllBytes(Path.Combine(again.Folder, "s_class.tif")).ShouldBe(File.ReadAllBytes(Path.Combine(scenes.Results, "s_class.tif")));
    }

    [Fact]
    public void Complex_numbers_are_no_real_ones()
    {
        using var scenes = new SceneFixture();
        var path = Path.Combine(scenes.Folder, "radar.tif");
        using (var file = RasterFiles.Create(path, new(40, 40, 3, RasterType.ComplexFloat32) { Transform = new(600000, 0.5, 0, 5040000, 0, -0.5), System = SpatialReference.OfEpsg(32618) }))
        {
            file.Flush();
        }

        Should.Throw<UserErrorException>(() => SceneFixture.Run("pixels.pt", path, SceneFixture.Options(scenes.Results))).Message.ShouldStartWith($"{path}: band 1 holds complex numbers (ComplexFloat32), which are not read");
        using var raster = Raster.Open(path);
        Should.Throw<GeoException>(() => raster.Read(new(0, 0, 2, 2), [2], ScalarType.Float32)).Message.ShouldContain("band 2 holds complex numbers");
    }

    [Fact]
    public void Bands_of_different_types_are_read_as_one_that_is_named()
    {
        using var scenes = new SceneFixture();
        File.WriteAllText(Path.Combine(scenes.Folder, "whole.vrt"), $"""
            <VRTDataset rasterXSize="64" rasterYSize="64"><SRS>EPSG:32618</SRS><GeoTransform>600000, 0.5, 0, 5040000, 0, -0.5</GeoTransform>
            {string.Concat(new[] { "Byte", "Float32", "Int16" }.Select((type, i) => $"""<VRTRasterBand dataType="{type}" band="{i + 1}"><SimpleSource><SourceFilename relativeToVRT="0">{Scene(scenes, 1)}</SourceFilename><SourceBand>{i + 1}</SourceBand></SimpleSource></VRTRasterBand>"""))}
            </VRTDataset>
            """);
        using var raster = Raster.Open(Path.Combine(scenes.Folder, "whole.vrt"));
        using var read = raster.Read(raster.Info.Window, null, ScalarType.Float32);
        read.DataSpan<float>().ToArray().ShouldBe(SceneFixture.Read(Path.Combine(scenes.Folder, "s.tif")).Values);
        Should.Throw<GeoException>(() => raster.Read(raster.Info.Window)).Message.ShouldContain("its bands are of different types (Byte, Float32, Int16)");
    }

    // Of one size, whatever is in it: only the time tells one from another.
    private static string Scene(SceneFixture scenes, int value)
    {
        var path = scenes.Write("s.tif", 64, 64, (x, y, band) => (byte)(value + ((x + (y * (band + 1))) % 100)));
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, value, DateTimeKind.Utc));
        return path;
    }

    private static SessionEnvironment After(int windows, Action act) => SessionEnvironment.Quiet() with { Progress = new Once(windows, act) };

    private sealed class Once(int windows, Action act) : IProgressDisplay
    {
        private int left = windows;

        public IDisposable Begin(string label, int batches, string unit = "images") => new MemoryStream();

        public void Advance(int images)
        {
            var before = left;
            left -= images;
            if (before > 0 && left <= 0)
            {
                act();
            }
        }
    }
}
