namespace Thelper.Train;

/// <summary>A complete pass over a set.</summary>
/// <param name="Set">The set and its consumers.</param>
/// <param name="Epoch">Index of the epoch.</param>
/// <param name="IsFinal">Whether this is an evaluation outside of training, whose files carry no epoch.</param>
/// <param name="Loss">The mean of the loss over the batches; null where none is computed.</param>
/// <param name="LearningRate">The learning rate, in a training pass.</param>
/// <param name="Metrics">The values of the set's metrics.</param>
/// <param name="EvaluationLoss">The mean of <see cref="BatchOutcome.EvaluationLoss"/>; null where none is computed.</param>
public sealed record PassSummary(
    SetRun Set, int Epoch, bool IsFinal, double? Loss, double? LearningRate, IReadOnlyDictionary<string, double?> Metrics, double? EvaluationLoss = null)
{
    private PassOutputs? outputs;

    /// <summary>The loss of the pass, of whichever kind; null where none is computed.</summary>
    public double? AnyLoss => Loss ?? EvaluationLoss;

    /// <summary>What the set's consumers have to write; they are asked when the first observer wants to know.</summary>
    public PassOutputs Outputs => outputs ??= new(Set.Consumers, Metrics);
}
