using Thelper.Geo.Scenes;
using Thelper.Sessions;

namespace Thelper.Geo.Tests.Scenes;

/// <summary>What thelper 0.6.2 made of a scene (<c>Golden/infer-scene</c>: its checkpoint, configuration and rasters), made again.</summary>
public class SlidingWindowTesterTests
{
    private static string Original(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "infer-scene", name);

    [Fact]
    public void The_originals_configuration_gives_the_originals_rasters()
    {
        using var scenes = new SceneFixture();
        var config = Config(scenes, "\"scene.tif\"", $"\"{Original("scene.tif")}\"");
        Session.Infer(config, scenes.Folder, Original("ckpt.best.pth"), SessionEnvironment.Quiet());
        var folder = Directory.EnumerateDirectories(Path.Combine(scenes.Folder, "scene-infer", "output", "scene-infer")).ShouldHaveSingleItem();
        Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).ShouldBe(["config-classes.json", "scene_class.tif", "scene_class.tif.aux.xml", "scene_probs.tif"], ignoreOrder: true);
        File.ReadAllText(Path.Combine(folder, "config-classes.json")).ShouldBe(File.ReadAllText(Original("config-classes.json")));
        var (info, classes) = SceneFixture.Read(Path.Combine(folder, "scene_class.tif"));
        var (expectedInfo, expected) = SceneFixture.Read(Original("scene_class.tif"));
        SceneFixture.Differing(classes, expected).ShouldBe(0);
        (info.Transform, info.System, info.Bands[0].NoData, info.Bands[0].Type).ShouldBe((expectedInfo.Transform, expectedInfo.System, 0.0, expectedInfo.Bands[0].Type));
        expected.Distinct().Count().ShouldBeGreaterThan(2);
        SceneFixture.Differing(SceneFixture.Read(Path.Combine(folder, "scene_probs.tif")).Values, SceneFixture.Read(Original("scene_probs.tif")).Values, 1e-6f).ShouldBe(0);
    }

    [Fact]
    public void Other_data_are_refused()
    {
        using var scenes = new SceneFixture();
        Directory.CreateDirectory(Path.Combine(scenes.Folder, "pictures", "c0"));
        File.Copy(Original("scene_class.tif"), Path.Combine(scenes.Folder, "pictures", "c0", "a.tif"));
        var config = Path.Combine(scenes.Folder, "other.json");
        File.WriteAllText(config, $$$"""
            {"name": "other", "datasets": {"p": {"type": "thelper.data.ImageFolderDataset", "params": {"root": "{{{scenes.Folder}}}/pictures"} } },
             "loaders": {"base_transforms": [{"operation": "thelper.transforms.SelectChannels", "params": {"channels": [0, 2]}, "target_key": "image"}, {"operation": "thelper.transforms.Resize", "params": {"dsize": [32, 32]}, "target_key": "image"},
              {"operation": "thelper.transforms.Transpose", "params": {"axes": [2, 0, 1]}, "target_key": "image"}]},
             "tester": {"type": "thelper.data.geo.infer.SlidingWindowTester"}}
            """);
        Should.Throw<UserErrorException>(() => Session.Infer(config, scenes.Folder, Original("ckpt.best.pth"), SessionEnvironment.Quiet())).Message.ShouldContain("must be one thelper.data.geo.parsers.SlidingWindowDataset");
    }

    private static string Config(SceneFixture scenes, string text, string with)
    {
        var config = Path.Combine(scenes.Folder, "infer.json");
        File.WriteAllText(config, File.ReadAllText(Original("infer.json")).Replace(text, with, StringComparison.Ordinal));
        return config;
    }
}
