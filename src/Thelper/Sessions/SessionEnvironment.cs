using Thelper.Logging;

namespace Thelper.Sessions;

/// <summary>What surrounds a session: where it logs, who answers its questions, who watches it, and who may stop it.</summary>
/// <param name="Log">The log.</param>
/// <param name="Questions">Answers questions.</param>
/// <param name="Progress">Shows progress; null for none.</param>
/// <param name="Stop">The user's wish to stop.</param>
public sealed record SessionEnvironment(SessionLog Log, Questions Questions, IProgressDisplay? Progress, StopRequest Stop)
{
    /// <summary>Whether sessions and checkpoints of others may run the code that they name, and write where they say.</summary>
    public bool Trust { get; init; }

    /// <summary>Ends when native libraries may be loaded, which takes their system's loader, and with it the begin of every thread, for most of a second; null for at once.</summary>
    internal System.Threading.Tasks.Task? Gate { get; init; }

    /// <summary>Logs to the session's files alone, asks nothing, shows nothing: for programs that use the library.</summary>
    /// <returns>The environment.</returns>
    public static SessionEnvironment Quiet() => new(new SessionLog(), Questions.Bypassed, null, new StopRequest());
}
