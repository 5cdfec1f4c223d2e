using Thelper.Imaging;
using Thelper.Nn;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Serialization;

namespace Thelper.Cli.Tests;

/// <summary>Short sessions of every task that is no classification, from the command line.</summary>
[NoLeaks]
public class TaskSessionTests
{
    private const string Loaders =
        """
        "loaders": {"batch_size": 8, "workers": 0, "test_seed": 0, "valid_seed": 0, "torch_seed": 0, "numpy_seed": 0, "random_seed": 0, "skip_norm": true,
            "base_transforms": [
                {"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [127, 127, 127], "max": [255, 255, 255]}, "target_key": "image"},
                {"operation": "thelper.transforms.Transpose", "params": {"axes": [2, 0, 1]}, "target_key": "image"}],
            "train_split": {"d": 0.8}, "valid_split": {"d": 0.2}}
        """;

    private const string AutoEncoder =
        """
        "trainer": {"type": "thelper.train.ae.AutoEncoderTrainer", "epochs": 2, "device": "cpu", "monitor": "loss", "use_tbx": true,
            "reconstr_display_count": 5, "reconstr_display_mean": [0, 0, 0], "reconstr_display_stddev": [0.5, 0.5, 0.5], "reconstr_scale": 2.0, "reconstr_edges": true,
            "classif_loss": {"type": "torch.nn.CrossEntropyLoss"},
            "optimization": {"optimizer": {"type": "torch.optim.Adam", "params": {"lr": 0.001}},
                "scheduler": {"type": "torch.optim.lr_scheduler.ReduceLROnPlateau", "step_metric": "loss"}},
            "metrics": {"accuracy": {"type": "thelper.optim.Accuracy"}}}
        """;

    [Theory]
    [InlineData("classif", "AutoEncoderResNet", ", \"flexible_input_res\": true")]
    [InlineData("segm", "AutoEncoderSkipResNet", "")]
    public void An_auto_encoder_trains_shows_its_work_and_goes_on(string task, string model, string more)
    {
        using var work = new Workspace();
        Write(work, task, $$"""{"type": "thelper.nn.resnet.{{model}}", "params": {"layers": [1, 1, 1, 1]{{more}} } }""", AutoEncoder);
        Succeed("--silent", "new", "c.json", "out");
        var results = GoldenLog.Results(GoldenLog.Read(work["out/s/logs/trainer.log"]));
        results["epoch#1 train/loss"].ShouldBeLessThan(results["epoch#0 train/loss"]);
        results.ShouldContainKey("epoch#1 valid/loss");
        var folder = Directory.GetDirectories(work["out/s/output/s"], "valid-*").ShouldHaveSingleItem();
        using (NewScope())
        {
            ImageCodec.Decode(Path.Combine(folder, "reconstr-0001.png")).shape.ShouldBe([64L, 160, 3]);
            var outputs = (PyDict)((PyDict)((PyDict)Checkpoints.Load(CheckpointName.Find(work["out/s"], latest: true))!)["outputs"]!)[1L]!;
            ((double)outputs["valid/loss"]!).ShouldBe(results["epoch#1 valid/loss"], 1e-12);
        }

        Succeed("--silent", "resume", "out/s", "trainer.epochs=3");
        File.ReadAllText(work["out/s/logs/trainer.log"]).ShouldContain(" epoch#2 result =>  valid/loss: ");
    }

    [Fact]
    public void A_residual_network_segments_with_its_trainer_deduced_and_its_maps_scaled()
    {
        using var work = new Workspace();
        Write(
            work, "segm", """{"type": "thelper.nn.resnet.ResNet", "params": {"layers": [1, 1, 1, 1], "head_type": "fcn"}}""",
            """
            "trainer": {"epochs": 1, "device": "cpu", "scale_preds": true,
                "optimization": {"loss": {"type": "thelper.optim.DiceLoss"}, "optimizer": {"type": "torch.optim.Adam", "params": {"lr": 0.001}}},
                "metrics": {"iou": {"type": "thelper.optim.IntersectionOverUnion"}}}
            """);
        Succeed("--silent", "new", "c.json", "out");
        GoldenLog.Results(GoldenLog.Read(work["out/s/logs/trainer.log"])).ShouldContainKey("epoch#0 valid/metrics:iou");
        var (code, _, error) = Workspace.Run("check", "c.json", "trainer.scale_preds=false");
        code.ShouldBe(2);
        error.ShouldContain("set \"scale_preds\": true");
    }

