using Microsoft.Extensions.Logging;

namespace Thelper.Logging;

/// <summary>Logging of finished texts: no message template is parsed, so nothing costs at start-up and braces are safe.</summary>
public static class LogText
{
    /// <summary>Logs a detail.</summary>
    /// <param name="log">The logger; null logs nothing.</param>
    /// <param name="message">The text.</param>
    public static void Debug(this ILogger? log, string message) => Write(log, LogLevel.Debug, default, message);

    /// <summary>Logs what happened.</summary>
    /// <param name="log">The logger; null logs nothing.</param>
    /// <param name="message">The text.</param>
    public static void Info(this ILogger? log, string message) => Write(log, LogLevel.Information, default, message);

    /// <summary>Logs the progress of one batch.</summary>
    /// <param name="log">The logger; null logs nothing.</param>
    /// <param name="message">The text.</param>
    public static void Iteration(this ILogger? log, string message) => Write(log, LogLevel.Information, SessionLog.Iteration, message);

    /// <summary>Logs something the user may want to change.</summary>
    /// <param name="log">The logger; null logs nothing.</param>
    /// <param name="message">The text.</param>
    public static void Warn(this ILogger? log, string message) => Write(log, LogLevel.Warning, default, message);

    private static void Write(ILogger? log, LogLevel level, EventId id, string message)
        => log?.Log(level, id, message, null, static (text, _) => text);
}
