using Thelper.Metrics;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Train;

/// <summary>Steps the scheduler before an epoch, and decides what it is told.</summary>
/// <param name="StepMetric"><c>loss</c> or a metric's name; null for schedules that depend on the epoch alone.</param>
/// <param name="Goal">The direction in which that metric improves.</param>
public sealed record SchedulePolicy(string? StepMetric, MetricGoal Goal = MetricGoal.Minimize)
{
    /// <summary>Steps the scheduler, before the epoch, so that the learning rate is a function of the epoch's index. One that waits for a metric to improve is not told of epochs in which that has no value.</summary>
    /// <param name="scheduler">The scheduler; null for none.</param>
    /// <param name="epoch">Index of the epoch about to start.</param>
    /// <param name="outputs">The outputs of the epochs so far, by index.</param>
    public void Step(optim.lr_scheduler.LRScheduler? scheduler, int epoch, IReadOnlyDictionary<int, EpochOutputs> outputs)
    {
        if (IsSpared(scheduler, epoch, outputs))
        {
            return;
        }

        if (ValueBefore(epoch, outputs) is { } value)
        {
            scheduler?.step(value, epoch);
        }
        else
        {
            scheduler?.step(epoch);
        }
    }

    /// <summary>Whether the epoch before says nothing to a scheduler that waits for a metric to improve: it is there, and the metric has no value in it.</summary>
    /// <param name="scheduler">The scheduler; null for none.</param>
    /// <param name="epoch">Index of the epoch about to start.</param>
    /// <param name="outputs">The outputs of the epochs so far, by index.</param>
    internal bool IsSpared(optim.lr_scheduler.LRScheduler? scheduler, int epoch, IReadOnlyDictionary<int, EpochOutputs> outputs)
        => StepMetric is not null && scheduler is ReduceLROnPlateau
            && outputs.GetValueOrDefault(epoch - 1) is { } before && before.Value(StepMetric) is null;

    /// <summary>The value that a metric-driven scheduler is stepped with: the previous epoch's, or the worst possible one.</summary>
    /// <param name="epoch">Index of the epoch about to start.</param>
    /// <param name="outputs">The outputs of the epochs so far, by index.</param>
    /// <returns>The value; null where the epoch alone counts.</returns>
    public double? ValueBefore(int epoch, IReadOnlyDictionary<int, EpochOutputs> outputs)
        => StepMetric is null ? null : outputs.GetValueOrDefault(epoch - 1)?.Value(StepMetric) ?? MonitorPolicy.Worst(Goal);
}
