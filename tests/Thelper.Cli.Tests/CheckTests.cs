using Thelper.Testing;

namespace Thelper.Cli.Tests;

[NoLeaks]
public class CheckTests
{
    [Fact]
    public void Tells_what_was_built_and_writes_nothing()
    {
        using var work = new Workspace();
        var before = Directory.GetFileSystemEntries(work.Path);
        var (code, output, error) = Workspace.Run("--silent", "check", "classif.json");
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        output.ShouldContain("train: 1437 samples in 45 batches of 32\nvalid: 179 samples in 6 batches of 32\ntest: 179 samples in 6 batches of 32\n");
        output.ShouldContain("classes: 10: 0 (178), 1 (182), 2 (177), 3 (183), 4 (181), 5 (182), 6 (181), 7 (179), 8 (174), 9 (180)\n");
        output.ShouldContain("model: thelper.nn.lenet.LeNet, 61706 learnable parameters\n");
        output.ShouldContain("batch['image']: Float32 (32, 1, 32, 32)\n");
        output.ShouldEndWith("prediction: Float32 (32, 10)\nloss: 2.298429\nok\n");
        Directory.GetFileSystemEntries(work.Path).ShouldBe(before);
    }

    [Fact]
    public void Finds_mistakes()
    {
        using var work = new Workspace();
        var (code, _, error) = Workspace.Run("--silent", "check", "classif.json", "model.params.input_shap=3");
        code.ShouldBe(2);
        error.ShouldContain("did you mean 'input_shape'");
    }
}
