using Thelper.Imaging.Plots;

namespace Thelper.Train;

/// <summary>A complete pass over a set.</summary>
/// <param name="Set">The set and its consumers.</param>
/// <param name="Epoch">Index of the epoch.</param>
/// <param name="IsFinal">Whether this is an evaluation outside of training, whose files carry no epoch.</param>
/// <param name="Loss">The mean of the loss over the batches; null where none is computed.</param>
/// <param name="LearningRate">The learning rate, in a training pass.</param>
/// <param name="Metrics">The values of the set's metrics.</param>
public sealed record PassSummary(
    SetRun Set, int Epoch, bool IsFinal, double? Loss, double? LearningRate, IReadOnlyDictionary<string, double?> Metrics)
{
    /// <summary>The charts that consumers drew, by name, once the first observer has saved them.</summary>
    public List<KeyValuePair<string, PlotImage>> Images { get; } = [];
}