    [Fact]
    public void A_trained_classifier_becomes_a_network_that_segments_and_needs_its_checkpoint_no_more()
    {
        using var work = new Workspace();
        const string Trainer =
            """
            "trainer": {"epochs": 1, "device": "cpu", "scale_preds": SCALE, "optimization": {"loss": {"type": "torch.nn.CrossEntropyLoss"}, "optimizer": {"type": "torch.optim.SGD", "params": {"lr": 0.01}}}}
            """;
        Write(
            work, "classif", """{"type": "thelper.nn.resnet.ResNet", "params": {"layers": [1, 1, 1, 1], "flexible_input_res": true, "conv1_config": [3, 1, 1]}}""",
            Trainer.Replace(" \"scale_preds\": SCALE,", "", StringComparison.Ordinal));
        Succeed("--silent", "new", "c.json", "classifier");
        Write(work, "segm", """{"type": "thelper.nn.resnet.FCResNet", "params": {"ckptdata": "classifier/s"}}""", Trainer.Replace("SCALE", "true", StringComparison.Ordinal));
        Succeed("--silent", "new", "c.json", "out");
        Directory.Delete(work["classifier"], recursive: true);
        Succeed("--silent", "resume", "out/s", "trainer.epochs=2");
        Write(work, "segm", """{"type": "thelper.nn.resnet.FCResNet", "params": {"ckptdata": "out/s"}}""", Trainer.Replace("SCALE", "true", StringComparison.Ordinal));
        var (code, _, error) = Workspace.Run("--silent", "new", "c.json", "again");
        code.ShouldBe(2);
        error.ShouldContain("holds the model 'thelper.nn.resnet.FCResNet'");
    }

    [Theory]
    [InlineData("trainer.scale_pred=true", "trainer.scale_pred: unknown key")]
    [InlineData("trainer.type=thelper.train.RegressionTrainer", "RegressionTrainer needs a regression or super-resolution task, not Segmentation")]
    [InlineData("trainer.type=thelper.train.ae.AutoEncoderTrainer", "needs the parameter 'reconstr_display_count'")]
    [InlineData("model.type=thelper.nn.sr.SRCNN", "needs a super-resolution or regression task")]
    public void A_trainer_or_model_that_does_not_fit_is_named(string change, string expected)
    {
        using var work = new Workspace();
        Write(
            work, "segm", """{"type": "thelper.nn.unet.UNet"}""",
            """
            "trainer": {"epochs": 1, "device": "cpu", "optimization": {"loss": {"type": "torch.nn.CrossEntropyLoss"}, "optimizer": {"type": "torch.optim.SGD", "params": {"lr": 0.1}}}}
            """);
        var (code, _, error) = Workspace.Run("check", "c.json", change);
        code.ShouldBe(2);
        error.ShouldContain(expected);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("new")]
    public void A_trainer_that_refuses_its_session_leaves_no_loss_behind(string verb)
    {
        // The class counts live handles; the loss has one.
        using var work = new Workspace();
        File.WriteAllText(work["Heavy.cs"], """
            using Thelper.Torch;
            using Thelper.Torch.Modules;
            using static Thelper.Torch.torch;

            public sealed class Heavy : Module<Tensor, Tensor, Tensor>
            {
                public Heavy()
                    : base("Heavy") => register_buffer("factor", torch.ones(3));

                public override Tensor forward(Tensor prediction, Tensor target) => prediction.mean();
            }
            """);
        string[] folder = verb == "new" ? ["out"] : [];
        var (code, _, error) = Workspace.Run(
            ["--silent", verb, "classif.json", .. folder, "trainer.type=thelper.train.RegressionTrainer", """trainer.optimization.loss={"type": "Heavy.cs:Heavy"}""", .. Workspace.Quick]);
        error.ShouldContain("RegressionTrainer needs");
        code.ShouldBe(2);
    }

