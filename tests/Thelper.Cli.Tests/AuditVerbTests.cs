using System.Text.Json;
using Thelper.Testing;

namespace Thelper.Cli.Tests;

[NoLeaks]
public class AuditVerbTests
{
    private static readonly string Detect = Repository.File("configs", "shapes-detect.json");

    [Fact]
    public void Tells_what_moves_and_writes_pictures_and_records()
    {
        using var work = new Workspace();
        var (code, output, error) = Workspace.Run("audit", Detect, "out", "--samples", "3", "datasets.shapes.params.count=30", Flip(""));
        (code, error).ShouldBe((0, ""));
        output.ShouldStartWith("shapes-detect: 3 samples of the train set, epoch 0\n\nstep ");
        output.ShouldEndWith("ok: no label is off by a pixel\nsaved: 6 files in out\n");
        var record = Directory.GetFiles(work["out"], "*.replay.json").Order(StringComparer.Ordinal).First();
        Workspace.Run("audit", Detect, "--replay", record, "datasets.shapes.params.count=30", Flip("")).Output.ShouldContain("\nreplayed: the result is the recorded one, bit for bit\n");
    }

    [Fact]
    public void Labels_that_are_off_are_a_failure_of_its_own()
    {
        using var work = new Workspace();
        var (code, output, error) = Workspace.Run("audit", Detect, "--json", "--set", "valid", "--samples", "2", "datasets.shapes.params.count=30", Flip(", \"target_key\": \"image\", \"moves_truth\": false"));
        code.ShouldBe(4);
        error.ShouldBe("thelper: labels do not lie where their pixels are (1 place, see above); docs/audit.md says what to do.\n");
        var root = JsonDocument.Parse(output).RootElement;
        root.GetProperty("ok").GetBoolean().ShouldBeFalse();
        root.GetProperty("set").GetString().ShouldBe("valid");
        root.GetProperty("faults")[0].GetString()!.ShouldContain("torchvision.transforms.RandomHorizontalFlip: box ");
    }

    [Theory]
    [InlineData("--samples 0", "--samples: must be at least 1, not 0.")]
    [InlineData("--sample 100", "there is no sample 100: the data of the train set has 30, counted from 0")]
    [InlineData("--replay nothing.json", "nothing.json: cannot be read")]
    [InlineData("--replay nothing.json --epoch 3", "--replay: the record says set, sample and epoch")]
    [InlineData("--set all", "'all'")]
    public void Mistakes_are_named(string options, string message)
    {
        using var work = new Workspace();
        var (code, output, error) = Workspace.Run(["audit", Detect, .. options.Split(' '), "datasets.shapes.params.count=30"]);
        (code, output).ShouldBe((2, ""));
        error.ShouldContain(message);
    }

    [Fact]
    public void A_pretrained_network_that_gets_blue_green_red_is_told_once_with_the_remedy()
    {
        using var work = new Workspace();
        var model = File.ReadAllText(Repository.File("samples", "own-model", "SmallNet.cs"));
        File.WriteAllText(work["Net.cs"], model.Replace("int image_size = 32,", "int image_size = 32, bool pretrained = false,", StringComparison.Ordinal));
        string[] changes = ["datasets.shapes.params.count=200", "model={\"type\": \"Net.cs:Samples.SmallNet\", \"params\": {\"pretrained\": true}}"];
        var (_, _, error) = Workspace.Run(["check", Repository.File("configs", "shapes.json"), .. changes]);
        error.ShouldContain("model.params.pretrained: these weights were trained on red, green, blue, and the images of the train and valid and test sets are blue, green, red: "
            + "begin base_transforms with {\"operation\": \"thelper.transforms.ToNumpy\", \"params\": {\"reorder_bgr\": true}, \"target_key\": \"image\"}");
        var swapped = """loaders.base_transforms=[{"operation": "thelper.transforms.ToNumpy", "params": {"reorder_bgr": true}, "target_key": "image"}, {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]""";
        Workspace.Run(["check", Repository.File("configs", "shapes.json"), .. changes, swapped]).Error.ShouldNotContain("these weights were trained on");
        Workspace.Run(["check", Repository.File("configs", "shapes.json"), changes[0], changes[1].Replace("true", "false", StringComparison.Ordinal)]).Error.ShouldBeEmpty();
    }

    private static string Flip(string more) => $$"""loaders.base_transforms=[{"operation": "torchvision.transforms.RandomHorizontalFlip", "params": {"p": 1.0}{{more}}}, {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]""";
}
