using Thelper.Config;
using Thelper.Metrics;
using Thelper.Torch.Serialization;
using Thelper.Train;

namespace Thelper.Sessions;

/// <summary>Hands the best monitored value to Orion, a search for hyperparameters, which asks for it through an environment variable.</summary>
/// <remarks>Orion minimises, so that a value to be maximised is handed over negated. Source: Orion, "Reporting results" (ORION_RESULTS_PATH).</remarks>
internal static class OrionReport
{
    private const string Variable = "ORION_RESULTS_PATH";

    /// <summary>Writes the report, if Orion started the session, something is monitored, and <c>orion.report</c> is not false.</summary>
    /// <param name="options">The section <c>orion</c>; null for none.</param>
    /// <param name="monitor">What is monitored, or null.</param>
    public static void Write(OrionOptions? options, MonitorPolicy? monitor)
    {
        if (monitor is null || options is { Report: false } || Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path)
        {
            return;
        }

        var entry = new Dictionary<string, object?>
        {
            ["name"] = monitor.Name,
            ["type"] = "objective",
            ["value"] = monitor.Goal == MetricGoal.Minimize ? monitor.Best : -monitor.Best,
        };
        var json = ConfigWriter.ToJson(new List<object?> { entry });
        AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(json)));
    }
}