    [Fact]
    public void Trainer_task_data_set_model_loss_and_metric_can_all_be_the_users_own()
    {
        using var work = new Workspace();
        File.WriteAllText(work["own.cs"], Own);
        File.WriteAllText(
            work["c.json"],
            """
            {"name": "s", "datasets": {"d": {"type": "own.cs:Waves", "params": {"count": 40}}},
            "loaders": {"batch_size": 8, "workers": 0, "test_seed": 0, "valid_seed": 0, "torch_seed": 0, "numpy_seed": 0, "random_seed": 0, "train_split": {"d": 0.8}, "valid_split": {"d": 0.2}},
            "model": {"type": "own.cs:Line", "params": {"width": 3}},
            "trainer": {"type": "own.cs:TwiceTrainer", "epochs": 2, "device": "cpu", "monitor": "worst", "factor": 2.0,
                "optimization": {"loss": {"type": "own.cs:Cubed"}, "optimizer": {"type": "torch.optim.SGD", "params": {"lr": 0.01}}},
                "metrics": {"worst": {"type": "own.cs:Worst"}}}}
            """);
        Succeed("--silent", "new", "c.json", "out");
        var results = GoldenLog.Results(GoldenLog.Read(work["out/s/logs/trainer.log"]));
        results["epoch#1 train/loss"].ShouldBeLessThan(results["epoch#0 train/loss"]);
        results["epoch#1 valid/metrics:worst"].ShouldBeGreaterThan(0);
        var folder = Directory.GetDirectories(work["out/s/output/s"], "valid-*").ShouldHaveSingleItem();
        File.ReadAllText(Path.Combine(folder, "worst-0001.csv")).ShouldStartWith("worst,");
        Directory.GetFiles(folder, "worst-*").Length.ShouldBe(2, "a report takes the place of the value");
        File.ReadAllText(work["out/s/logs/task.log"]).ShouldContain("own.cs:WaveTask(input_key='x', length=4)");
        Succeed("--silent", "resume", "out/s", "--eval-only");
        Succeed("--silent", "resume", "out/s", "trainer.epochs=3");
    }

    private const string Own =
        """
        public sealed class WaveTask(string input_key, int length = 4) : Task(input_key, "y")
        {
            public int Length => length;

            public override IReadOnlyList<KeyValuePair<string, object?>> Parameters => [new("input_key", InputKey), new("length", (long)length)];

            public override bool CheckCompat(Task task, bool exact = false) => task is WaveTask other && other.Length == length;
        }

        public sealed class Waves(int count) : Dataset
        {
            public override Task Task { get; } = new WaveTask("x");

            public override int Count => count;

            protected override Sample Load(int index)
            {
                var x = torch.tensor(new float[] { index, index + 1, index + 2, index + 3 }) / 40;
                return new Sample { ["x"] = x, ["y"] = x.sum() };
            }
        }

        public sealed class Line : Module
        {
            private readonly Module<Tensor, Tensor> hidden, last;

            public Line(Task task, int width) : base(task)
            {
                hidden = Linear(((WaveTask)task).Length, width);
                last = Linear(width, 1);
                RegisterComponents();
            }

            public override Tensor forward(Tensor input) => last.call(hidden.call(input)).squeeze(1);
        }

        public sealed class Cubed() : Module<Tensor, Tensor, Tensor>("Cubed")
        {
            public override Tensor forward(Tensor input, Tensor target) => (input - target).abs().pow(3).mean();
        }

        public sealed class TwiceTrainer(TrainerContext context, double factor) : SupervisedTrainer(context)
        {
            protected override Tensor ReadTarget(object value) => ((Tensor)value).to(ScalarType.Float32);

            protected override Tensor Measure(Tensor prediction, Tensor target) => base.Measure(prediction, target) * factor;
        }

        public sealed class Worst : Metric
        {
            private double worst;

            public override MetricGoal Goal => MetricGoal.Minimize;

            public override void Update(IterationData iteration) => worst = Math.Max(worst, (iteration.Prediction! - (Tensor)iteration.Target!).abs().max().ToDouble());

            public override void Reset() => worst = 0;

            public override double? Eval() => worst;

            public override IEnumerable<ConsumerOutput> Outputs() => [new TextFile($"worst,{worst}", "csv"), new EventScalar(worst * 2) { Name = "worst/twice" }];
        }
        """;

    private static void Write(Workspace work, string task, string model, string trainer) => File.WriteAllText(
        work["c.json"],
        $$$"""
        {"name": "s", "datasets": {"d": {"type": "thelper.data.ShapesDataset", "params": {"count": 40, "image_size": 32, "classes": 3, "task": "{{{task}}}" } } },
        {{{Loaders}}},
        "model": {{{model}}},
        {{{trainer}}} }
        """);

    private static DisposeScope NewScope() => torch.NewDisposeScope();

    private static void Succeed(params string[] arguments)
    {
        var (code, _, error) = Workspace.Run(arguments);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
    }
}
