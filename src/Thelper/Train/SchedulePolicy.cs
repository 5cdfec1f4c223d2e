using Thelper.Metrics;

namespace Thelper.Train;

/// <summary>Decides what the scheduler is told before an epoch.</summary>
/// <param name="StepMetric"><c>loss</c> or a metric's name; null for schedules that depend on the epoch alone.</param>
/// <param name="Goal">The direction in which that metric improves.</param>
public sealed record SchedulePolicy(string? StepMetric, MetricGoal Goal = MetricGoal.Minimize)
{
    /// <summary>The value that a metric-driven scheduler is stepped with: the previous epoch's, or the worst possible one.</summary>
    /// <param name="epoch">Index of the epoch about to start.</param>
    /// <param name="outputs">The outputs of the epochs so far, by index.</param>
    /// <returns>The value; null where the epoch alone counts.</returns>
    public double? ValueBefore(int epoch, IReadOnlyDictionary<int, EpochOutputs> outputs)
        => StepMetric is null ? null : outputs.GetValueOrDefault(epoch - 1)?.Value(StepMetric) ?? MonitorPolicy.Worst(Goal);
}
