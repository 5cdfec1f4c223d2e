using System.Globalization;
using Thelper.Onnx;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Cli.Tests;

/// <summary><c>thelper infer FILE.onnx PATH...</c> beside the checkpoint that the file was made of.</summary>
[NoLeaks]
public class PredictOnnxTests
{
    private const string Model = "out/classif-digits";

    [Fact]
    public void An_onnx_file_says_what_its_checkpoint_says()
    {
        using var work = ExportModelTests.Prepared();
        Export(work["digits.onnx"], withTransforms: true);
        Export(work["bare.onnx"], withTransforms: false);
        var expected = ExportModelTests.Succeed("infer", Model, "mini", "--top-k", "10", "--format", "csv").TrimEnd().Split('\n');
        foreach (var arguments in new[] { new[] { "digits.onnx", "mini" }, ["bare.onnx", "mini", "--transforms", Model] })
        {
            var found = ExportModelTests.Succeed(["infer", .. arguments, "--top-k", "10", "--format", "csv"]).TrimEnd().Split('\n');
            found.Length.ShouldBe(121);
            for (var i = 1; i < found.Length; i++)
            {
                var (ours, theirs) = (Scores(found[i]), Scores(expected[i]));
                found[i].Split(',')[..2].ShouldBe(expected[i].Split(',')[..2]);
                ours.Keys.ShouldBe(theirs.Keys, ignoreOrder: true);
                ours.ShouldAllBe(score => Math.Abs(score.Value - theirs[score.Key]) < 1e-5);
            }
        }

        ExportModelTests.Fail("infer", "bare.onnx", "mini").ShouldContain("--transforms PATH");
    }

    [Fact]
    public void An_onnx_file_of_one_picture_takes_many()
    {
        using var work = ExportModelTests.Prepared();
        Export(work["free.onnx"], withTransforms: true);
        Export(work["one.onnx"], withTransforms: true, VaryingAxes.None);
        using (var onnx = OnnxModel.Open("one.onnx"))
        {
            onnx.InputShape("input").ShouldBe([1, 1, 32, 32]);
        }

        var expected = ExportModelTests.Succeed("infer", "free.onnx", "mini/3", "mini/4", "--format", "csv").Split('\n').Select(line => string.Join(',', line.Split(',').Take(2)));
        ExportModelTests.Succeed("infer", "one.onnx", "mini/3", "mini/4", "--format", "csv").Split('\n').Select(line => string.Join(',', line.Split(',').Take(2))).ShouldBe(expected);
    }

    private static Dictionary<string, float> Scores(string line)
    {
        var cells = line.Split(',');
        return Enumerable.Range(0, 10).ToDictionary(k => cells[(2 * k) + 1], k => float.Parse(cells[(2 * k) + 2], CultureInfo.InvariantCulture));
    }

    // What 'thelper export' writes, by hand.
    private static void Export(string file, bool withTransforms, VaryingAxes axes = VaryingAxes.BatchAndSpace)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var content = (Torch.Serialization.PyDict)Torch.Serialization.Checkpoints.Load($"{Model}/checkpoints/ckpt.best.pth")!;
        using var model = Nn.ModelFactory.Create(null, null, new(), content, "ckpt.best.pth");
        model.eval();
        var trace = DynamicTrace.Of(model, rand(1, 1, 32, 32), model.call, axes);
        using var module = trace.Module;
        var metadata = new Dictionary<string, string> { ["task"] = model.Task.ToString() };
        if (withTransforms)
        {
            metadata["base_transforms"] = """
                [{"operation": "thelper.transforms.ToGray", "target_key": "image"},
                 {"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [127], "max": [255]}, "target_key": "image"},
                 {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]
                """;
        }

        OnnxExporter.Export(trace, file, new() { Metadata = metadata });
    }
}
