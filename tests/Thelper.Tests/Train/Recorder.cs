using Thelper.Metrics;
using Thelper.Train;

namespace Thelper.Tests.Train;

/// <summary>Writes down what a trainer tells its observers.</summary>
internal sealed class Recorder(List<string> events) : ITrainingObserver
{
    public List<PassSummary> Passes { get; } = [];

    public void EpochStarts(Trainer trainer, int epoch) => events.Add($"epoch {epoch} starts");

    public void BatchEnded(Trainer trainer, SetRun source, IterationData iteration) => events.Add($"{source.Name} batch {iteration.IterationIndex}");

    public void PassEnded(Trainer trainer, PassSummary pass)
    {
        Passes.Add(pass);
        events.Add($"{pass.Set.Name} {(pass.IsFinal ? "final pass" : "pass")}");
    }

    public void EpochEnded(Trainer trainer, int epoch, bool isBest) => events.Add($"epoch {epoch} ends{(isBest ? ", best" : "")}");

    public void Interrupted(Trainer trainer, int epoch) => events.Add($"epoch {epoch} interrupted");
}
