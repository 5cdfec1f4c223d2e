namespace Thelper.Config;

/// <summary>By what the folder of a session is known.</summary>
internal static class SessionMarks
{
    /// <summary>The name of the stored configuration.</summary>
    public const string ConfigFile = "config.latest.json";

    /// <summary>The folder of checkpoints.</summary>
    public const string Checkpoints = "checkpoints";

    /// <summary>The folder of logs.</summary>
    public const string Logs = "logs";

    /// <summary>Whether a folder is a session's. One of checkpoints alone may be anybody's.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsSession(string folder) =>
        File.Exists(Path.Combine(folder, ConfigFile)) || (Directory.Exists(Path.Combine(folder, Checkpoints)) && Directory.Exists(Path.Combine(folder, Logs)));
}
