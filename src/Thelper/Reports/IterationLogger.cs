using System.Globalization;
using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Logging;
using Thelper.Metrics;

namespace Thelper.Reports;

/// <summary>Logs one line per batch: set, epoch, iteration, progress, loss and the monitored metric.</summary>
/// <param name="set">The set's name.</param>
/// <param name="log">Where to.</param>
/// <param name="monitored">The monitored metric of the set with its name; null if there is none, or if it is too slow for every batch.</param>
public sealed class IterationLogger(string set, ILogger log, KeyValuePair<string, Metric>? monitored) : IConsumer
{
    /// <inheritdoc/>
    public void Update(IterationData iteration)
    {
        var done = iteration.IterationIndex + 1;
        var percent = Math.Round(100.0 * done / iteration.IterationCount);
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{set} epoch#{iteration.EpochIndex}  (iter#{iteration.TrainedBatches})   batch: {done}/{iteration.IterationCount} ({percent:F0}%)");
        if (iteration.Loss is { } loss)
        {
            line += $"   loss: {PythonFloat.Fixed(loss, 6)}";
        }

        if (monitored is { } metric && metric.Value.Eval() is { } value)
        {
            line += $"   {metric.Key}: {PythonFloat.Fixed(value, 2)}";
        }

        log.Iteration(line);
    }
}
