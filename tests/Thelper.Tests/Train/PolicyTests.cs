using Thelper.Metrics;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Train;

namespace Thelper.Tests.Train;

[NoLeaks]
public class PolicyTests
{
    [Fact]
    public void The_best_is_the_first_strictly_better_value()
    {
        var monitor = new MonitorPolicy("accuracy", MetricGoal.Maximize);
        new[] { 50.0, 50.0, 70, double.NaN, 60, 71 }.Select((v, i) => monitor.Observe(i, v)).ShouldBe([true, false, true, false, false, true]);
        (monitor.Best, monitor.BestEpoch).ShouldBe((71, 5));
    }

    [Fact]
    public void A_monitored_loss_keeps_its_best()
    {
        var monitor = new MonitorPolicy("loss", MetricGoal.Minimize);
        new[] { 2.0, 1.0, 1.5 }.Select((v, i) => monitor.Observe(i, v)).ShouldBe([true, true, false]);
        (monitor.Best, monitor.BestEpoch).ShouldBe((1.0, 1));
    }

    [Fact]
    public void An_infinite_loss_is_never_the_best_an_infinite_metric_can_be()
    {
        new MonitorPolicy("loss", MetricGoal.Minimize).Observe(0, double.NegativeInfinity).ShouldBeFalse();
        new MonitorPolicy("valid_loss", MetricGoal.Minimize).Observe(0, double.NegativeInfinity).ShouldBeFalse();
        new MonitorPolicy("psnr", MetricGoal.Maximize).Observe(0, double.PositiveInfinity).ShouldBeTrue();
        new EpochOutputs { TrainLoss = 1, EvaluationLoss = 2 }.Value("loss").ShouldBe(1);
        new EpochOutputs { TrainLoss = 1, EvaluationLoss = 2 }.Value("valid_loss").ShouldBe(2);
    }

    [Fact]
    public void Checkpoints_are_due_at_multiples_at_a_new_best_and_at_the_end()
    {
        var policy = new CheckpointPolicy(Every: 3, EpochCount: 6);
        Enumerable.Range(0, 6).Select(e => policy.ShouldSave(e, isBest: e == 1)).ShouldBe([true, true, false, true, false, true]);
    }

    [Fact]
    public void A_metric_driven_schedule_sees_the_previous_epoch_validation_first_and_starts_from_the_worst()
    {
        var outputs = new Dictionary<int, EpochOutputs>
        {
            [0] = new() { TrainLoss = 2, TrainMetrics = Values(10), ValidMetrics = Values(20) },
            [1] = new() { TrainLoss = 1, TrainMetrics = Values(30) },
        };
        var policy = new SchedulePolicy("accuracy", MetricGoal.Maximize);
        Enumerable.Range(0, 4).Select(e => policy.ValueBefore(e, outputs)).ShouldBe([double.NegativeInfinity, 20, 30, double.NegativeInfinity]);
        new SchedulePolicy("loss").ValueBefore(0, outputs).ShouldBe(double.PositiveInfinity);
        new SchedulePolicy("loss").ValueBefore(2, outputs).ShouldBe(1);
        new SchedulePolicy(null).ValueBefore(2, outputs).ShouldBeNull();
    }

    [Fact]
    public void A_metric_without_a_value_in_the_validation_set_does_not_take_that_of_training()
    {
        var unknown = new EpochOutputs { TrainMetrics = Values(99), ValidMetrics = new Dictionary<string, double?> { ["accuracy"] = null } };
        unknown.Value("accuracy").ShouldBeNull();
        new EpochOutputs { TrainMetrics = Values(99) }.Value("accuracy").ShouldBe(99);
        new EpochOutputs { TrainMetrics = Values(99), ValidMetrics = new Dictionary<string, double?>() }.Value("accuracy").ShouldBe(99);
        new SchedulePolicy("accuracy", MetricGoal.Maximize).ValueBefore(1, new Dictionary<int, EpochOutputs> { [0] = unknown }).ShouldBe(double.NegativeInfinity);
    }

    [Fact]
    public void The_scheduler_is_told_the_epoch_or_the_metric_before_it()
    {
        using var weight = torch.nn.Parameter(torch.zeros(1));
        using var optimizer = torch.optim.SGD([weight], 1.0);
        var byEpoch = torch.optim.lr_scheduler.StepLR(optimizer, 1, gamma: 0.5);
        new SchedulePolicy(null).Step(byEpoch, 3, new Dictionary<int, EpochOutputs>());
        optimizer.ParamGroups[0].LearningRate.ShouldBe(0.125);

        var outputs = new Dictionary<int, EpochOutputs> { [0] = new() { TrainLoss = 2 }, [1] = new() { TrainLoss = 1 }, [2] = new() { TrainLoss = 3 }, [3] = new() { TrainLoss = 4 } };
        using var other = torch.optim.SGD([weight], 1.0);
        var byMetric = torch.optim.lr_scheduler.ReduceLROnPlateau(other, patience: 1);
        var policy = new SchedulePolicy("loss");
        Enumerable.Range(0, 5).Select(epoch =>
        {
            policy.Step(byMetric, epoch, outputs);
            return other.ParamGroups[0].LearningRate;
        }).ShouldBe([1, 1, 1, 1, 0.1]);
        policy.Step(null, 1, outputs);

        // As docs/sessions.md has it: the step before the first epoch counts as one without improvement.
        using var impatient = torch.optim.SGD([weight], 1.0);
        policy.Step(torch.optim.lr_scheduler.ReduceLROnPlateau(impatient, patience: 0), 0, outputs);
        impatient.ParamGroups[0].LearningRate.ShouldBe(0.1);
    }

    [Fact]
    public void A_plateau_does_not_count_epochs_without_a_value()
    {
        using var weight = torch.nn.Parameter(torch.zeros(1));
        using var optimizer = torch.optim.SGD([weight], 1.0);
        var outputs = new Dictionary<int, EpochOutputs>
        {
            [0] = new() { ValidMetrics = Values(1) },
            [1] = new() { ValidMetrics = Values(null) },
            [2] = new() { ValidMetrics = Values(null) },
            [3] = new() { ValidMetrics = Values(1) },
            [4] = new() { ValidMetrics = Values(1) },
        };
        var plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode: "max", patience: 1);
        var policy = new SchedulePolicy("accuracy", MetricGoal.Maximize);
        Enumerable.Range(0, 6).Select(epoch =>
        {
            policy.Step(plateau, epoch, outputs);
            return optimizer.ParamGroups[0].LearningRate;
        }).ShouldBe([1, 1, 1, 1, 1, 0.1]);
        Enumerable.Range(0, 6).Select(epoch => policy.IsSpared(plateau, epoch, outputs)).ShouldBe([false, false, true, true, false, false]);

        // Others go by the epoch, whatever they are told.
        using var other = torch.optim.SGD([weight], 1.0);
        policy.Step(torch.optim.lr_scheduler.StepLR(other, 1, gamma: 0.5), 2, outputs);
        other.ParamGroups[0].LearningRate.ShouldBe(0.25);
    }

    private static Dictionary<string, double?> Values(double? accuracy) => new() { ["accuracy"] = accuracy };
}
