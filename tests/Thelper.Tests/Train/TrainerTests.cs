using Thelper.Data.Loading;
using Thelper.Logging;
using Thelper.Metrics;
using Thelper.Random;
using Thelper.Tests.Data;
using Thelper.Tests.Logging;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Train;

/// <summary>The loop, around a trainer that asks no model.</summary>
[NoLeaks]
public sealed class TrainerTests : IDisposable
{
    private readonly Thelper.Tasks.Task task = new("x", "y", ["name"]);
    private readonly List<string> events = [];
    private readonly OneHead model;

    public TrainerTests() => model = new OneHead(task, 1, 1);

    public void Dispose() => model.Dispose();

    [Fact]
    public void An_epoch_trains_validates_and_tells_everybody_in_order()
    {
        using var all = model;
        var (trainer, recorder) = Trainer(Context(epochs: 2, monitor: new("loss", MetricGoal.Minimize)));
        trainer.Train();
        events[..18].ShouldBe([
            "epoch 0 starts",
            "train sees 0 of 3 in epoch 0 after 0", "train batch 0",
            "train sees 1 of 3 in epoch 0 after 1", "train batch 1",
            "train sees 2 of 3 in epoch 0 after 2", "train batch 2",
            "train pass",
            "valid forgets",
            "valid sees 0 of 2 in epoch 0 after 3", "valid batch 0",
            "valid sees 1 of 2 in epoch 0 after 3", "valid batch 1",
            "valid pass",
            "epoch 0 ends, best",
            "epoch 1 starts",
            "train sees 0 of 3 in epoch 1 after 3", "train batch 0",
        ]);

        // The second epoch's loss is the same, which is no better.
        events[^1].ShouldBe("epoch 1 ends");
        (trainer.Iteration, trainer.NextEpoch).ShouldBe((6, 2));
        trainer.Outputs.Keys.ShouldBe([0, 1]);
        var outputs = trainer.Outputs[0];
        outputs.TrainLoss.ShouldBe((0.5 + 2.5 + 4) / 3);
        outputs.ValidLoss.ShouldBeNull();
        outputs.TrainMetrics!["count"].ShouldBe(3);
        outputs.ValidMetrics!["count"].ShouldBe(2);
        outputs.TestMetrics.ShouldBeNull();
        recorder.Passes.Select(pass => (pass.Set.Name, pass.Epoch, pass.IsFinal)).ShouldBe([("train", 0, false), ("valid", 0, false), ("train", 1, false), ("valid", 1, false)]);
        ((MeanTrainer)trainer).Modes.ShouldBe([true, true, true, false, false, true, true, true, false, false]);
    }

    [Fact]
    public void A_session_goes_on_with_its_next_epoch()
    {
        using var all = model;
        var (trainer, _) = Trainer(Context(epochs: 4));
        (trainer.NextEpoch, trainer.Iteration) = (3, 9);
        trainer.Train();
        events.Where(e => e.StartsWith("epoch", StringComparison.Ordinal)).ShouldBe(["epoch 3 starts", "epoch 3 ends"]);
        events.ShouldContain("train sees 0 of 3 in epoch 3 after 9");
    }

    [Fact]
    public void The_test_set_is_evaluated_at_the_end_or_else_the_validation_set()
    {
        using var all = model;
        var (trainer, recorder) = Trainer(Context(test: 1));
        trainer.Evaluate(7);
        events.ShouldBe(["test forgets", "test sees 0 of 1 in epoch 7 after 0", "test batch 0", "test final pass"]);
        trainer.Outputs[7].TestMetrics!["count"].ShouldBe(1);
        trainer.Outputs[7].ValidMetrics.ShouldBeNull();
        recorder.Passes.ShouldHaveSingleItem().LearningRate.ShouldBeNull();
        (trainer, _) = Trainer(Context());
        trainer.Evaluate(0);
        trainer.Outputs[0].ValidMetrics!["count"].ShouldBe(2);
        (trainer, _) = Trainer(Context(valid: 0));
        Should.Throw<UserErrorException>(() => trainer.Evaluate(0)).Message.ShouldBe("There is neither test nor validation data to evaluate on.");
    }

    [Fact]
    public void The_trainers_own_consumers_come_after_the_configured_ones()
    {
        using var all = model;
        var (trainer, recorder) = Trainer(Context(), own: new RecordingMetric("own", events));
        trainer.Train();
        events.ShouldNotContain("own sees 0 of 3 in epoch 0 after 0");
        var at = events.IndexOf("valid sees 0 of 2 in epoch 0 after 3");
        events[(at - 2)..(at + 3)].ShouldBe(["valid forgets", "own forgets", "valid sees 0 of 2 in epoch 0 after 3", "own sees 0 of 2 in epoch 0 after 3", "valid batch 0"]);
        recorder.Passes[1].Set.Consumers.Select(consumer => consumer.Key).ShouldBe(["count", "own"]);
        trainer.Outputs[0].ValidMetrics!.Keys.ShouldBe(["count", "own"]);
    }

    [Fact]
    public void Batches_beyond_the_limit_and_evaluation_before_its_start_are_left_out()
    {
        using var all = model;
        var (trainer, _) = Trainer(Context(skip: 1, most: 2));
        trainer.Train();
        events.Where(e => e.Contains("sees", StringComparison.Ordinal)).ShouldBe([
            "train sees 0 of 2 in epoch 0 after 0", "train sees 1 of 2 in epoch 0 after 1", "valid sees 1 of 2 in epoch 0 after 2"]);
        trainer.Iteration.ShouldBe(2);
    }

