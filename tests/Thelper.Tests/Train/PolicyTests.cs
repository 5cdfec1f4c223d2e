using Thelper.Metrics;
using Thelper.Train;

namespace Thelper.Tests.Train;

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

    private static Dictionary<string, double?> Values(double accuracy) => new() { ["accuracy"] = accuracy };
}
