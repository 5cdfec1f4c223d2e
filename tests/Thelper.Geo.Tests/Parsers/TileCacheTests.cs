using Thelper.Geo.Parsers;
using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;
using Thelper.Geo.Tests.Scenes;
using Thelper.Geo.Utils;
using Thelper.Imaging.Transforms;

namespace Thelper.Geo.Tests.Parsers;

/// <summary>What is remembered of tiles, and of rasters in another system, is used for what it was made for alone.</summary>
public sealed class TileCacheTests : IDisposable
{
    private readonly SceneFixture scenes = new();
    private readonly string scene;

    // Data in the left 20 of 64 columns, a polygon in the uppermost rows.
    public TileCacheTests()
    {
        scene = scenes.Write("scene.tif", 64, 64, (x, _, _) => (byte)(x < 20 ? 9 : 0), bands: 1, noData: 0);
        Polygon("v.geojson", 600001, 5039997, 600005, 5039999);
    }

    public void Dispose() => scenes.Dispose();

    [Fact]
    public void Another_size_or_overlap_of_tiles_is_looked_through_anew()
    {
        Count(16).ShouldBe(2 * 4);
        Count(8).ShouldBe(3 * 8);
        Count(16).ShouldBe(2 * 4);

        // Columns begin at -4, 8, 20 and so on.
        Count(16, overlap: 4).ShouldBe(2 * 6);
    }

    [Fact]
    public void Another_area_in_the_same_file_is_looked_through_anew()
    {
        Polygon("area.geojson", 600000, 5039968, 600010, 5040000);
        Count(20, area: true).ShouldBe(4);
        Polygon("area.geojson", 600010, 5039968, 600032, 5040000);
        Should.Throw<GeoException>(() => Count(20, area: true)).Message.ShouldBe("no tile has data and what else is asked for");
    }

    [Fact]
    public void A_scene_of_other_numbers_is_looked_through_anew_though_its_size_and_time_are_the_same()
    {
        Count(16).ShouldBe(2 * 4);
        var (time, size) = (File.GetLastWriteTimeUtc(scene), new FileInfo(scene).Length);
        scenes.Write("scene.tif", 64, 64, (x, _, _) => (byte)(x < 40 ? 9 : 0), bands: 1, noData: 0);
        File.SetLastWriteTimeUtc(scene, time);
        new FileInfo(scene).Length.ShouldBe(size);
        Count(16).ShouldBe(3 * 4);
    }

    [Fact]
    public void What_is_remembered_is_not_asked_for_where_tiles_are_to_be_looked_through()
    {
        Count(16).ShouldBe(2 * 4);
        var cache = Directory.GetFiles(scenes.Folder, "*.tiles.json").ShouldHaveSingleItem();
        File.WriteAllText(cache, System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(cache), @"\[.*\]", "[0]"));
        Count(16).ShouldBe(15);
        Count(16, force: true).ShouldBe(2 * 4);
    }

    [Fact]
    public void Tiles_without_data_or_without_a_polygon_are_left_out_as_asked()
    {
        Count(16, skipNoData: false).ShouldBe(16);
        Count(16, skipNoData: false, skipEmpty: true).ShouldBe(1);
        for (var round = 0; round < 2; round++)
        {
            // At first by looking, then from what was remembered.
            Count(16, skipEmpty: true).ShouldBe(1);
        }

        Polygon("v.geojson", 600025, 5039997, 600030, 5039999);
        Should.Throw<GeoException>(() => Count(16, skipEmpty: true)).Message.ShouldBe("no tile has both data and a polygon");
    }

    [Fact]
    public void A_copy_in_another_system_than_the_one_that_is_there_is_made_anew()
    {
        foreach (var epsg in new[] { 32617, 32619, 32617 })
        {
            using var data = new VectorCropDataset(scene, Path.Combine(scenes.Folder, "v.geojson"), pxSize: 1L, srsTarget: (long)epsg, reprojRasters: true);
            using var copy = Raster.Open(scene + ".reproj.tif");
            copy.Info.System!.Epsg.ShouldBe(epsg);
        }
    }

    [Fact]
    public void Where_there_are_data_is_told_to_the_pixel_in_samples_of_another_grid()
    {
        // Half of the scene's pixels, and once half a pixel beside them; data end at 600010.
        foreach (var size in new[] { 0.25, 0.2 })
        {
            using var data = new TileDataset(scene, Path.Combine(scenes.Folder, "v.geojson"), 32L, skipNodataTiles: false, pxSize: size, srsTarget: 32618L, validKey: "valid");
            for (var i = 0; i < data.Count; i++)
            {
                using var sample = data.GetItem(i, TransformRandom.For(0, 0, i));
                var (left, bottom) = ((double)((List<object?>)sample["roi_tl"]!)[0]!, (double)((List<object?>)sample["roi_tl"]!)[1]!);
                var valid = ((Thelper.Torch.torch.Tensor)sample["valid"]!).DataSpan<byte>().ToArray();
                for (var p = 0; p < valid.Length; p++)
                {
                    var (x, y) = (left + (((p % 32) + 0.5) * size), bottom + (((p / 32) + 0.5) * size));
                    valid[p].ShouldBe(x < 600010 && y < 5040000 ? (byte)1 : (byte)0, $"({x}, {y})");
                }
            }
        }
    }

    [Fact]
    public void Samples_are_in_Web_Mercator_unless_a_system_is_named()
    {
        var vectors = Path.Combine(scenes.Folder, "v.geojson");
        using var tiles = new TileDataset(scene, vectors, 16L);
        using var crops = new VectorCropDataset(scene, vectors);
        (tiles.System.Epsg, crops.System.Epsg).ShouldBe((3857, 3857));
    }

    private int Count(long size, long overlap = 0, bool area = false, bool skipNoData = true, bool skipEmpty = false, bool force = false)
    {
        using var data = new TileDataset(
            scene, Path.Combine(scenes.Folder, "v.geojson"), size, overlap, skipEmpty, skipNoData, pxSize: 0.5, srsTarget: 32618L, masterRoi: area ? Path.Combine(scenes.Folder, "area.geojson") : null, forceParse: force);
        return data.Count;
    }

    private void Polygon(string name, double left, double bottom, double right, double top) => File.WriteAllText(
        Path.Combine(scenes.Folder, name), GeoUtils.ExportGeojsonWithCrs([new(null, Shapes.Box(left, bottom, right, top), new Dictionary<string, object?>())], SpatialReference.OfEpsg(32618)));
}
