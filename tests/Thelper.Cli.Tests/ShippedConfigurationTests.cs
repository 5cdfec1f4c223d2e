using System.Globalization;
using Thelper.Config;
using Thelper.Data.Datasets;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Cli.Tests;

/// <summary>Every file in <c>configs/</c> passes <c>thelper check</c>; where it names data that its user brings, on a stand-in.</summary>
[NoLeaks]
public class ShippedConfigurationTests
{
    // What makes the test short; nothing that a mistake could hide behind.
    private static readonly Dictionary<string, string[]> Smaller = new(StringComparer.Ordinal)
    {
        ["example-classif-minimal.yml"] = ["loaders.skip_class_balancing=true"],
        ["example-segm-minimal.yml"] = ["loaders.batch_size=1", "loaders.base_transforms.0.params.size=[64,64]", "model.params.mid_channels=64"],
        ["example-sr-vdsr.yml"] = ["loaders.batch_size=1", "datasets.photos.params.center_crop=32"],
        ["example-sr-srcnn.yml"] = ["loaders.batch_size=1", "datasets.photos.params.center_crop=48", "loaders.base_transforms.0.params.size=[32,32]"],
        ["example-classif-duplicator.json"] = ["loaders.batch_size=2"],
        ["example-detect-minimal.yml"] = ["model.params.min_size=160"],
        ["example-geo-tiles.json"] = ["loaders.batch_size=2", "model.params.mid_channels=64"],
        ["example-gdl-meta.yml"] = ["loaders.batch_size=2", "model.params.mid_channels=64"],
        ["example-testbed15.yml"] = ["model.params.min_size=160"],
        ["example-agrivis-ae.yml"] = ["loaders.batch_size=2"],
        ["example-bigearthnet.yml"] = ["loaders.batch_size=2"],
    };

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static string Folder => Repository.File("configs");

    [Theory]
    [MemberData(nameof(Files))]
    public void Passes_check(string file)
    {
        using var work = new Workspace();
        BringData(work, file);
        var before = work.Files().ToArray();
        var (code, output, error) = Workspace.Run(["--silent", "check", Path.Combine(Folder, file), .. Smaller.GetValueOrDefault(file, [])]);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        output.ShouldEndWith("\nok\n");

        // Tiles without data are remembered beside the vector file.
        work.Files().Where(path => !path.EndsWith(".tiles.json", StringComparison.Ordinal)).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Reads_the_same_as_json_and_as_yaml(string file)
    {
        using var work = new Workspace();
        var config = ConfigLoader.Load(Path.Combine(Folder, file));
        config.Get("name")!.Value.ShouldBe(Path.GetFileNameWithoutExtension(file));
        foreach (var extension in new[] { ".json", ".yml" })
        {
            File.WriteAllText(work["again" + extension], extension == ".json" ? ConfigWriter.ToJson(config.ToPlain()) : ConfigWriter.ToYaml(config.ToPlain()));
            ConfigWriter.ToJson(ConfigLoader.Load(work["again" + extension]).ToPlain()).ShouldBe(ConfigWriter.ToJson(config.ToPlain()));
        }
    }

    [Fact]
    public void Lakes_are_looked_at_learned_and_listed()
    {
        using var work = new Workspace();
        BringData(work, "example-testbed15.yml");
        string[] small = ["model.params.min_size=160", "trainer.epochs=1", "trainer.device=cpu"];
        Run("viz", Path.Combine(Folder, "example-testbed15-viz.yml"), "--output", "pictures", "--count", "4");
        work.Files("pictures").ShouldHaveSingleItem().ShouldEndWith("-0001.png");
        Run(["new", Path.Combine(Folder, "example-testbed15.yml"), "sessions", .. small]);

        // A detector that has hardly learned is sure of nothing.
        Run("infer", "-c", Path.Combine(Folder, "example-testbed15-infer.yml"), "--ckpt-path", "sessions/example-testbed15", "-d", "sessions", "tester.metrics.lakes.params.conf_threshold=0");
        var list = work.Files("sessions/example-testbed15-infer/output").Single(file => file.EndsWith("lakes.geojson", StringComparison.Ordinal));
        File.ReadAllText(work[$"sessions/example-testbed15-infer/output/{list}"]).ShouldContain("2959");

        static void Run(params string[] arguments)
        {
            var (code, _, error) = Workspace.Run(["--silent", .. arguments]);
            error.ShouldBeEmpty();
            code.ShouldBe(0);
        }
    }

    private static void BringData(Workspace work, string file)
    {
        Directory.CreateSymbolicLink(work["samples"], Repository.File("samples"));
        Directory.CreateDirectory(work["data"]);
        Directory.CreateSymbolicLink(work["data/cifar10"], Repository.File("tests/Thelper.Vision.Tests/Golden/datasets"));
        Directory.CreateSymbolicLink(work["data/pascalvoc"], Repository.File("samples/mini-voc"));
        GeoStandIns.Bring(work);
        var shapes = new ShapesDataset(count: 20, imageSize: 64, classes: 2);
        for (var i = 0; i < shapes.Count; i++)
        {
            using var sample = shapes.GetItem(i, TransformRandom.For(0, 0, i));
            var folder = Directory.CreateDirectory(work[$"data/photos/{sample["label"]}"]).FullName;
            ImageCodec.Save(Path.Combine(folder, i.ToString("D2", CultureInfo.InvariantCulture) + ".png"), (torch.Tensor)sample["image"]!);
        }

        if (file == "example-split-train.json")
        {
            Workspace.Run("--silent", "split", Path.Combine(Folder, "example-split.yml"), "sessions").ShouldBe((0, "", ""));
        }
    }
}
