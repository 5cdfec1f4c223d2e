using Thelper.Data.Loading;
using Thelper.Metrics;
using Thelper.Optim;
using Thelper.Tasks;
using Thelper.Tests.Data;
using Thelper.Tests.Logging;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Train;

/// <summary>Losses that are NaN, infinite, or of nothing. Expected numbers: the cross-entropy of equal scores of two classes, the logarithm of 2.</summary>
[NoLeaks]
public sealed class LossWatchTests
{
    private const double Log2 = 0.6931471805599453;

    [Theory]
    [InlineData("ce")]
    [InlineData("dice")]
    [InlineData("focal")]
    [InlineData("weights")]
    public void A_batch_of_ignored_pixels_alone_has_no_loss_and_changes_no_weight(string kind)
    {
        using var steps = new Steps();
        var task = new Segmentation(new[] { "a", "b" }, "image", "mask", dontcare: 255);
        var model = new OneHead(task, 1, 2);
        nn.Module<Tensor, Tensor, Tensor> loss = kind switch
        {
            "ce" => new Thelper.Torch.Modules.CrossEntropyLoss((Tensor?)null, 255),
            "dice" => new DiceLoss(ignoreIndex: 255),
            "focal" => new FocalLoss(ignoreIndex: 255),
            _ => new Thelper.Torch.Modules.CrossEntropyLoss(new List<double> { 1.0, 0.0 }, 255),
        };
        var trainer = new ImageSegmTrainer(steps.Context(task, model, loss));
        var ignored = full([1, 2, 2], kind == "weights" ? 1 : 255, ScalarType.Int64);
        var before = model.parameters().Select(p => p.detach().clone()).ToList();
        var batch = Steps.Batch(("image", ones(1, 1, 2, 2)), ("mask", ignored));
        foreach (var outcome in new[] { trainer.TrainStep(batch), trainer.EvalStep(batch) })
        {
            outcome.IsEmpty.ShouldBeTrue();
            outcome.Loss.ShouldBeNull();
            outcome.EvaluationLoss.ShouldBeNull();
        }

        model.parameters().Zip(before, (now, then) => aten.equal(now, then)).ShouldAllBe(same => same);
        var counted = Steps.Batch(("image", ones(1, 1, 2, 2)), ("mask", tensor(new long[] { 0, 255, 255, 255 }).view(1, 2, 2)));
        trainer.TrainStep(counted).Loss.ShouldNotBeNull().ShouldBeInRange(0.01, 2);
        steps.Dispose();
    }

    [Fact]
    public void An_epoch_averages_what_there_is_and_says_how_much_that_was()
    {
        var log = new ListLog();
        var trainer = Trainer(log, [1, null, 3], out var model);
        using (model)
        {
            trainer.Train();
        }

        trainer.Outputs[0].TrainLoss.ShouldBe(2);
        trainer.Fault.ShouldBeNull();
        log.Lines.ShouldContain(
            "Warning: train epoch 1/1 (epoch#0): 1 of 3 batches had nothing to average, every element being ignored or of a class of weight 0 (memory/2.bin, memory/3.bin); they do not count in the loss");
    }

    [Fact]
    public void An_epoch_without_any_loss_is_no_success()
    {
        var trainer = Trainer(new ListLog(), [null, null, null], out var model);
        using (model)
        {
            trainer.Train();
        }

        trainer.Outputs[0].TrainLoss.ShouldBeNull();
        trainer.Fault.ShouldBe("no batch of train epoch 1/1 (epoch#0) had anything to average, so nothing was learnt from the truth");
    }

    [Fact]
    public void A_loss_that_is_no_number_is_said_at_once_and_its_epoch_is_never_the_best()
    {
        var log = new ListLog();
        var monitor = new MonitorPolicy("count", MetricGoal.Maximize);
        var trainer = Trainer(log, [1, double.NaN, double.PositiveInfinity], out var model, monitor);
        using (model)
        {
            trainer.Train();
        }

        monitor.BestEpoch.ShouldBe(-1);
        trainer.Fault.ShouldBe("the loss is nan at train epoch 1/1 (epoch#0), batch 2/3 (memory/2.bin, memory/3.bin)");
        log.Lines.Where(line => line.StartsWith("Warning", StringComparison.Ordinal)).ShouldBe([
            "Warning: the loss is nan at train epoch 1/1 (epoch#0), batch 2/3 (memory/2.bin, memory/3.bin): look at these samples and their truth, at 'lr', and at divisions and logarithms in a loss "
                + "of your own; this epoch is not taken for the best",
            "Warning: train epoch 1/1 (epoch#0): the loss of 2 of 3 batches was NaN or infinite",
        ]);
    }

    [Fact]
    public void Weights_that_are_no_numbers_are_said_with_their_names()
    {
        var log = new ListLog();
        var monitor = new MonitorPolicy("count", MetricGoal.Maximize);
        var trainer = Trainer(log, [1, 1, 1], out var model, monitor);
        using (model)
        using (no_grad())
        {
            model.parameters().First().fill_(double.NaN);
            trainer.Train();
        }

        monitor.BestEpoch.ShouldBe(-1);
        trainer.Fault.ShouldNotBeNull().ShouldStartWith("after epoch 1/1 (epoch#0) the weights hold NaN or infinite numbers in '");
        log.Lines.ShouldContain(line => line.Contains("training does not come back from that", StringComparison.Ordinal));
    }

    [Fact]
    public void What_goes_wrong_in_every_epoch_is_explained_once()
    {
        var log = new ListLog();
        var watch = new LossWatch(log);
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            watch.BeginPass();
            watch.BeginBatch("train", $"epoch {epoch}, batch 1/2", new Sample());
            watch.Note(double.NaN);
            watch.BeginBatch("train", $"epoch {epoch}, batch 2/2", new Sample());
            watch.NoteEmpty();
            watch.EndPass("train", $"epoch {epoch}");
        }

