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
        output.ShouldEndWith("prediction: Float32 (32, 10)\nloss: 2.298429\nvalid batch: evaluated with accuracy, auc3, f1_7\ntest batch: evaluated with accuracy, auc3, f1_7\nok\n");
        Directory.GetFileSystemEntries(work.Path).ShouldBe(before);
    }

    [Fact]
    public void The_trial_leaves_no_batch_out_and_shows_it_to_metrics_alone()
    {
        using var work = new Workspace();
        var before = work.Files();
        var callback = $$"""trainer.callback={"type": "{{Repository.File("samples", "own-callback", "Mistakes.cs")}}:Samples.Mistakes.Count"}""";
        var (code, output, error) = Workspace.Run("--silent", "check", "classif.json", "trainer.skip_eval_iter=3", callback);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        output.ShouldEndWith("loss: 2.298429\nvalid batch: evaluated with accuracy, auc3, f1_7\ntest batch: evaluated with accuracy, auc3, f1_7\nok\n");
        work.Files().ShouldBe(before);
    }

    [Fact]
    public void A_set_without_a_batch_is_told()
    {
        using var work = new Workspace();
        var (code, _, error) = Workspace.Run("--silent", "check", "classif.json", "loaders.batch_size=5000", "loaders.drop_last=true");
        code.ShouldBe(2);
        error.ShouldContain("The train set has no batch: its 1437 samples are fewer than the batch_size 5000");
    }

    [Fact]
    public void Finds_mistakes()
    {
        using var work = new Workspace();
        var (code, _, error) = Workspace.Run("--silent", "check", "classif.json", "model.params.input_shap=3");
        code.ShouldBe(2);
        error.ShouldContain("did you mean 'input_shape'");
    }

    [Theory]
    [InlineData("trainer.optimization.loss.type=torch.nn.MSELoss", "trainer.optimization.loss: MSELoss compares element by element, but the model predicts shape (32, 10)")]
    [InlineData("trainer.optimization.loss.type=torch.nn.BCEWithLogitsLoss", "trainer.optimization.loss: BCEWithLogitsLoss does not fit predictions of shape (32, 10) and type Float32 and targets of shape (32) and type Int64: ")]
    [InlineData("trainer.optimization.loss.params={\"reduction\": \"none\"}", "trainer.optimization.loss: CrossEntropyLoss gives shape (32) and type Float32 instead of one number; set its 'reduction'")]
    [InlineData("model.params.input_shape=[3, 32, 32]", "its size and channels must be those that model.params ask for")]
    [InlineData("model.params.input_shape=[3, 32, 32]", "The model 'thelper.nn.lenet.LeNet' fails on an input of shape (32, 1, 32, 32)")]
    public void A_loss_or_model_that_does_not_fit_the_data(string change, string message)
    {
        using var work = new Workspace();
        foreach (var verb in new[] { "check", "new" })
        {
            var (code, _, error) = Workspace.Run(["--silent", verb, "classif.json", .. verb == "new" ? new[] { "out" } : [], change]);
            error.ShouldContain(message);
            code.ShouldBe(2);
            error.ShouldNotContain("   at ");
        }

        Directory.Exists(work["out"]).ShouldBeFalse();
    }
}
