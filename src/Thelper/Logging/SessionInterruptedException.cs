namespace Thelper.Logging;

/// <summary>A session was asked to stop, and did so after a whole step.</summary>
/// <param name="exitCode">The exit code of the program: 128 plus the signal's number.</param>
public sealed class SessionInterruptedException(int exitCode) : Exception("The session was interrupted.")
{
    /// <summary>The exit code of the program.</summary>
    public int ExitCode { get; } = exitCode;
}
