using Thelper.Geo.Sampling;
using Thelper.Geo.Tests.Scenes;
using Thelper.Geo.Systems;
using Thelper.Sessions;

namespace Thelper.Geo.Tests.Sampling;

public class PlaceAuditTests
{
    [Fact]
    public void A_random_split_of_overlapping_tiles_leaks_and_one_by_blocks_does_not()
    {
        using var scenes = new SceneFixture();

        // Ground that changes slowly: neighbours look alike.
        scenes.Write("s.tif", 320, 320, (x, y, _) => (byte)(128 + (60 * Math.Sin(x / 60.0)) + (60 * Math.Cos(y / 45.0))));
        scenes.Write("l.tif", 320, 320, (x, _, _) => (byte)(x < 160 ? 0 : 1), bands: 1);
        string Data(string more) => $$$"""{"type": "thelper.data.geo.SceneTileDataset", "params": {"raster_path": "{{{scenes.Folder}}}/s.tif", "label_path": "{{{scenes.Folder}}}/l.tif", "class_names": ["a", "b"], "tile_size": 32, "tile_overlap": 16 {{{more}}} } }""";
        var leaky = Write("leaky.json", $$$"""{"name": "leaky", "datasets": {"all": {{{Data("")}}} }, "loaders": {"batch_size": 2, "train_split": {"all": 0.7}, "valid_split": {"all": 0.3} } }""");
        var found = PlaceAudit.Run(leaky, scenes.Results, SessionEnvironment.Quiet());
        found.Sets.Keys.ShouldBe(["train", "valid", "test"]);
        found.Sets.Values.Sum().ShouldBe(19 * 19);
        found.Sets["valid"].ShouldBeInRange(100, 115);
        found.Leaks.ShouldBeTrue();
        var pair = found.Pairs.ShouldHaveSingleItem();
        (pair.Learned, pair.Judged, pair.Tiles, pair.LeastMetres).ShouldBe(("train", "valid", found.Sets["valid"], 0));
        pair.Overlap.ShouldBeGreaterThan(0.7);
        pair.Likeness!.Value.ShouldBeGreaterThan(0.2);
        found.ToText().ShouldContain("share ground");
        found.Files.ShouldBe([Path.Combine(scenes.Results, "places.png")]);
        File.Exists(found.Files[0]).ShouldBeTrue();

        const string Split = """, "split_by": "block", "block_size": 40, "buffer": 8, "shares": [0.6, 0.4, 0], "part": """;
        var sound = Write("sound.json", $$$"""{"name": "sound", "datasets": {"t": {{{Data(Split + "\"train\"")}}}, "v": {{{Data(Split + "\"valid\"")}}} }, "loaders": {"batch_size": 2, "train_split": {"t": 1.0}, "valid_split": {"v": 1.0} } }""");
        var good = PlaceAudit.Run(sound, null, SessionEnvironment.Quiet());
        good.Leaks.ShouldBeFalse();
        good.Pairs.ShouldHaveSingleItem().LeastMetres.ShouldBeGreaterThanOrEqualTo(8);
        good.Pairs[0].Overlap.ShouldBe(0);
        good.Files.ShouldBeEmpty();

        string Write(string name, string text)
        {
            var path = Path.Combine(scenes.Folder, name);
            File.WriteAllText(path, text);
            return path;
        }
    }

    [Fact]
    public void Data_sets_in_different_systems_are_compared_where_they_lie()
    {
        using var scenes = new SceneFixture();

        // The same ground at the border of zones 17 and 18, as either zone has it; and ground a kilometre to the south.
        using var degrees = new CoordinateTransform(SpatialReference.Wgs84, SpatialReference.OfEpsg(32618));
        using var west = new CoordinateTransform(SpatialReference.OfEpsg(32618), SpatialReference.OfEpsg(32617));
        var here = degrees.Transform(-78, 45);
        var (same, south) = (west.Transform(here.X, here.Y), west.Transform(here.X, here.Y - 1000));
        foreach (var (name, place, epsg) in new[] { ("learned", here, 32618), ("same", same, 32617), ("south", south, 32617) })
        {
            scenes.Write(name + ".tif", 64, 64, (x, y, _) => (byte)(x + y), transform: new(place.X, 0.5, 0, place.Y, 0, -0.5), epsg: epsg);
            scenes.Write(name + "_l.tif", 64, 64, (_, _, _) => 0, bands: 1, transform: new(place.X, 0.5, 0, place.Y, 0, -0.5), epsg: epsg);
        }

        var leak = Audit("same").Pairs.ShouldHaveSingleItem();
        (leak.Tiles, leak.Touching).ShouldBe((4, 4));
        leak.Overlap.ShouldBeGreaterThan(0.8);
        Audit("south").Pairs.ShouldHaveSingleItem().LeastMetres.ShouldBe(968, 10);

        PlaceReport Audit(string judged)
        {
            string Data(string name) => $$$"""{"type": "thelper.data.geo.SceneTileDataset", "params": {"raster_path": "{{{scenes.Folder}}}/{{{name}}}.tif", "label_path": "{{{scenes.Folder}}}/{{{name}}}_l.tif", "class_names": ["a", "b"], "tile_size": 32} }""";
            var config = Path.Combine(scenes.Folder, judged + ".json");
            File.WriteAllText(config, $$$"""{"name": "zones", "datasets": {"t": {{{Data("learned")}}}, "v": {{{Data(judged)}}} }, "loaders": {"batch_size": 2, "train_split": {"t": 1.0}, "valid_split": {"v": 1.0} } }""");
            return PlaceAudit.Run(config, null, SessionEnvironment.Quiet());
        }
    }

