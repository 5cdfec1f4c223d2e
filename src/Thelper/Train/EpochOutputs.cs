namespace Thelper.Train;

/// <summary>What an epoch produced. A set's metrics are null when the set was not run.</summary>
public sealed class EpochOutputs
{
    /// <summary>The mean of the training loss over the batches.</summary>
    public double? TrainLoss { get; set; }

    /// <summary>The mean of the validation loss over the batches, of trainers where it stands for <c>loss</c>; null for the others, whose <c>loss</c> is that of training.</summary>
    public double? ValidLoss { get; set; }

    /// <summary>The mean of the validation loss over the batches, of any trainer: what <c>valid_loss</c> stands for; null without validation.</summary>
    public double? EvaluationLoss { get; set; }

    /// <summary>The values of the training set's metrics.</summary>
    public IReadOnlyDictionary<string, double?>? TrainMetrics { get; set; }

    /// <summary>The values of the validation set's metrics.</summary>
    public IReadOnlyDictionary<string, double?>? ValidMetrics { get; set; }

    /// <summary>The values of the test set's metrics.</summary>
    public IReadOnlyDictionary<string, double?>? TestMetrics { get; set; }

    /// <summary>What the passes of an epoch produced.</summary>
    internal static EpochOutputs Of(PassSummary train, PassSummary? valid) => new()
    {
        TrainLoss = train.Loss,
        ValidLoss = valid?.Loss,
        EvaluationLoss = valid?.AnyLoss,
        TrainMetrics = train.Metrics,
        ValidMetrics = valid?.Metrics,
    };

    /// <summary>
    /// The value of a metric in the validation set, or in the training set where there was no validation or it does not have the metric; likewise for the loss. A metric that the
    /// validation has and that came to nothing there (the area under a curve of one class) has no value: that of training is another one's.
    /// </summary>
    /// <param name="name">The metric's name, <c>loss</c> or <c>valid_loss</c>.</param>
    /// <returns>The value; null if it is not known.</returns>
    public double? Value(string name) => name switch
    {
        MonitorPolicy.Loss => ValidLoss ?? TrainLoss,
        MonitorPolicy.ValidLoss => EvaluationLoss,
        _ when ValidMetrics is not null && ValidMetrics.TryGetValue(name, out var value) => value,
        _ => TrainMetrics?.GetValueOrDefault(name),
    };

    /// <summary>Every value under the name that checkpoints and logs use, such as <c>train/loss</c> or <c>valid/metrics:accuracy</c>.</summary>
    /// <returns>Names and values.</returns>
    public IEnumerable<KeyValuePair<string, double?>> Flatten()
    {
        if (TrainLoss is not null)
        {
            yield return new("train/loss", TrainLoss);
        }

        if (ValidLoss is not null)
        {
            yield return new("valid/loss", ValidLoss);
        }

        foreach (var (set, metrics) in Sets())
        {
            foreach (var (name, value) in metrics ?? new Dictionary<string, double?>())
            {
                yield return new($"{set}/metrics:{name}", value);
            }
        }
    }

    /// <summary>The sets' metrics in the order of the run.</summary>
    /// <returns>Set names and metrics.</returns>
    internal IEnumerable<(string Set, IReadOnlyDictionary<string, double?>? Metrics)> Sets()
        => [("train", TrainMetrics), ("valid", ValidMetrics), ("test", TestMetrics)];
}
