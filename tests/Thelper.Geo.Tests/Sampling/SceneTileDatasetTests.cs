using Thelper.Geo.Sampling;
using Thelper.Geo.Tests.Scenes;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Tests.Sampling;

public class SceneTileDatasetTests
{
    [Fact]
    public void Tiles_have_their_pixels_and_what_has_no_data_or_no_class_is_dontcare()
    {
        using var scenes = new SceneFixture();
        Directory.CreateDirectory(Path.Combine(scenes.Folder, "labels"));
        scenes.Write("a.tif", 100, 70, (x, y, band) => (byte)(y < 10 ? 0 : x + band), noData: 0);
        scenes.Write("labels/a.tif", 100, 70, (x, y, _) => (byte)(x < 50 ? 10 : x < 90 ? 20 : 77), bands: 1);
        var data = new SceneTileDataset(
            Path.Combine(scenes.Folder, "a*.tif"), Path.Combine(scenes.Folder, "labels/{name}.tif"), new List<string> { "low", "high" }, new Dictionary<string, long> { ["low"] = 10, ["high"] = 20 }, bands: [3, 1], tileSize: 40);
        data.Count.ShouldBe(3 * 2);
        for (var i = 0; i < data.Count; i++)
        {
            using var sample = data.GetItem(i, TransformRandom.For(0, 0, 0));
            var window = ((IReadOnlyList<object?>)sample["window"]!).Cast<long>().ToArray();
            var (image, labels) = ((Tensor)sample["image"]!, (Tensor)sample["label_map"]!);
            image.shape.ShouldBe([40, 40, 2]);
            image.dtype.ShouldBe(ScalarType.Byte);
            var (values, map) = (image.DataSpan<byte>().ToArray(), labels.DataSpan<long>().ToArray());
            for (var p = 0; p < 1600; p++)
            {
                var (x, y) = (window[0] + (p % 40), window[1] + (p / 40));
                values[2 * p].ShouldBe((byte)(y < 10 ? 0 : x + 2));
                map[p].ShouldBe(y < 10 || x >= 90 ? 255 : x < 50 ? 0 : 1);
            }

            data.TileOf(i).Footprint.EnvelopeInternal.MinX.ShouldBe(600000 + (window[0] / 2.0));
        }
    }

    [Fact]
    public void Unlabelled_pixels_are_dontcare_and_tiles_with_few_labelled_ones_are_left_out()
    {
        using var scenes = new SceneFixture();
        scenes.Write("s.tif", 96, 32, (x, _, _) => (byte)x);

        // No data are 0, which would be the first class; of the tiles all, half and nothing is labelled.
        scenes.Write("l.tif", 96, 32, (x, _, _) => (byte)(x < 32 ? 1 : x < 48 ? 1 : 0), bands: 1, noData: 0);
        SceneTileDataset Data(double least) => new(Path.Combine(scenes.Folder, "s.tif"), Path.Combine(scenes.Folder, "l.tif"), new List<string> { "ground", "house" }, tileSize: 32, leastLabelled: least);
        int[] counts = [.. new[] { 0, 0.5, 0.6 }.Select(least =>
        {
            using var data = Data(least);
            return data.Count;
        })];
        counts.ShouldBe([3, 2, 1]);
        using var whole = Data(0);
        using var sample = whole.GetItem(1, TransformRandom.For(0, 0, 0));
        var map = ((Tensor)sample["label_map"]!).DataSpan<long>().ToArray();
        for (var i = 0; i < map.Length; i++)
        {
            map[i].ShouldBe(i % 32 < 16 ? 1 : 255);
        }
    }

