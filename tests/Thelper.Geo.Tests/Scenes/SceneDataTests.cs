using Thelper.Geo.Rasters;
using Thelper.Geo.Sampling;
using Thelper.Geo.Scenes;
using Thelper.Geo.Systems;
using Thelper.Infer.Tiling;
using Thelper.Logging;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Tests.Scenes;

/// <summary>Scenes of other numbers than bytes, with holes in them, or without a place.</summary>
public class SceneDataTests
{
    [Theory]
    [InlineData(RasterType.Float32)]
    [InlineData(RasterType.Int16)]
    [InlineData(RasterType.UInt16)]
    public void Numbers_of_other_types_go_to_the_model_as_they_are_and_holes_are_no_class(RasterType type)
    {
        using var scenes = new SceneFixture();
        var path = Path.Combine(scenes.Folder, "numbers.tif");
        var (width, height) = (70, 50);
        double none = type == RasterType.Float32 ? double.NaN : 999;
        using (var scope = NewDisposeScope())
        using (var file = RasterFiles.Create(path, new(width, height, 3, type)
        {
            Transform = new(600000, 0.5, 0, 5040000, 0, -0.5),
            System = SpatialReference.OfEpsg(32618),
            NoData = type == RasterType.Float32 ? null : none,
        }))
        {
            var values = zeros([height, width, 3], ScalarType.Float64);
            for (var i = 0; i < height * width; i++)
            {
                for (var band = 0; band < 3; band++)
                {
                    values.DataSpan<double>()[(3 * i) + band] = IsHole(i) ? none : Brightest(i) == band ? 250 : 1;
                }
            }

            file.Write(new(0, 0, width, height), type == RasterType.Float32 ? values.to(ScalarType.Float32) : values.to(ScalarType.Int32));
            file.Flush();
        }

        var report = SceneFixture.Run("pixels.pt", path, SceneFixture.Options(scenes.Results) with { Audit = true });
        var classes = scenes.Result("numbers_class.tif").Values;
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i].ShouldBe(IsHole(i) ? 0 : Brightest(i) + 1);
        }

        scenes.Result("numbers_probs.tif").Values.ShouldAllBe(share => float.IsFinite(share));
        report.Pixels!["no_data"].ShouldBe(Enumerable.Range(0, classes.Length).Count(IsHole));

        bool IsHole(int i) => i % width is > 10 and < 20 && i / width % 9 == 0;
        int Brightest(int i) => (i % width) + (i / width) & 1;
    }

    [Fact]
    public void Windows_that_were_passed_over_cover_nothing()
    {
        using var scenes = new SceneFixture();
        var scene = scenes.Write("half.tif", 128, 64, (x, _, _) => (byte)(x < 64 ? 0 : 100), noData: 0);
        var report = SceneFixture.Run("constant.pt", scene, SceneFixture.Options(scenes.Results, 32, 0, WindowBlend.None) with { Audit = true });
        report.Windows.ShouldBe(new Dictionary<string, long> { ["predicted"] = 4, ["empty"] = 4 });
        (report.Audit!.LeastCovered, report.Audit.MostCovered).ShouldBe((1, 1));
        var covered = scenes.Result("half_coverage.tif").Values;
        for (var i = 0; i < covered.Length; i++)
        {
            covered[i].ShouldBe(i % 128 < 64 ? 0 : 1);
        }
    }

    [Theory]
    [InlineData(1_000_000_000, 1_000_000_000)]
    [InlineData(1_000_000_000, 1)]
    [InlineData(10_000_000, 10_000_000)]
    public void A_header_that_claims_the_sky_is_refused_before_anything_is_planned(int width, int height)
    {
        using var scenes = new SceneFixture();
        var path = Path.Combine(scenes.Folder, "sky.vrt");
        var bands = string.Concat(Enumerable.Range(1, 3).Select(band => $"<VRTRasterBand dataType=\"Byte\" band=\"{band}\"/>"));
        File.WriteAllText(path, $"<VRTDataset rasterXSize=\"{width}\" rasterYSize=\"{height}\"><SRS>EPSG:32618</SRS><GeoTransform>600000, 0.5, 0, 5040000, 0, -0.5</GeoTransform>{bands}</VRTDataset>");
        File.Copy(path, Path.Combine(scenes.Folder, "labels.vrt"));
        var before = ResidentMemory.ResetPeak();
        Should.Throw<UserErrorException>(() => SceneFixture.Run("pixels.pt", path, SceneFixture.Options(scenes.Results))).Message.ShouldContain($"{path}: claims {width} x {height} pixels");
        foreach (var sampling in new[] { "grid", "random" })
        {
            Should.Throw<UserErrorException>(() => new SceneTileDataset(path, Path.Combine(scenes.Folder, "labels.vrt"), new List<string> { "ground" }, tileSize: 32, sampling: sampling)).Message.ShouldContain($"claims {width} x {height} pixels");
        }

        (ResidentMemory.Peak - before).ShouldBeLessThan(128L << 20);
        Directory.Exists(scenes.Results).ShouldBeFalse();
    }

    [Fact]
    public void A_scene_whose_pixels_have_no_place_is_refused_though_it_names_a_system()
    {
        using var scenes = new SceneFixture();
        var path = Path.Combine(scenes.Folder, "nowhere.tif");
        using (var file = RasterFiles.Create(path, new(20, 20, 3, RasterType.Byte) { System = SpatialReference.OfEpsg(32618) }))
        {
            file.Fill(3);
        }

        Should.Throw<UserErrorException>(() => SceneFixture.Run("pixels.pt", path, SceneFixture.Options(scenes.Results))).Message.ShouldContain("does not say where on Earth it is (no geotransform)");
        SceneFixture.Run("pixels.pt", path, SceneFixture.Options(scenes.Results) with { MissingSystem = MissingSystem.Keep }).Pixels!["no_data"].ShouldBe(0);
    }
}