    [Fact]
    public void A_wish_to_stop_ends_the_epoch_after_a_whole_step()
    {
        using var all = model;
        var stop = new StopRequest();
        var context = Context(stop: stop, onTrain: () => stop.Request(130));
        var (trainer, _) = Trainer(context);
        Should.Throw<SessionInterruptedException>(trainer.Train).ExitCode.ShouldBe(130);
        events.ShouldBe(["epoch 0 starts", "train sees 0 of 3 in epoch 0 after 0", "train batch 0", "epoch 0 interrupted"]);
        (trainer.Iteration, trainer.NextEpoch).ShouldBe((1, 0));
        trainer.Outputs.ShouldBeEmpty();
    }

    /// <summary>With threads, the loader leaves the generator where the pass has put it, but for one number.</summary>
    [Fact]
    public void Every_pass_starts_from_the_seed_and_its_epoch()
    {
        using var all = model;
        var (trainer, _) = Trainer(Context(epochs: 2, seed: 5, workers: 1));
        trainer.Train();
        var drawn = ((MeanTrainer)trainer).Drawn;
        foreach (var (epoch, first) in new[] { (0, 0), (0, 3), (1, 5), (1, 8) })
        {
            manual_seed(5 + epoch);
            using var baseSeed = empty([], ScalarType.Int64);
            aten.random_(baseSeed);
            using var number = rand(1);
            drawn[first].ShouldBe(number.ToSingle(), $"step {first}");
        }
    }

    [Fact]
    public void The_log_tells_results_and_the_monitors_verdict()
    {
        using var all = model;
        var log = new ListLog();
        var (trainer, _) = Trainer(Context(epochs: 2, monitor: new("loss", MetricGoal.Minimize), test: 1, log: log));
        trainer.Observers.Add(new ResultLog(log));
        trainer.Train();
        trainer.Evaluate(1);
        log.Lines.ShouldBe([
            "Information: loss: ",
            "Information: optimizer: ",
            "Information: at epoch#0 for 'test' (dev=cpu)",
            "Debug: learning rate at 0.00000000",
            "Debug: fetching data loader samples...",
            "Information: train epoch 1/2 (epoch#0): loss 2.3333, count 3",
            "Debug: fetching data loader samples...",
            "Information: valid epoch 1/2 (epoch#0): count 2",
            "Information:  epoch#0 result =>  train/loss: 2.3333333333333335",
            "Information:  epoch#0 result =>  train/metrics:count: 3.0",
            "Information:  epoch#0 result =>  valid/metrics:count: 2.0",
            "Information: epoch 0, monitored loss = 2.3333333333333335  (new best value)",
            "Information: at epoch#1 for 'test' (dev=cpu)",
            "Debug: learning rate at 0.00000000",
            "Debug: fetching data loader samples...",
            "Information: train epoch 2/2 (epoch#1): loss 2.3333, count 6",
            "Debug: fetching data loader samples...",
            "Information: valid epoch 2/2 (epoch#1): count 2",
            "Information:  epoch#1 result =>  train/loss: 2.3333333333333335",
            "Information:  epoch#1 result =>  train/metrics:count: 6.0",
            "Information:  epoch#1 result =>  valid/metrics:count: 2.0",
            "Information: epoch 1, monitored loss = 2.3333333333333335  (best = 2.3333333333333335 at epoch 0)",
            "Information: training for session 'test' done",
            "Debug: fetching data loader samples...",
            "Information:  final result =>  count: 1.0",
            "Information: test: count 1",
            "Information: evaluation for session 'test' done",
        ]);
    }

    [Fact]
    public void A_monitored_metric_without_a_value_in_the_validation_set_makes_no_best_epoch_and_is_said()
    {
        using var all = model;
        var log = new ListLog();
        var monitor = new MonitorPolicy("count", MetricGoal.Maximize);
        var (trainer, _) = Trainer(Context(monitor: monitor, log: log, validHasValue: false));
        trainer.Observers.Add(new ResultLog(log));
        trainer.Train();
        monitor.BestEpoch.ShouldBe(-1);
        events[^1].ShouldBe("epoch 0 ends");
        log.Lines.ShouldContain("Warning: epoch 1/1 (epoch#0): 'count', which is monitored, has no value in the validation set: this epoch cannot be the best");
    }

    private (Trainer Trainer, Recorder Recorder) Trainer(TrainerContext context, IConsumer? own = null)
    {
        events.Clear();
        var trainer = new MeanTrainer(context) { Own = own };
        var recorder = new Recorder(events);
        trainer.Observers.Add(recorder);
        return (trainer, recorder);
    }

    private TrainerContext Context(
        int epochs = 1,
        int valid = 4,
        int test = 0,
        int skip = 0,
        int? most = null,
        int? seed = null,
        int workers = 0,
        MonitorPolicy? monitor = null,
        StopRequest? stop = null,
        Action? onTrain = null,
        ListLog? log = null,
        bool validHasValue = true)
    {
        SetRun? Set(string name, int samples, Action? onUpdate = null) => samples == 0 ? null : new(
            name,
            new DataLoader(new MemoryDataset(samples, task: task), new() { BatchSize = 2, Workers = workers, Seeds = new(Torch: seed) }),
            [new("count", new RecordingMetric(name, events) { OnUpdate = onUpdate, HasNoValue = name == "valid" && !validHasValue })],
            "out");
        return new()
        {
            SessionName = "test",
            Task = task,
            Model = model,
            Device = CPU,
            EpochCount = epochs,
            SkipEvalIterations = skip,
            MaxBatches = most,
            Monitor = monitor,
            Stop = stop ?? new(),
            Log = log ?? new ListLog(),
            Train = Set("train", 5, onTrain),
            Valid = Set("valid", valid),
            Test = Set("test", test),
        };
    }
}
