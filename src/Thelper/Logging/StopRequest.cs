namespace Thelper.Logging;

/// <summary>A wish to stop, made from another thread or a signal handler; the training loop looks at it after every step.</summary>
public sealed class StopRequest
{
    private volatile int exitCode;

    /// <summary>The exit code that goes with the wish, such as 130; 0 while there is none.</summary>
    public int ExitCode => exitCode;

    /// <summary>Makes the wish.</summary>
    /// <param name="code">The exit code: 128 plus the signal's number.</param>
    public void Request(int code) => exitCode = code;

    /// <summary>Ends the running epoch if there is a wish.</summary>
    /// <exception cref="SessionInterruptedException">There is one.</exception>
    public void ThrowIfRequested()
    {
        if (exitCode is var code and not 0)
        {
            throw new SessionInterruptedException(code);
        }
    }
}
