using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>Every mistake is told in one message that names the thing and the place, ends with exit code 2 and leaves no file.</summary>
public class BadInputTests
{
    [Theory]
    [InlineData("trainer.epochz=3", "trainer.epochz", "did you mean 'epochs'")]
    [InlineData("trainer.optimization.optimizer.params.lrr=0.1", "lrr", "did you mean 'lr'")]
    [InlineData("trainer.optimization.optimizer.type=torch.optim.Adm", "torch.optim.Adm", "torch.optim.Adam")]
    [InlineData("model.type=thelper.nn.lenet.LeNett", "thelper.nn.lenet.LeNett", "thelper.nn.lenet.LeNet")]
    [InlineData("model.params.input_shap=3", "input_shap", "input_shape")]
    [InlineData("datasets.digits.type=thelper.data.ImageFolderDatset", "ImageFolderDatset", "ImageFolderDataset")]
    [InlineData("datasets.digits.params.root=no/such/folder", "no/such/folder", "")]
    [InlineData("loaders.batch_size=abc", "loaders.batch_size", "abc")]
    [InlineData("loaders.batch_size=0", "loaders.batch_size", "between 1 and 1000000")]
    [InlineData("loaders.bach_size=3", "loaders.bach_size", "batch_size")]
    [InlineData("loaders.train_split.digitz=0.5", "digitz", "")]
    [InlineData("trainer.epochs=-1", "trainer.epochs", "at least 1")]
    [InlineData("trainer.monitor=acuracy", "trainer.monitor", "did you mean 'accuracy'")]
    [InlineData("trainer.monitor=confmat", "trainer.monitor", "no metric")]
    [InlineData("trainer.device=cuda:99", "trainer.device", "cuda:99")]
    [InlineData("trainer.device=gpu", "trainer.device", "'gpu' is not a device")]
    [InlineData("trainer.optimization.loss=null", "trainer.optimization: no loss is given", "")]
    [InlineData("trainer.metrics.loss={\"type\": \"thelper.optim.Accuracy\"}", "trainer.metrics.loss", "rename the metric")]
    [InlineData("trainer.test_metrics.accuracy={\"type\": \"thelper.optim.Accuracy\"}", "accuracy", "two metrics")]
    [InlineData("trainer.display_preds={type: thelper.draw.drow}", "trainer.display_preds", "thelper.draw.draw")]
    [InlineData("trainer.viz={tsny: {}}", "trainer.viz.tsny", "did you mean 'tsne'")]
    [InlineData("name=", "name", "")]
    public void A_mistake_in_the_configuration(string change, string place, string help)
    {
        using var work = new Workspace();
        var (code, output, error) = Workspace.Run("--silent", "new", "classif.json", "out", change);
        error.ShouldContain(place);
        error.ShouldContain(help);
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldNotContain("   at ");
        Directory.Exists(work["out"]).ShouldBeFalse();
    }

    [Fact]
    public void A_failure_in_a_class_of_the_users_is_one_message_with_its_file_and_line_and_the_trace_after_it()
    {
        using var work = new Workspace();
        File.WriteAllText(work["Boom.cs"], """
            public sealed class Boom : Operation
            {
                private int calls;

                protected override Tensor Apply(Tensor image, TransformRandom random)
                    => System.Threading.Interlocked.Increment(ref calls) > 100 ? throw new InvalidOperationException("boom in a worker") : image.clone();
            }
            """);
        var (code, _, error) = Workspace.Run([
            "--silent", "new", "classif.json", "out", "loaders.workers=2", """loaders.train_augments={"transforms": [{"operation": "Boom.cs:Boom", "target_key": "image"}]}""", .. Workspace.Quick]);
        error.ShouldStartWith("thelper: Boom.cs(6): InvalidOperationException: boom in a worker (loading ");
        error.ShouldContain("   at Boom.Apply(");
        code.ShouldBe(1);
        Directory.Exists(work["out"]).ShouldBeFalse();
    }

    [Fact]
    public void All_mistakes_are_listed_at_once()
    {
        using var work = new Workspace();
        var (code, _, error) = Workspace.Run(
            "--silent", "new", "classif.json", "out", "trainer.epochz=3", "loaders.bach_size=3", "model.params.input_shap=3", "trainer.monitor=acuracy");
        code.ShouldBe(2);
        foreach (var key in new[] { "epochz", "bach_size", "input_shap", "acuracy" })
        {
            error.ShouldContain(key);
        }
    }

