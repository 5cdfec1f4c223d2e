using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Cli.Tests;

/// <summary>What <c>thelper infer</c> leaves out, it says.</summary>
[NoLeaks]
public class PredictLeftOutTests
{
    private const string Model = "out/classif-digits";

    // Trained it was with other pictures: it is this one that does not fit, whoever wrote the model.
    [Fact]
    public void A_picture_that_an_own_model_does_not_take_is_named_or_left_out()
    {
        using var work = new Workspace();
        File.Copy(Repository.File("samples", "own-model", "SmallNet.cs"), work["SmallNet.cs"]);
        File.WriteAllText(work["e.json"], """
            {"name": "e", "model": {"type": "SmallNet.cs:Samples.SmallNet"}, "loaders": {"base_transforms": [{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]},
             "export": {"task": {"type": "thelper.tasks.Classification", "params": {"class_names": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], "input_key": "image", "label_key": "label"} } } }
            """);
        ExportModelTests.Succeed("export", "e.json", "out");
        using (torch.NewDisposeScope())
        {
            Imaging.ImageCodec.Save(work["large.png"], torch.zeros([64, 64, 3], torch.ScalarType.Byte));
        }

        var good = Directory.GetFiles("mini/3", "*.png").Order(StringComparer.Ordinal).First();
        var lines = ExportModelTests.Succeed("infer", "--trust", "out/e/e.export.pth", good, "large.png", "--on-bad-sample", "skip").TrimEnd().Split('\n');
        lines.Length.ShouldBe(2);
        lines[1].ShouldContain("SmallNet.cs(");
        var (code, _, error) = Workspace.Run("--silent", "infer", "--trust", "out/e/e.export.pth", good, "large.png");
        code.ShouldBe(2, error);
        error.ShouldContain("large.png: ");
        error.ShouldNotContain("   at ");
    }

    [Fact]
    public void A_picture_that_a_model_does_not_take_in_windows_is_named_or_left_out()
    {
        using var work = new Workspace();
        File.WriteAllText(work["Timid.cs"], """
            using static Thelper.Torch.torch;
            using static Thelper.Torch.torch.nn;

            namespace Own;

            public sealed class Timid : Module<Tensor, Tensor>
            {
                private readonly Module<Tensor, Tensor> conv = Conv2d(3, 2, 1);

                public Timid()
                    : base(nameof(Timid)) => RegisterComponents();

                public override Tensor forward(Tensor input) => input.max().ToDouble() < 0.5 ? conv.call(input) : throw new System.ArgumentException("too bright");
            }
            """);
        File.WriteAllText(work["e.json"], """
            {"name": "e", "model": {"type": "Timid.cs:Own.Timid"}, "loaders": {"base_transforms": [{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]},
             "export": {"task": {"type": "thelper.tasks.Segmentation", "params": {"class_names": ["a", "b"], "input_key": "image", "label_map_key": "label_map"} } } }
            """);
        ExportModelTests.Succeed("export", "e.json", "out");
        using (torch.NewDisposeScope())
        {
            foreach (var (name, value) in new[] { ("first.png", 20), ("bright.png", 220), ("last.png", 30) })
            {
                Imaging.ImageCodec.Save(work[name], torch.full([24, 24, 3], value, torch.ScalarType.Byte));
            }
        }

        string[] windows = ["infer", "--trust", "out/e/e.export.pth", "first.png", "bright.png", "last.png", "--tile", "16", "--maps", "maps"];
        var lines = ExportModelTests.Succeed([.. windows, "--on-bad-sample", "skip"]).TrimEnd().Split('\n');
        lines.Select(line => line.Contains("\"error\":\"bright.png: ", StringComparison.Ordinal)).ShouldBe([false, true, false]);
        lines[1].ShouldContain("too bright");
        work.Files("maps").ShouldBe(["first.png", "last.png"]);
        var (code, _, error) = Workspace.Run(["--silent", .. windows]);
        code.ShouldBe(2, error);
        error.ShouldStartWith("bright.png: ");
        error.ShouldContain("--on-bad-sample skip");
        error.ShouldNotContain("   at ");
    }

    [Fact]
    public void What_of_a_folder_is_not_read_is_said_once()
    {
        using var work = ExportModelTests.Prepared();
        File.WriteAllText(work["mini/3/phone.heic"], "");
        File.WriteAllText(work["mini/3/notes.md"], "");
        var (code, output, error) = Workspace.Run("--quiet", "infer", Model, "mini/3");
        code.ShouldBe(0);
        output.TrimEnd().Split('\n').Length.ShouldBe(12);
        error.Split("convert them to PNG").Length.ShouldBe(2, error);

        // Other files than pictures are nobody's loss.
        File.Delete(work["mini/3/phone.heic"]);
        ExportModelTests.Succeed("infer", Model, "mini/3");
    }
}
