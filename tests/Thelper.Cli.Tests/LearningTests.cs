using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>Sessions whose learning goes wrong, and what is said at the end of those where it does not.</summary>
[NoLeaks]
public class LearningTests
{
    [Fact]
    public void A_loss_that_is_no_number_is_no_success_and_no_best_checkpoint()
    {
        using var work = new Workspace();
        string[] session = ["--silent", "new", "classif.json", "out", .. Workspace.Quick, "trainer.epochs=1", "trainer.optimization.optimizer.params.lr=1e30"];
        var (code, _, error) = Workspace.Run(session);
        code.ShouldBe(3);
        error.ShouldStartWith("The session has ended, but not well: ");
        work.Files("out/classif-digits/checkpoints").ShouldNotContain("ckpt.best.pth");
        File.ReadAllText(work["out/classif-digits/logs/trainer.log"]).ShouldContain(" WARNING : the loss is ");

        (code, _, error) = Workspace.Run([.. session, "trainer.on_nan=stop", "name=stopped"]);
        code.ShouldBe(3);
        error.ShouldStartWith("The session has stopped (trainer.on_nan: stop): the loss is ");
        work.Files("out/stopped/checkpoints").ShouldHaveSingleItem();
    }

    [Fact]
    public void The_end_says_how_good_it_became_and_where_everything_is()
    {
        using var work = new Workspace();
        var (code, _, _) = Workspace.Run(["--silent", "new", "classif.json", "out", .. Workspace.Quick, "trainer.epochs=2"]);
        code.ShouldBe(0);
        var log = File.ReadAllText(work["out/classif-digits/logs/trainer.log"]);
        log.ShouldMatch(@"INFO : train epoch 1/2 \(epoch#0\): loss \d\.\d+, accuracy ");
        log.ShouldMatch(@"INFO : valid epoch 2/2 \(epoch#1\): loss \d\.\d+, accuracy ");
        log.ShouldMatch(@"INFO : session 'classif-digits' is done: 2 epochs, best accuracy [\d.]+ in epoch [12]/2 \(epoch#[01]\)");
        log.ShouldContain("best checkpoint:  out/classif-digits/checkpoints/ckpt.best.pth");
        log.ShouldContain("next: thelper resume out/classif-digits --eval-only");
        work.Files("out/classif-digits/output").ShouldContain(file => file.Contains("valid-", StringComparison.Ordinal) && file.EndsWith("loss-0001.txt", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_there_is_nothing_to_evaluate_on_it_is_not_named_as_what_comes_next()
    {
        using var work = new Workspace();
        Workspace.Run([
            "--silent", "new", "classif.json", "out", .. Workspace.Quick, "trainer.epochs=1", "trainer.monitor=null", "trainer.optimization.scheduler=null",
            "loaders.valid_split={}", "loaders.test_split={}"]).Code.ShouldBe(0);
        var log = File.ReadAllText(work["out/classif-digits/logs/trainer.log"]);
        log.ShouldNotContain("--eval-only");
        log.ShouldContain("  next: thelper resume out/classif-digits trainer.epochs=2    (trains further)");
    }

    [Fact]
    public void Fewer_epochs_than_there_are_leave_nothing_to_train()
    {
        using var work = new Workspace();
        Workspace.Run(["--silent", "new", "classif.json", "out", .. Workspace.Quick, "trainer.epochs=2"]).Code.ShouldBe(0);
        Workspace.Run("--silent", "resume", "out/classif-digits", "trainer.epochs=1").Code.ShouldBe(0);
        var log = File.ReadAllText(work["out/classif-digits/logs/trainer.log"]);
        log.ShouldContain("2 epochs are finished, and trainer.epochs is 1; raise it above that to train further");
        log.Split("is done: 2 epochs, best accuracy ").Length.ShouldBe(3, "once for each run");
        log.Split("trainer.epochs=4 ").Length.ShouldBe(3);
        log.ShouldNotContain("/1 (epoch#");
    }

    [Theory]
    [InlineData("new")]
    [InlineData("check")]
    public void A_set_without_a_batch_is_an_error(string verb)
    {
        using var work = new Workspace();
        string[] place = verb == "new" ? ["out"] : [];
        var (code, _, error) = Workspace.Run(["--silent", verb, "classif.json", .. place, .. Workspace.Quick, "loaders.batch_size=5000", "loaders.drop_last=true"]);
        code.ShouldBe(2);
        error.ShouldContain("The train set has no batch: its ");
        error.ShouldContain("set drop_last to false");
        work.Files("out").ShouldBeEmpty();
    }

    [Fact]
    public void A_last_batch_of_one_that_cannot_be_normalised_is_foreseen()
    {
        using var work = new Workspace();
        File.WriteAllText(work["Thin.cs"], """
            using static Thelper.Torch.torch;

            public sealed class Thin : Thelper.Nn.Module
            {
                private readonly nn.Module<Tensor, Tensor> layers;

                public Thin(Thelper.Tasks.Task task)
                    : base(task)
                {
                    layers = nn.Sequential(("pool", nn.AdaptiveAvgPool2d(1)), ("flat", nn.Flatten()), ("bn", nn.BatchNorm1d(1)), ("fc", nn.Linear(1, 10)));
                    register_module("layers", layers);
                }

                public override Tensor forward(Tensor input) => layers.call(input);
            }
            """);
        var samples = SamplesOfTraining();
        string[] given = ["classif.json", .. Workspace.Quick, """model={"type": "Thin.cs:Thin"}""", "trainer.epochs=1"];
        foreach (string[] verb in new[] { new[] { "check" }, ["new", "-d", "out"] })
        {
            var (code, _, error) = Workspace.Run(["--trust", .. verb, .. given, $"loaders.batch_size={samples - 1}"]);
            code.ShouldBe(2, error);
            error.ShouldContain($"The last of the 2 training batches has one sample ({samples} samples in batches of {samples - 1})");
            error.ShouldContain("set loaders.drop_last to true");
            error.ShouldNotContain("at epoch#0");
            work.Files("out").ShouldBeEmpty();
            (code, _, error) = Workspace.Run(["--trust", "--silent", .. verb, .. given, $"loaders.batch_size={samples - 2}"]);
            code.ShouldBe(0, error);
        }

        var (resumed, _, text) = Workspace.Run("--trust", "--silent", "resume", "out/classif-digits", "trainer.epochs=2", $"loaders.batch_size={samples - 1}");
        resumed.ShouldBe(2);
        text.ShouldStartWith("The last of the 2 training batches has one sample");
    }

    // The model's weights and the order of the samples are drawn from the generator that the trial draws from, too.
    [Fact]
    public void Trying_the_last_batch_changes_no_number()
    {
        using var work = new Workspace();
        string[] given = ["--silent", "new", "classif.json", "out", .. Workspace.Quick, "trainer.epochs=1", $"loaders.batch_size={SamplesOfTraining() - 1}"];
        string First(string name, string drop)
        {
            Workspace.Run([.. given, $"name={name}", $"loaders.drop_last={drop}", "loaders.torch_seed=5"]).Code.ShouldBe(0);
            var log = File.ReadAllLines(work[$"out/{name}/logs/trainer.log"]);
            return log.First(line => line.Contains("(iter#0)", StringComparison.Ordinal)).Split("loss: ")[1];
        }

        First("tried", "false").ShouldBe(First("dropped", "true"));
    }

    private static int SamplesOfTraining()
    {
        var (_, output, _) = Workspace.Run(["--silent", "check", "classif.json", .. Workspace.Quick]);
        var line = output.Split('\n').Single(text => text.StartsWith("train: ", StringComparison.Ordinal));
        return int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
