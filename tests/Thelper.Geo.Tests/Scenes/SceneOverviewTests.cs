using Thelper.Geo.Scenes;

namespace Thelper.Geo.Tests.Scenes;

/// <summary>Smaller copies inside what is written of scenes.</summary>
public class SceneOverviewTests
{
    private const int Width = 700;
    private const int Height = 600;

    [Theory]
    [InlineData(SceneOverviews.Mode, false)]
    [InlineData(SceneOverviews.Nearest, false)]
    [InlineData(SceneOverviews.Mode, true)]
    [InlineData(SceneOverviews.Nearest, true)]
    public void Smaller_copies_of_classes_are_the_commonest_or_the_nearest_class(SceneOverviews overviews, bool cog)
    {
        using var scenes = new SceneFixture();

        // Of each four pixels one is a roof on the ground, whose mean would be water.
        var scene = scenes.Write("s.tif", Width, Height, (x, y, band) => (byte)(band == (x % 2 == 0 && y % 2 == 0 ? 2 : 0) ? 200 : 1));
        var plain = SceneFixture.Options(scenes.Results, 256, 0, Thelper.Infer.Tiling.WindowBlend.None) with { Shares = false };
        SceneFixture.Run("pixels.pt", scene, plain);
        SceneFixture.Run("pixels.pt", scene, plain with { Folder = scenes.Results + "o", Overviews = overviews, Cog = cog });
        var path = Path.Combine(scenes.Results + "o", "s_class.tif");
        var (info, classes) = SceneFixture.Read(path);
        classes.ShouldBe(scenes.Result("s_class.tif").Values);
        info.Bands[0].Overviews.ShouldBe(2);
        info.Bands[0].NoData.ShouldBe(0);
        info.Bands[0].Colors.Count.ShouldBeGreaterThan(3);
        info.Metadata["CLASS_NAMES"].ShouldBe("no_data,ground,water,roof");
        var smaller = Overview(scenes, path);
        for (var y = 0; y < Height / 2; y++)
        {
            for (var x = 0; x < Width / 2; x++)
            {
                float[] four = [classes[(2 * y * Width) + (2 * x)], classes[(2 * y * Width) + (2 * x) + 1], classes[(((2 * y) + 1) * Width) + (2 * x)], classes[(((2 * y) + 1) * Width) + (2 * x) + 1]];
                var commonest = four.GroupBy(value => value).OrderByDescending(group => group.Count()).First();
                var value = smaller[(y * Width / 2) + x];
                four.ShouldContain(value);
                if (overviews == SceneOverviews.Mode && commonest.Count() > 2)
                {
                    value.ShouldBe(commonest.Key);
                }
            }
        }

        // The two rules do not say the same here: GDAL's nearest pixel is the first of the four.
        smaller.Distinct().ShouldBe([overviews == SceneOverviews.Mode ? 1 : 3]);
    }

    [Fact]
    public void There_are_none_unless_somebody_asks_for_them_and_none_of_small_scenes()
    {
        using var scenes = new SceneFixture();
        var large = scenes.Write("l.tif", 600, 300, (x, _, _) => (byte)x);
        var options = SceneFixture.Options(scenes.Results, 256, 0) with { Overviews = SceneOverviews.None, Cog = true, Shares = true };
        SceneFixture.Run("pixels.pt", large, options);
        scenes.Result("l_class.tif").Info.Bands[0].Overviews.ShouldBe(0);
        SceneFixture.Run("pixels.pt", large, options with { Folder = scenes.Results + "m", Overviews = SceneOverviews.Mode, Cog = false });
        SceneFixture.Read(Path.Combine(scenes.Results + "m", "l_probs.tif")).Info.Bands.ShouldAllBe(band => band.Overviews == 2);
        var small = scenes.Write("s.tif", 256, 100, (x, _, _) => (byte)x);
        SceneFixture.Run("pixels.pt", small, options with { Folder = scenes.Results + "s", Overviews = SceneOverviews.Mode, Cog = false });
        SceneFixture.Read(Path.Combine(scenes.Results + "s", "s_class.tif")).Info.Bands[0].Overviews.ShouldBe(0);
    }

    // The copy of half the size, by a virtual raster that asks for it.
    private static float[] Overview(SceneFixture scenes, string path)
    {
        var half = Path.Combine(scenes.Folder, "half.vrt");
        File.WriteAllText(half, $"""
            <VRTDataset rasterXSize="{Width / 2}" rasterYSize="{Height / 2}"><VRTRasterBand dataType="Byte" band="1"><SimpleSource>
            <SourceFilename relativeToVRT="0">{path}</SourceFilename><OpenOptions><OOI key="OVERVIEW_LEVEL">0</OOI></OpenOptions><SourceBand>1</SourceBand>
            </SimpleSource></VRTRasterBand></VRTDataset>
            """);
        return SceneFixture.Read(half).Values;
    }
}
