using System.Text.Json;
using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary><c>thelper models</c>.</summary>
[NoLeaks]
public class ModelsVerbTests
{
    [Fact]
    public void Models_are_listed_with_what_they_cost()
    {
        var (code, output, error) = Workspace.Run("models", "resnet18");
        (code, error).ShouldBe((0, ""));
        output.ShouldStartWith("torchvision.models.resnet18: a model (model.type)\n");
        output.ShouldContain("\n  num_classes: ");
        output.ShouldContain("\nPublished weights: IMAGENET1K_V1\n");
        output.ShouldMatch(@"\n  conv1 +Conv2d +1 x 64 x 112 x 112 +9,408 +118,013,952 +3\.1 MiB\n");
        output.ShouldContain("11,689,512");
        output.ShouldEndWith(" MiB.\n");
        Workspace.Run("models", "vit_b_*").Output.Split('\n').Length.ShouldBe(4);
        Workspace.Run("models", "--task", "super-resolution").Output.ShouldContain("thelper.nn.sr.vdsr.VDSR");
        var list = JsonDocument.Parse(Workspace.Run("models", "--json").Output).RootElement;
        list.GetArrayLength().ShouldBe(122);
        list.EnumerateArray().Single(one => one.GetProperty("name").GetString() == "torchvision.models.resnet.resnet50").GetProperty("macs").GetInt64().ShouldBe(4089184256);
        JsonDocument.Parse(Workspace.Run("models", "LeNet", "--json").Output).RootElement.GetProperty("layers").GetProperty("layers").GetArrayLength().ShouldBeGreaterThan(8);
        Workspace.Run("models", "LayeredNet").Output.ShouldEndWith("Its layers are what its parameters describe.\n");
    }

    [Fact]
    public void A_run_keeps_what_it_starts_from()
    {
        using var work = new Workspace();
        File.Copy(Path.Combine(Workspace.Golden, "ckpt.best.pth"), work["start.pth"]);
        Workspace.Run(["--silent", "new", "classif.json", "sessions", "trainer.epochs=1", "model.weights=start.pth", .. Workspace.Quick]).ShouldBe((0, "", ""));
        var kept = Directory.GetFiles(work["sessions"], "weights.*.json", SearchOption.AllDirectories).ShouldHaveSingleItem();
        var record = JsonDocument.Parse(File.ReadAllText(kept)).RootElement[0];
        record.GetProperty("verdict").GetString().ShouldBe("not verified");
        record.GetProperty("file").GetProperty("sha256").GetString()!.Length.ShouldBe(64);
        record.GetProperty("file").GetProperty("manifest").GetArrayLength().ShouldBeGreaterThan(4);
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(kept)!, "modules.log")).ShouldContain("matched (0 renamed), 0 dropped, 0 re-initialised");
    }

    [Theory]
    [InlineData("models zzz", "no model has 'zzz' in its name")]
    [InlineData("models resnet18 more", "'more': not understood; the command is thelper models [NAME].")]
    [InlineData("models resnet18 --weights DEFAULT", "--weights: says which weights 'thelper models verify NAME' looks at.")]
    [InlineData("models verify", "A model is missing: thelper models verify NAME [FILE]")]
    [InlineData("models verify resnet18 a.pth b.pth", "'b.pth': not understood; the command is thelper models verify NAME [FILE].")]
    [InlineData("models verify resnet18 a.pth", "a.pth: there are no weights ResNet18_Weights.IMAGENET1K_V1 to verify")]
    [InlineData("models --wieghts a", "unknown option (did you mean '--weights'?)")]
    public void Mistakes_are_said(string line, string expected)
    {
        using var work = new Workspace();
        var (code, _, error) = Workspace.Run(line.Split(' '));
        error.ShouldContain(expected);
        code.ShouldBe(2);
    }
}
