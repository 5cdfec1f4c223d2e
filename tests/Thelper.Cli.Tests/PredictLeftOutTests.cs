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
