using Thelper.Geo.Parsers;
using Thelper.Geo.Rasters;
using Thelper.Geo.Tests.Scenes;
using Thelper.Geo.Utils;

namespace Thelper.Geo.Tests.Rasters;

/// <summary>What was made of a raster is made anew when any of the files that it comes from changes, not only the one that was named.</summary>
public class SourceFilesTests
{
    [Fact]
    public void They_are_those_that_a_virtual_raster_names_in_turn_and_those_beside_them()
    {
        using var scenes = new SceneFixture();
        var path = scenes.Write("a.tif", 64, 64, (x, _, _) => (byte)x);
        File.WriteAllText(path + ".aux.xml", "<PAMDataset><Metadata><MDI key=\"K\">V</MDI></Metadata></PAMDataset>");
        var inner = Virtual(scenes, "inner.vrt", "a.tif");
        using var raster = Raster.Open(Virtual(scenes, "outer.vrt", "inner.vrt"));
        SourceFiles.Of(raster).ShouldBe([path, inner, Path.Combine(scenes.Folder, "outer.vrt")]);
        using var plain = Raster.Open(path);
        SourceFiles.Of(plain).ShouldBe([path, path + ".aux.xml"]);
        using (var archive = System.IO.Compression.ZipFile.Open(Path.Combine(scenes.Folder, "some.zip"), System.IO.Compression.ZipArchiveMode.Create))
        {
            System.IO.Compression.ZipFileExtensions.CreateEntryFromFile(archive, path, "in/a.tif");
        }

        using var zipped = Raster.Open($"/vsizip/{scenes.Folder}/some.zip/in/a.tif");
        SourceFiles.Of(zipped).ShouldBe([Path.Combine(scenes.Folder, "some.zip")]);
    }

    [Fact]
    public void A_scene_is_predicted_on_again_when_what_a_virtual_raster_names_has_changed()
    {
        using var scenes = new SceneFixture();
        Write(250, 1);
        var scene = Virtual(scenes, "s.vrt", "a.tif");
        var options = SceneFixture.Options(scenes.Results);
        SceneFixture.Run("pixels.pt", scene, options);
        var before = scenes.Result("s_class.tif").Values;
        Write(1, 250);
        SceneFixture.Run("pixels.pt", scene, options);
        scenes.Result("s_class.tif").Values.Zip(before).ShouldAllBe(pair => pair.First != pair.Second);

        void Write(byte first, byte last) => scenes.Write("a.tif", 64, 64, (_, _, band) => band == 0 ? first : band == 2 ? last : (byte)1);
    }

    [Fact]
    public void Tiles_and_copies_in_another_system_follow_what_a_virtual_raster_names()
    {
        using var scenes = new SceneFixture();
        var vectors = Path.Combine(scenes.Folder, "v.geojson");
        File.WriteAllText(vectors, GeoUtils.ExportGeojsonWithCrs([new(null, Shapes.Box(600005, 5039975, 600010, 5039985), new Dictionary<string, object?>())], Thelper.Geo.Systems.SpatialReference.OfEpsg(32618)));
        Write(16);
        var scene = Virtual(scenes, "s.vrt", "a.tif");
        Tiles().ShouldBe(4);
        var first = Copied();
        Write(64);
        Tiles().ShouldBe(16);
        Copied().ShouldBeGreaterThan(first);

        void Write(int dataTo) => scenes.Write("a.tif", 64, 64, (x, _, _) => (byte)(x < dataTo ? 9 : 0), bands: 1, noData: 0);

        int Tiles()
        {
            using var data = new TileDataset(scene, vectors, 16L, pxSize: 0.5, srsTarget: 32618L);
            return data.Count;
        }

        double Copied()
        {
            using var data = new TileDataset(scene, vectors, 64L, pxSize: 0.5, srsTarget: 32617L, reprojRasters: true, skipNodataTiles: false);
            var (_, values) = SceneFixture.Read(scene + ".reproj.tif");
            return values.Sum();
        }
    }

    private static string Virtual(SceneFixture scenes, string name, string source)
    {
        var path = Path.Combine(scenes.Folder, name);
        using var raster = Raster.Open(Path.Combine(scenes.Folder, source));
        var noData = raster.Info.Bands[0].NoData is { } value ? FormattableString.Invariant($"<NoDataValue>{value}</NoDataValue>") : "";
        var bands = string.Concat(Enumerable.Range(1, raster.Info.Bands.Count).Select(band => FormattableString.Invariant(
            $"<VRTRasterBand dataType=\"Byte\" band=\"{band}\">{noData}<SimpleSource><SourceFilename relativeToVRT=\"1\">{source}</SourceFilename><SourceBand>{band}</SourceBand></SimpleSource></VRTRasterBand>")));
        File.WriteAllText(path, $"<VRTDataset rasterXSize=\"64\" rasterYSize=\"64\"><SRS>EPSG:32618</SRS><GeoTransform>600000, 0.5, 0, 5040000, 0, -0.5</GeoTransform>{bands}</VRTDataset>");
        return path;
    }
}
