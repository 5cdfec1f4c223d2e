namespace Thelper.Records;

/// <summary>What a session was trained on in one step.</summary>
/// <param name="Iteration">The step, counted over the session from 0.</param>
/// <param name="Epoch">Its epoch, from 0.</param>
/// <param name="Batch">Its batch in the epoch, from 0.</param>
/// <param name="Weights">Whose answers the predictions and losses are: the checkpoint that is nearest before the step.</param>
/// <param name="Channels">Channels of the images that the model got; 0 where it got none.</param>
/// <param name="Samples">The samples in the order of the batch.</param>
/// <param name="Metrics">The training set's metrics of these samples, one after another; null where a metric has no value for them.</param>
public sealed record StepBatch(long Iteration, int Epoch, int Batch, string Weights, int Channels, IReadOnlyList<StepSample> Samples, IReadOnlyDictionary<string, double?> Metrics);
