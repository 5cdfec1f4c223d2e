using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Thelper.Imaging;
using Thelper.Infer;
using Thelper.Onnx;
using Thelper.Testing;
using Thelper.Tests.Docs;
using Thelper.Torch;

namespace Thelper.Cli.Tests;

/// <summary>The C# of docs/reloading-a-model.md, with the files of docs/exporting-a-model.md. Its other languages are run by <see cref="OtherLanguagesTests"/>.</summary>
[NoLeaks]
public class ReloadingPageTests
{
    [Fact]
    public void Every_way_says_the_same()
    {
        using var work = Prepared();
        Said(Session).ShouldBe("3\n");
        Said(Runtime).ShouldBe("3\n");
        Files();
    }

    /// <summary>The files that the page opens, by the names that it has for them, in the current folder.</summary>
    internal static Workspace Prepared()
    {
        var work = new Workspace();
        Directory.CreateDirectory(work["sessions/classif-digits/checkpoints"]);
        Directory.CreateDirectory(work["sessions/classif-digits/logs"]);
        File.Copy(Path.Combine(Workspace.Golden, "ckpt.best.pth"), work["sessions/classif-digits/checkpoints/ckpt.best.pth"]);
        File.Copy(Path.Combine(Workspace.Golden, "ckpt.best.pth"), work["ckpt.best.pth"]);
        File.WriteAllText(work["export.json"], new DocsPage("docs/exporting-a-model.md").Blocks("json").ShouldHaveSingleItem());
        Workspace.Run("--silent", "export", "export.json", "sessions").ShouldBe((0, "", ""));
        File.Copy(work["sessions/digits-export/digits.onnx"], work["digits.onnx"]);
        File.Copy(work["sessions/digits-export/digits.pt"], work["digits.pt"]);
        File.Copy(Directory.GetFiles("mini/3")[0], work["3.png"]);
        return work;
    }

    private static void Session()
    {
        using var predictor = Predictor.Load("sessions/classif-digits");
        var prediction = (ClassPrediction)predictor.Predict("3.png");
        Console.WriteLine(prediction.Classes[0].Name);
    }

    private static void Files()
    {
        using var ofFile = Predictor.Load("digits.onnx", new() { Transforms = "sessions/classif-digits" });
        using var network = OnnxModel.Open("digits.onnx");
        using var program = torch.jit.load("digits.pt");

        ((ClassPrediction)ofFile.Predict("3.png")).Classes[0].Name.ShouldBe("3");
        using var scope = torch.NewDisposeScope();
        var input = torch.rand(2, 1, 32, 32);
        (network.Run(input)["output"] - (torch.Tensor)program.forward(input)!).abs().max().ToDouble().ShouldBeLessThan(1e-4);
    }

    private static void Runtime()
    {
        using var image = ImageCodec.Decode("3.png", DecodeMode.Gray);
        var grey = image.DataSpan<byte>().ToArray();

        using var session = new InferenceSession("digits.onnx");
        var input = new DenseTensor<float>(grey.Select(value => (value - 127) / 128f).ToArray(), [1, 1, 32, 32]);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("input", input)]);
        var scores = results[0].AsTensor<float>().ToArray();
        Console.WriteLine(Array.IndexOf(scores, scores.Max()));
    }

    private static string Said(Action run)
    {
        using var console = new StringWriter();
        var before = Console.Out;
        Console.SetOut(console);
        try
        {
            run();
        }
        finally
        {
            Console.SetOut(before);
        }

        return console.ToString();
    }
}