        string[] warnings = [.. log.Lines.Where(line => line.StartsWith("Warning", StringComparison.Ordinal))];
        warnings.Length.ShouldBe(4);
        warnings[0].ShouldStartWith("Warning: the loss is nan at epoch 1, batch 1/2: look at these samples and their truth");
        warnings[1].ShouldStartWith("Warning: epoch 1: 1 of 2 batches had nothing to average");
        warnings[2].ShouldBe("Warning: the loss is nan at epoch 2, batch 1/2; this epoch is not taken for the best");
        log.Lines.Count(line => line.Contains("had nothing to average", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Theory]
    [InlineData(0, "the learning rate is 0: no weight changes")]
    [InlineData(double.PositiveInfinity, "the learning rate of parameter group 0 is Infinity: the next step makes weights of the same kind")]
    [InlineData(0.1, null)]
    public void Rates_that_teach_nothing_are_said(double rate, string? said)
    {
        using var steps = new Steps();
        var task = new Segmentation(new[] { "a", "b" }, "x", "y");
        var context = steps.Context(task, new OneHead(task, 1, 2), new Thelper.Torch.Modules.CrossEntropyLoss((Tensor?)null));
        context.Optimizer!.ParamGroups.Single().LearningRate = rate;
        var log = new ListLog();
        new LossWatch(log).LookAtRates(context);
        log.Lines.Count.ShouldBe(said is null ? 0 : 1);
        log.Lines.ShouldAllBe(line => line.StartsWith($"Warning: {said}", StringComparison.Ordinal));
        steps.Dispose();
    }

    [Fact]
    public void A_set_whose_samples_are_all_skipped_is_an_error()
    {
        var watch = new LossWatch(new ListLog());
        watch.BeginPass();
        Should.Throw<UserErrorException>(() => watch.EndPass("train", "train epoch 1/2")).Message.ShouldStartWith("train epoch 1/2: the set gave no batch, since none of its samples could be loaded");
    }

    [Fact]
    public void Stopping_comes_before_the_step_that_would_poison_the_weights()
    {
        using var steps = new Steps();
        var task = new Segmentation(new[] { "a", "b" }, "x", "y");
        var model = new OneHead(task, 1, 2);
        var context = steps.Context(task, model, new Thelper.Torch.Modules.CrossEntropyLoss((Tensor?)null), onNan: NanAction.Stop);
        var trainer = new ImageSegmTrainer(context);
        var bad = Steps.Batch(("x", full([2, 1, 2, 2], double.NaN)), ("y", zeros([2, 2, 2], ScalarType.Int64)));
        Should.Throw<DivergedException>(() => trainer.TrainStep(bad)).Message.ShouldContain("(trainer.on_nan: stop): the loss is nan");
        model.parameters().ShouldAllBe(p => aten.isfinite(p).all().ToBoolean());
        steps.Dispose();
    }

    [Fact]
    public void Evaluations_have_a_loss_that_consumers_do_not_see()
    {
        using var steps = new Steps();
        var task = new Segmentation(new[] { "a", "b" }, "x", "y");
        var model = new OneHead(task, 1, 2);
        using (no_grad())
        {
            foreach (var parameter in model.parameters())
            {
                parameter.zero_();
            }
        }

        var trainer = new ImageSegmTrainer(steps.Context(task, model, new Thelper.Torch.Modules.CrossEntropyLoss((Tensor?)null)));
        using (no_grad())
        {
            var outcome = trainer.EvalStep(Steps.Batch(("x", ones(2, 1, 2, 2)), ("y", zeros([2, 2, 2], ScalarType.Int64))));
            outcome.Loss.ShouldBeNull();
            outcome.EvaluationLoss.ShouldNotBeNull().ShouldBe(Log2, 1e-6);
        }

        steps.Dispose();
    }

    [Theory]
    [InlineData(0.123456, "0.12346")]
    [InlineData(83.79888268156425, "83.799")]
    [InlineData(12345.678, "12346")]
    [InlineData(0.00001234, "1.234e-5")]
    [InlineData(0.00123456, "0.0012346")]
    [InlineData(3.0, "3")]
    [InlineData(0.0, "0.0")]
    [InlineData(double.NaN, "nan")]
    [InlineData(-2.5e9, "-2.5e+9")]
    public void Numbers_have_the_digits_that_say_something(double value, string text) => ShortNumber.Of(value).ShouldBe(text);

    private static ScriptedTrainer Trainer(ListLog log, double?[] losses, out OneHead model, MonitorPolicy? monitor = null)
    {
        var task = new Thelper.Tasks.Task("x", "y", []);
        model = new OneHead(task, 1, 1);
        return new(
            new()
            {
                SessionName = "test",
                Task = task,
                Model = model,
                Device = CPU,
                EpochCount = 1,
                Monitor = monitor,
                Log = log,
                Train = new("train", new DataLoader(new MemoryDataset(6, task: task), new() { BatchSize = 2 }), [new("count", new RecordingMetric("train", []))], "out"),
            },
            losses);
    }

    /// <summary>Gives these losses, one after another; null for a batch with nothing to average.</summary>
    private sealed class ScriptedTrainer(TrainerContext context, double?[] losses) : Trainer(context)
    {
        private int next;

        protected internal override BatchOutcome TrainStep(Sample batch)
        {
            var loss = losses[next++];
            return new(2, batch["x"], null, null, loss, IsEmpty: loss is null);
        }

        protected internal override BatchOutcome EvalStep(Sample batch) => TrainStep(batch);
    }
}
