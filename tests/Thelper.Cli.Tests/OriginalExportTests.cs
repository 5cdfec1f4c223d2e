using System.Text.Json.Nodes;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Serialization;

namespace Thelper.Cli.Tests;

/// <summary><c>thelper export</c> with the configuration that thelper 0.6.2 was given, against the files that it wrote (<c>tests/golden/original-0.6.2</c>), which are models here as well.</summary>
[NoLeaks]
public class OriginalExportTests
{
    private const string Session = "out/classif-digits";
    private static readonly CheckpointText Notation = new(tensor => tensor.shape.Cast<object?>().ToList());

    // What the time, the machine and the repository say.
    private static readonly string[] OfTheRun = ["source", "git_sha1"];

    private static string Golden => Repository.File("tests", "golden", "original-0.6.2");

    private static string Theirs => Path.Combine(Golden, "export-digits");

    [Fact]
    public void The_checkpoint_says_what_the_originals_says()
    {
        using var work = Exported();
        using var scope = torch.NewDisposeScope();
        var theirs = Checkpoints.Load(Path.Combine(Theirs, "digits.pth")).ShouldBeOfType<PyDict>();
        var ours = Checkpoints.Load("out/export-digits/digits.pth").ShouldBeOfType<PyDict>();
        ours.Keys.ShouldBe(theirs.Keys);
        foreach (var key in theirs.Keys.Cast<string>().Except([.. OfTheRun, "config"]))
        {
            Notation.Of(ours[key]).ShouldBe(Notation.Of(theirs[key]), key);
        }

        // Ours says besides what pictures go through.
        var (configuration, given) = (ours["config"].ShouldBeOfType<PyDict>(), theirs["config"].ShouldBeOfType<PyDict>());
        configuration.Keys.Except(given.Keys).ShouldBe(["datasets", "loaders"], ignoreOrder: true);
        foreach (var key in given.Keys)
        {
            Notation.Of(configuration[key]).ShouldBe(Notation.Of(given[key]), $"config.{key}");
        }
    }

    [Fact]
    public void The_program_computes_what_the_originals_does()
    {
        using var work = Exported();
        using var scope = torch.NewDisposeScope();
        using var theirs = torch.jit.load(Path.Combine(Theirs, "digits.zip"));
        using var ours = torch.jit.load("out/export-digits/digits.zip");
        var (expected, found) = (theirs.state_dict(), ours.state_dict());
        found.Keys.ShouldBe(expected.Keys, ignoreOrder: true);
        found.ShouldAllBe(entry => entry.Value.equal(expected[entry.Key]));
        var input = torch.rand(3, 1, 32, 32);
        ((torch.Tensor)ours.forward(input)! - (torch.Tensor)theirs.forward(input)!).abs().max().ToDouble().ShouldBeLessThan(1e-5);
    }

    [Theory]
    [InlineData("digits.pth")]
    [InlineData("digits.zip")]
    public void What_the_original_wrote_is_a_model_again(string file)
    {
        using var work = Exported();
        var model = Path.Combine(Theirs, file);
        File.WriteAllText("again.json", new JsonObject
        {
            ["name"] = "again",
            ["model"] = new JsonObject { ["ckptdata"] = model },
            ["export"] = new JsonObject { ["ckpt_name"] = "again.pth", ["task"] = Given["task"]!.DeepClone() },
        }.ToJsonString());
        ExportModelTests.Succeed("export", "again.json", "out");
        using (torch.NewDisposeScope())
        {
            var weights = (PyDict)((PyDict)Checkpoints.Load("out/again/again.pth")!)["model"]!;
            var trained = (PyDict)((PyDict)Checkpoints.Load($"{Session}/checkpoints/ckpt.best.pth")!)["model"]!;
            weights.Keys.ShouldBe(trained.Keys, ignoreOrder: true);
            weights.ShouldAllBe(entry => ((torch.Tensor)entry.Value!).equal((torch.Tensor)trained[entry.Key]!));
        }

        // Neither file says what pictures go through, nor the program what it predicts.
        var config = JsonNode.Parse(File.ReadAllText("classif.json"))!.AsObject();
        config["model"] = new JsonObject { ["task"] = Given["task"]!.DeepClone() };
        File.WriteAllText("said.json", config.ToJsonString());
        var expected = Lines("out/export-digits/digits.pth");
        expected.Length.ShouldBe(121);
        ExportModelTests.Same(Lines(model, "--transforms", "said.json"), expected, 1e-5);
        ExportModelTests.Same(Lines($"out/export-digits/{file}"), expected, 1e-5);
    }

    private static JsonNode Given => JsonNode.Parse(File.ReadAllText(Path.Combine(Golden, "export.json")))!["export"]!;

    private static Workspace Exported()
    {
        var work = ExportModelTests.Prepared();
        File.Copy(Path.Combine(Golden, "export.json"), work["export.json"]);
        ExportModelTests.Succeed("export", "export.json", "out");
        return work;
    }

    private static string[] Lines(string model, params string[] options) => ExportModelTests.Succeed(["infer", model, "mini", "--top-k", "10", "--format", "csv", .. options]).TrimEnd().Split('\n');
}