    [Fact]
    public void Random_tiles_are_balanced_by_class_and_the_same_for_a_seed()
    {
        using var scenes = new SceneFixture();
        scenes.Write("s.tif", 200, 200, (x, y, band) => (byte)(x + y + band));
        scenes.Write("l.tif", 200, 200, (x, y, _) => (byte)(x is >= 100 and < 110 && y is >= 50 and < 60 ? 1 : 0), bands: 1);
        int With(bool balance, int seed) => Enumerable.Range(0, 60).Count(i =>
        {
            var window = Data(balance, seed).TileOf(i).Window;
            return window.Left < 110 && window.Right > 100 && window.Top < 60 && window.Bottom > 50;
        });

        // A class on a 400th of the ground is in half of the tiles, or in few.
        With(balance: true, 1).ShouldBeGreaterThanOrEqualTo(30);
        With(balance: false, 1).ShouldBeLessThan(10);
        Enumerable.Range(0, 60).Select(i => Data(true, 5).TileOf(i).Window).ShouldBe(Enumerable.Range(0, 60).Select(i => Data(true, 5).TileOf(i).Window));
        Enumerable.Range(0, 60).Select(i => Data(true, 5).TileOf(i).Window).ShouldNotBe(Enumerable.Range(0, 60).Select(i => Data(true, 6).TileOf(i).Window));

        SceneTileDataset Data(bool balance, int seed) => new(
            Path.Combine(scenes.Folder, "s.tif"), Path.Combine(scenes.Folder, "l.tif"), new List<string> { "ground", "house" }, tileSize: 32, sampling: "random", sampleCount: 60, balance: balance, seed: seed);
    }

    [Fact]
    public void Parts_share_no_ground_and_keep_the_buffer()
    {
        using var scenes = new SceneFixture();
        scenes.Write("s.tif", 400, 400, (x, y, band) => (byte)(x + y + band));
        scenes.Write("l.tif", 400, 400, (_, _, _) => 0, bands: 1);
        var parts = new[] { "train", "valid", "test" }.Select(part => new SceneTileDataset(
            Path.Combine(scenes.Folder, "s.tif"), Path.Combine(scenes.Folder, "l.tif"), new List<string> { "ground" }, tileSize: 16, tileOverlap: 4, part: part, blockSize: 40, buffer: 6, shares: [0.5, 0.25, 0.25])).ToList();
        foreach (var (first, second) in new[] { (0, 1), (0, 2), (1, 2) })
        {
            SplitAudit.Compare(Tiles(parts[first]), Tiles(parts[second])).ShouldAllBe(near => near.Metres >= 6 && near.Overlap == 0);
        }

        static List<GroundTile> Tiles(SceneTileDataset data) => [.. Enumerable.Range(0, data.Count).Select(data.TileOf)];
    }

    [Fact]
    public void Mistakes_are_named()
    {
        using var scenes = new SceneFixture();
        var (scene, labels) = (scenes.Write("s.tif", 40, 40, (_, _, _) => 1), scenes.Write("l.tif", 40, 40, (_, _, _) => 0, bands: 1));
        var other = scenes.Write("other.tif", 41, 40, (_, _, _) => 0, bands: 1);
        Fails(() => Make(scene, other)).ShouldContain("a label map has the grid of its scene");
        Fails(() => Make(scene, scenes.Write("zone.tif", 40, 40, (_, _, _) => 0, bands: 1, epsg: 32617))).ShouldContain("it is in EPSG:32617, ");
        Fails(() => Make(scene, labels, tile: 41)).ShouldContain("no tile is left");
        Fails(() => Make(scenes.Folder, labels)).ShouldContain("{name} stands for the name of a scene");
        Fails(() => Make(scene, labels, overlap: 32)).ShouldContain("tile_overlap");
        Fails(() => Make(scene, labels, values: new() { ["grund"] = 1 })).ShouldContain("did you mean 'ground'?");
        Fails(() => Make(scene, labels, values: new() { ["ground"] = 1, ["house"] = 1 })).ShouldContain("1 stands for ground and house");
        Fails(() => Make(scene, labels, bands: [0])).ShouldContain("scenes have 3");
        static string Fails(Action make) => Should.Throw<UserErrorException>(make).Message;
        static void Make(string raster, string label, int tile = 32, int overlap = 0, Dictionary<string, long>? values = null, int[]? bands = null) =>
            new SceneTileDataset(raster, label, new List<string> { "ground", "house" }, values, bands, tile, overlap).ToString();
    }
}
