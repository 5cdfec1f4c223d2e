using Thelper.Data.Loading;
using Thelper.Data.Statistics;

namespace Thelper.Sessions;

/// <content>Looking at the data of a configuration.</content>
public static partial class Session
{
    /// <summary>Splits the data of a configuration as a session would, and looks at every sample.</summary>
    /// <param name="configPath">The configuration file; its sections <c>datasets</c> and <c>loaders</c> are used.</param>
    /// <param name="environment">Log, questions and the user's wish to stop.</param>
    /// <param name="overrides">Changes to the configuration, as <c>key.path=value</c>.</param>
    /// <returns>What is in the data.</returns>
    /// <exception cref="UserErrorException">The configuration or the data cannot be used.</exception>
    public static DataStatistics Stats(string configPath, SessionEnvironment environment, IReadOnlyList<string>? overrides = null)
    {
        using var opening = SessionOpening.Open(configPath, overrides, _ => SessionNeeds.Data, environment);
        var loaders = opening.OpenData();
        return DataStatistics.Compute(loaders, Math.Max(loaders.Options.Workers, 1), environment.Stop.ThrowIfRequested);
    }
}