    [Fact]
    public void A_configuration_that_is_missing_or_damaged()
    {
        using var work = new Workspace();
        Workspace.Run("new", "none.json", "out").Error.ShouldContain("none.json");
        File.WriteAllText(work["half.json"], "{\"name\": \"x\", \"loaders\": {");
        var (code, _, error) = Workspace.Run("new", "half.json", "out");
        code.ShouldBe(2);
        error.ShouldContain("half.json");
        Directory.Exists(work["out"]).ShouldBeFalse();
    }

    [Fact]
    public void A_truncated_image_is_named_by_its_path_and_nothing_stays()
    {
        using var work = new Workspace();
        CopyDigits(work, "some", perClass: 12);
        var image = work["some/3/" + Path.GetFileName(Directory.GetFiles(work["some/3"]).Order(StringComparer.Ordinal).First())];
        File.WriteAllBytes(image, File.ReadAllBytes(image)[..60]);
        var (code, _, error) = Workspace.Run(["--silent", "new", "classif.json", "out", "datasets.digits.params.root=some", "loaders.train_split.digits=1.0", "loaders.valid_split={}", "loaders.test_split={}", "trainer.monitor=null", "trainer.optimization.scheduler=null"]);
        error.ShouldContain(Path.GetRelativePath(work.Path, image));
        code.ShouldBe(2);
        work.Files("out").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(300_000)]
    public void Half_a_checkpoint(int bytes)
    {
        using var work = new Workspace();
        Directory.CreateDirectory(work["session/checkpoints"]);
        Directory.CreateDirectory(work["session/logs"]);
        File.WriteAllBytes(work["session/checkpoints/ckpt.best.pth"], File.ReadAllBytes(Path.Combine(Workspace.Golden, "ckpt.best.pth"))[..bytes]);
        var (code, _, error) = Workspace.Run("--silent", "resume", "session");
        code.ShouldBe(2);
        error.ShouldContain("ckpt.best.pth");
        work.Files("session").ShouldBe(["checkpoints/ckpt.best.pth"]);
    }

    [Fact]
    public void A_folder_without_checkpoints()
    {
        using var work = new Workspace();
        Directory.CreateDirectory(work["empty"]);
        var (code, _, error) = Workspace.Run("--silent", "resume", "empty");
        code.ShouldBe(2);
        error.ShouldContain("no checkpoint");
    }

    [Fact]
    public void A_task_that_changed_needs_a_decision()
    {
        using var work = new Workspace();
        CopyDigits(work, "some", perClass: 10);
        Directory.CreateDirectory(work["some/x"]);
        foreach (var file in Directory.GetFiles(work["some/9"]))
        {
            File.Copy(file, Path.Combine(work["some/x"], Path.GetFileName(file)));
        }

        Directory.CreateDirectory(work["session/logs"]);
        File.Copy(Path.Combine(Workspace.Golden, "ckpt.best.pth"), work["session/ckpt.best.pth"]);
        string[] resume = ["--silent", "resume", "session", "datasets.digits.params.root=some", "trainer.epochs=4", .. Workspace.Quick];
        var (code, _, error) = Workspace.Run(resume);
        code.ShouldBe(2);
        error.ShouldContain("--task-compat");
        work.Files("session").ShouldBe(["ckpt.best.pth"]);
        Workspace.Run([.. resume, "-t", "new"]).ShouldBe((0, "", ""));
    }

    [Fact]
    public void A_model_beyond_the_limit_is_refused_and_the_limit_named()
    {
        using var work = new Workspace();
        foreach (var (mib, code) in new[] { ("1", 2), ("64", 0) })
        {
            using var process = work.Start(new() { ["THELPER_MAX_MODEL_MIB"] = mib }, ["--silent", "check", "classif.json", .. Workspace.Quick, "model.params.hidden1_size=2000"]);
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEnd();
            Endless.Forbid(process.WaitForExit);
            process.ExitCode.ShouldBe(code, error);
            if (code != 0)
            {
                error.ShouldContain("the model is too large: with the parameter of shape [2000, ");
                error.ShouldContain("the environment variable THELPER_MAX_MODEL_MIB raises this limit");
            }
        }
    }

    [Fact]
    public void A_cluster_run_must_not_name_a_device()
    {
        using var work = new Workspace();
        var (code, _, error) = Workspace.Run("--silent", "cl_new", "-c", "classif.json", "-d", "out");
        code.ShouldBe(2);
        error.ShouldContain("trainer.device");
    }

    internal static void CopyDigits(Workspace work, string folder, int perClass)
    {
        foreach (var source in Directory.GetDirectories(work["digits"]))
        {
            var target = Directory.CreateDirectory(Path.Combine(work[folder], Path.GetFileName(source))).FullName;
            foreach (var file in Directory.GetFiles(source).Order(StringComparer.Ordinal).Take(perClass))
            {
                File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
            }
        }
    }
}