    [Fact]
    public void Likeness_is_that_of_the_nearest_tile()
    {
        using var scenes = new SceneFixture();

        // Far away ground that looks the other way round, which comes first, and near ground that looks the same.
        foreach (var (name, x) in new[] { ("far", 900), ("near", 20), ("judged", 0) })
        {
            scenes.Write(name + ".tif", 32, 32, (column, row, _) => (byte)(name == "far" ? 200 - column - (2 * row) : column + (2 * row)), transform: new(600000 + x, 0.5, 0, 5040000, 0, -0.5));
            scenes.Write(name + "_l.tif", 32, 32, (_, _, _) => 0, bands: 1, transform: new(600000 + x, 0.5, 0, 5040000, 0, -0.5));
        }

        string Data(string name) => $$$"""{"type": "thelper.data.geo.SceneTileDataset", "params": {"raster_path": "{{{scenes.Folder}}}/{{{name}}}.tif", "label_path": "{{{scenes.Folder}}}/{{{name}}}_l.tif", "class_names": ["a", "b"], "tile_size": 32} }""";
        var config = Path.Combine(scenes.Folder, "like.json");
        File.WriteAllText(config, $$$"""{"name": "like", "datasets": {"a": {{{Data("far")}}}, "b": {{{Data("near")}}}, "c": {{{Data("judged")}}} }, "loaders": {"batch_size": 1, "train_split": {"a": 1.0, "b": 1.0}, "valid_split": {"c": 1.0} } }""");
        var pair = PlaceAudit.Run(config, null, SessionEnvironment.Quiet()).Pairs.ShouldHaveSingleItem();
        pair.LeastMetres.ShouldBe(4, 1e-6);
        pair.Likeness!.Value.ShouldBeGreaterThan(0.99);
    }

    [Fact]
    public void Each_pair_of_sets_is_compared_and_the_map_has_north_above()
    {
        using var scenes = new SceneFixture();

        // Training in the north-west, validation in the north-east, tests in the south-west.
        foreach (var (name, x, y) in new[] { ("train", 0, 0), ("valid", 100, 0), ("test", 0, -100) })
        {
            scenes.Write(name + ".tif", 32, 32, (column, row, _) => (byte)(column + row), transform: new(600000 + x, 0.5, 0, 5040000 + y, 0, -0.5));
            scenes.Write(name + "_l.tif", 32, 32, (_, _, _) => 0, bands: 1, transform: new(600000 + x, 0.5, 0, 5040000 + y, 0, -0.5));
        }

        string Data(string name) => $$$"""{"type": "thelper.data.geo.SceneTileDataset", "params": {"raster_path": "{{{scenes.Folder}}}/{{{name}}}.tif", "label_path": "{{{scenes.Folder}}}/{{{name}}}_l.tif", "class_names": ["a", "b"], "tile_size": 32} }""";
        var config = Path.Combine(scenes.Folder, "three.json");
        File.WriteAllText(config, $$$"""{"name": "three", "datasets": {"a": {{{Data("train")}}}, "b": {{{Data("valid")}}}, "c": {{{Data("test")}}} }, "loaders": {"batch_size": 1, "train_split": {"a": 1.0}, "valid_split": {"b": 1.0}, "test_split": {"c": 1.0} } }""");
        var report = PlaceAudit.Run(config, scenes.Results, SessionEnvironment.Quiet());
        report.Pairs.Select(pair => (pair.Learned, pair.Judged, Math.Round(pair.LeastMetres, 3))).ShouldBe(
            [("train", "valid", 84), ("train", "test", 84), ("valid", "test", Math.Round(84 * Math.Sqrt(2), 3))]);
        using var map = Thelper.Imaging.ImageCodec.Decode(report.Files[0]);
        byte[] At(int x, int y) => map.DataSpan<byte>().Slice(((y * (int)map.shape[1]) + x) * 3, 3).ToArray();
        (At(60, 60), At(800, 60), At(60, 800)).ShouldSatisfyAllConditions(
            colors => colors.Item1.ShouldBe([(byte)200, (byte)120, (byte)70]), colors => colors.Item2.ShouldBe([(byte)90, (byte)170, (byte)80]), colors => colors.Item3.ShouldBe([(byte)60, (byte)160, (byte)240]));
    }

    [Fact]
    public void Numbers_of_a_pair_are_those_of_its_tiles()
    {
        var pair = PlacePair.Of(Thelper.Data.Splitting.LoaderSet.Train, Thelper.Data.Splitting.LoaderSet.Test, [new(0, 0, 9, 0, null), new(1, 0, 0, 0.5, null), new(2, 0, 0, 0, null), new(3, 0, 4, 0, null), new(4, 0, 2, 0, null)], [0.5, 0.7]);
        pair.ShouldBe(new("train", "test", 5, 1, 2, 0.1, 0, 2, 0.6));
    }

    [Fact]
    public void Data_without_places_are_refused()
    {
        using var scenes = new SceneFixture();
        Directory.CreateDirectory(Path.Combine(scenes.Folder, "pictures", "c0"));
        File.Copy(SceneFixture.Golden("pixels_class.tif"), Path.Combine(scenes.Folder, "pictures", "c0", "a.tif"));
        var config = Path.Combine(scenes.Folder, "c.json");
        File.WriteAllText(config, $$$"""{"name": "c", "datasets": {"p": {"type": "thelper.data.ImageFolderDataset", "params": {"root": "{{{scenes.Folder}}}/pictures"} } }, "loaders": {"batch_size": 1, "train_split": {"p": 1.0} } }""");
        Should.Throw<UserErrorException>(() => PlaceAudit.Run(config, null, SessionEnvironment.Quiet())).Message.ShouldContain("no data set says where its samples lie");
    }
}
