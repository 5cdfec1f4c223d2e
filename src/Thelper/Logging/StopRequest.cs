using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Thelper.Logging;

/// <summary>A wish to stop, made from another thread or a signal handler; the training loop looks at it after every step, and what waits is woken by it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has neither a timer nor a wait handle: there is nothing to free.")]
public sealed class StopRequest
{
    private readonly CancellationTokenSource source = new();
    private volatile int exitCode;
    private volatile Action? atLast;
    private int saving;
    private long longestSave;

    /// <summary>The exit code that goes with the wish, such as 130; 0 while there is none.</summary>
    public int ExitCode => exitCode;

    /// <summary>Cancelled by the wish.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>
    /// What saves the session's state if the process has to be ended while its threads are stuck; null for nothing. It is called on a thread of its own, may take
    /// a few seconds, and must not wait for what another thread holds.
    /// </summary>
    public Action? AtLast
    {
        get => atLast;
        set => atLast = value;
    }

    /// <summary>Whether the session's state is being written at this moment: what is begun should be finished.</summary>
    public bool IsSaving => Volatile.Read(ref saving) > 0;

    /// <summary>How long the slowest writing of the session's state took so far; zero where nothing was written.</summary>
    public TimeSpan LongestSave => TimeSpan.FromTicks(Interlocked.Read(ref longestSave));

    /// <summary>Tells that the session's state is being written, until the result is disposed.</summary>
    public IDisposable Saving() => new Save(this);

    /// <summary>Makes the wish.</summary>
    /// <param name="code">The exit code: 128 plus the signal's number.</param>
    public void Request(int code)
    {
        exitCode = code;
        source.Cancel();
    }

    /// <summary>Ends the running epoch if there is a wish.</summary>
    /// <exception cref="SessionInterruptedException">There is one.</exception>
    public void ThrowIfRequested()
    {
        if (exitCode is var code and not 0)
        {
            throw new SessionInterruptedException(code);
        }
    }

    private sealed class Save : IDisposable
    {
        private readonly StopRequest owner;
        private readonly long began = Stopwatch.GetTimestamp();

        public Save(StopRequest owner)
        {
            this.owner = owner;
            Interlocked.Increment(ref owner.saving);
        }

        public void Dispose()
        {
            // One thread saves at a time, but for the last one before the end.
            Interlocked.Exchange(ref owner.longestSave, Math.Max(owner.LongestSave.Ticks, Stopwatch.GetElapsedTime(began).Ticks));
            Interlocked.Decrement(ref owner.saving);
        }
    }
}
