using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Logging;

namespace Thelper.Train;

/// <summary>Logs what came out of an epoch or of a final evaluation, one line each, and the verdict of the monitor.</summary>
/// <param name="log">Where to.</param>
public sealed class ResultLog(ILogger log) : ITrainingObserver
{
    /// <inheritdoc/>
    public void PassEnded(Trainer trainer, PassSummary pass)
    {
        if (pass.IsFinal)
        {
            LogResults("final", pass.Metrics);
        }

        var numbers = pass.Metrics.Where(metric => metric.Value is not null).Select(metric => (metric.Key, metric.Value!.Value)).ToList();
        if (pass.AnyLoss is { } loss)
        {
            numbers.Insert(0, ("loss", loss));
        }

        if (numbers.Count > 0)
        {
            var what = pass.IsFinal ? pass.Set.Name : $"{pass.Set.Name} {trainer.EpochName(pass.Epoch)}";
            log.Info($"{what}: {string.Join(", ", numbers.Select(number => $"{number.Item1} {ShortNumber.Of(number.Item2)}"))}");
        }
    }

    /// <inheritdoc/>
    public void EpochEnded(Trainer trainer, int epoch, bool isBest)
    {
        var outputs = trainer.Outputs[epoch];
        LogResults($"epoch#{epoch}", outputs.Flatten());
        if (trainer.Context.Monitor is { } monitor)
        {
            var verdict = isBest ? "(new best value)" : $"(best = {PythonRepr.Of(monitor.Best)} at epoch {monitor.BestEpoch})";
            var known = outputs.Value(monitor.Name);
            var value = known ?? double.NaN;
            log.Info($"epoch {epoch}, monitored {monitor.Name} = {PythonRepr.Of(value)}  {verdict}");
            if (double.IsNaN(value))
            {
                log.Warn($"{trainer.EpochName(epoch)}: '{monitor.Name}', which is monitored, {(known is not null ? "is NaN" : outputs.ValidMetrics?.ContainsKey(monitor.Name) == true ? "has no value in the validation set" : "is not there")}: this epoch cannot be the best");
            }
        }
    }

    private void LogResults(string what, IEnumerable<KeyValuePair<string, double?>> values)
    {
        foreach (var (name, value) in values)
        {
            log.Info($" {what} result =>  {name}: {PythonRepr.Of(value)}");
        }
    }
}
