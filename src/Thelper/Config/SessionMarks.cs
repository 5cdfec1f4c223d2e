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

    /// <summary>The folder of charts and reports.</summary>
    public const string Output = "output";

    /// <summary>Whether a folder is a session's. One of checkpoints alone may be anybody's.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsSession(string folder) =>
        File.Exists(Path.Combine(folder, ConfigFile)) || (Directory.Exists(Path.Combine(folder, Checkpoints)) && Directory.Exists(Path.Combine(folder, Logs)));

    /// <summary>Whether a folder is one that a session fills itself.</summary>
    /// <param name="parent">The folder that it lies in.</param>
    /// <param name="name">Its name.</param>
    public static bool IsFilled(string parent, string name) => name is Checkpoints or Logs or Output && IsSession(parent);
}
