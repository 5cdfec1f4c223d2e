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
    }

    /// <inheritdoc/>
    public void EpochEnded(Trainer trainer, int epoch, bool isBest)
    {
        var outputs = trainer.Outputs[epoch];
        LogResults($"epoch#{epoch}", outputs.Flatten());
        if (trainer.Context.Monitor is { } monitor)
        {
            var verdict = isBest ? "(new best value)" : $"(best = {PythonRepr.Of(monitor.Best)} at epoch {monitor.BestEpoch})";
            log.Info($"epoch {epoch}, monitored {monitor.Name} = {PythonRepr.Of(outputs.Value(monitor.Name) ?? double.NaN)}  {verdict}");
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
