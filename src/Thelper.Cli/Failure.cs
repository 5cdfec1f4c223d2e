using Thelper.Config;
using Thelper.Torch;
using Thelper.Logging;

namespace Thelper.Cli;

/// <summary>What the program says when something fails that is no mistake in what was asked for: one message first, then the trace.</summary>
internal static class Failure
{
    /// <summary>The message: where the failure is the user's own code, its file and line.</summary>
    /// <param name="error">What was thrown.</param>
    public static string Message(Exception error)
    {
        var cause = error.GetBaseException();
        return cause switch
        {
            OutOfMemoryException or TorchException { IsOutOfMemory: true } => $"out of memory: {cause.Message.Split('\n')[0].TrimEnd('.')}{Around(error, cause)}. Smaller batches or images, fewer workers or less caching need less.",
            _ when UserCode.PlaceOf(cause) is { } place => $"{place}: {cause.GetType().Name}: {cause.Message}{Around(error, cause)}",
            _ => $"a bug: {cause.GetType().Name}: {cause.Message}{Around(error, cause)}",
        };
    }

    /// <summary>Writes message and trace to the log's file and to standard error.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="log">The log; null where it could not be opened.</param>
    /// <param name="output">Standard error.</param>
    public static void Report(Exception error, SessionLog? log, TextWriter output)
    {
        var message = Message(error);
        log?.For("thelper").Debug($"{message}\n{error}");
        output.WriteLine($"thelper: {message}");
        output.WriteLine(error);
    }

    // What was being done, which the innermost failure does not know: "loading sample.png for the train set failed: ...".
    private static string Around(Exception error, Exception cause)
        => ReferenceEquals(error, cause) ? "" : $" ({error.Message.Replace($": {cause.Message}", "", StringComparison.Ordinal)})";
}
