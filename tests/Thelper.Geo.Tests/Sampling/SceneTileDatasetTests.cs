using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Data.Statistics;
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
        scenes.Write("a.tif", 100, 70, (x, y, band) => (byte)(y < 10 ? 200 : x + band), noData: 200);
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
    public void Random_tiles_lie_around_labels_and_not_around_their_no_data()
    {
        using var scenes = new SceneFixture();
        scenes.Write("s.tif", 400, 40, (x, y, _) => (byte)(x + y));

        // No data are 0, which would be the first class; only the last columns have labels.
        scenes.Write("l.tif", 400, 40, (x, _, _) => (byte)(x < 380 ? 0 : 1), bands: 1, noData: 0);
        using var data = new SceneTileDataset(Path.Combine(scenes.Folder, "s.tif"), Path.Combine(scenes.Folder, "l.tif"), new List<string> { "ground", "house" }, tileSize: 16, sampling: "random", sampleCount: 20);
        Enumerable.Range(0, 20).ShouldAllBe(i => data.TileOf(i).Window.Right > 380);
    }

    [Fact]
    public void Means_and_deviations_are_those_of_pixels_with_data()
    {
        using var scenes = new SceneFixture();
        scenes.Write("s.tif", 40, 32, (x, y, band) => (byte)(y < 20 || x < 32 ? 0 : 100 + (10 * band) + (x % 2)), noData: 0);
        scenes.Write("l.tif", 40, 32, (_, _, _) => 0, bands: 1);
        var config = """{"datasets":{"d":{"type":"thelper.data.geo.SceneTileDataset","params":{"raster_path":"FOLDER/s.tif","label_path":"FOLDER/l.tif","class_names":["ground"],"tile_size":8}}},"loaders":{"shuffle":false,"train_split":{"d":1.0}}}""";
        var moments = DataStatistics.Compute(Loaders.Create(ConfigLoader.Parse(config.Replace("FOLDER", scenes.Folder, StringComparison.Ordinal), "c.json"), new())).Sets.ShouldHaveSingleItem().Moments;
        (moments.Count, moments.Mean.ToArray(), moments.Deviation.ToArray()).ShouldSatisfyAllConditions(
            found => found.Count.ShouldBe(8 * 12),
            found => found.Item2.ShouldBe([100.5, 110.5, 120.5]),
            found => found.Item3.ShouldBe([0.5, 0.5, 0.5]));
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
    public void Split_by_scene_each_scene_is_in_one_part()
    {
        using var scenes = new SceneFixture();
        Directory.CreateDirectory(Path.Combine(scenes.Folder, "labels"));
        for (var i = 0; i < 4; i++)
        {
            scenes.Write($"s{i}.tif", 32, 32, (x, y, _) => (byte)(x + y), transform: new(600000 + (1000 * i), 0.5, 0, 5040000, 0, -0.5));
            scenes.Write($"labels/s{i}.tif", 32, 32, (_, _, _) => 0, bands: 1, transform: new(600000 + (1000 * i), 0.5, 0, 5040000, 0, -0.5));
        }

        List<int[]> parts = [.. new[] { "train", "valid" }.Select(part =>
        {
            using var data = new SceneTileDataset(
                Path.Combine(scenes.Folder, "s*.tif"), Path.Combine(scenes.Folder, "labels/{name}.tif"), new List<string> { "ground" }, tileSize: 8, part: part, splitBy: "scene", blockSize: 5, shares: [0.5, 0.5]);
            return Enumerable.Range(0, data.Count).Select(i => data.TileOf(i).Scene).ToArray();
        })];
        parts.ShouldAllBe(part => part.Length == 32 && part.Distinct().Count() == 2);
        parts[0].ShouldNotContain(scene => parts[1].Contains(scene));
    }

    [Fact]
    public void Mistakes_are_named()
    {
        using var scenes = new SceneFixture();
        var (scene, labels) = (scenes.Write("s.tif", 40, 40, (_, _, _) => 1), scenes.Write("l.tif", 40, 40, (_, _, _) => 0, bands: 1));
        var other = scenes.Write("other.tif", 41, 40, (_, _, _) => 0, bands: 1);
        Fails(() => Make(scene, other)).ShouldContain("a label map has the grid of its scene");
        Fails(() => Make(scene, scenes.Write("moved.tif", 40, 40, (_, _, _) => 0, bands: 1, transform: new(600000.5, 0.5, 0, 5040000, 0, -0.5)))).ShouldContain("a label map has the grid of its scene");
        Fails(() => Make(scene, scenes.Write("zone.tif", 40, 40, (_, _, _) => 0, bands: 1, epsg: 32617))).ShouldContain("it is in EPSG:32617, ");
        Fails(() => Make(scene, labels, tile: 41)).ShouldContain("no tile is left");
        Fails(() => Make(scenes.Folder, labels)).ShouldContain("{name} stands for the name of a scene");
        Fails(() => Make(scene, labels, overlap: 32)).ShouldContain("tile_overlap");
        Fails(() => Make(scene, labels, values: new() { ["grund"] = 1 })).ShouldContain("did you mean 'ground'?");
        Fails(() => Make(scene, labels, values: new() { ["ground"] = 1, ["house"] = 1 })).ShouldContain("1 stands for ground and house");
        Fails(() => Make(scene, labels, values: new() { ["ground"] = 1, ["house"] = (1L << 32) + 1 })).ShouldContain("4294967297 of house is beyond whole numbers of 32 bits");
        Fails(() => Make(scene, labels, bands: [0])).ShouldContain("scenes have 3");
        static string Fails(Action make) => Should.Throw<UserErrorException>(make).Message;
        static void Make(string raster, string label, int tile = 32, int overlap = 0, Dictionary<string, long>? values = null, int[]? bands = null) =>
            new SceneTileDataset(raster, label, new List<string> { "ground", "house" }, values, bands, tile, overlap).ToString();
    }
}
