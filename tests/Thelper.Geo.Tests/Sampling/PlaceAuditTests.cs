using Thelper.Geo.Sampling;
using Thelper.Geo.Tests.Scenes;
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
