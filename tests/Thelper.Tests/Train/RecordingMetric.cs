using Thelper.Metrics;

namespace Thelper.Tests.Train;

/// <summary>A metric that writes down what it sees; its value is the number of batches since the last reset.</summary>
internal sealed class RecordingMetric(string name, List<string> events) : Metric
{
    private int batches;

    public Action? OnUpdate { get; init; }

    public bool HasNoValue { get; init; }

    public override MetricGoal Goal => MetricGoal.Maximize;

    public override void Update(IterationData iteration)
    {
        batches++;
        events.Add(FormattableString.Invariant($"{name} sees {iteration.IterationIndex} of {iteration.IterationCount} in epoch {iteration.EpochIndex} after {iteration.TrainedBatches}"));
        OnUpdate?.Invoke();
    }

    public override void Reset()
    {
        batches = 0;
        events.Add($"{name} forgets");
    }

    public override double? Eval() => HasNoValue ? null : batches;
}
