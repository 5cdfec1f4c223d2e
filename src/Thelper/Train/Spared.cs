using Microsoft.Extensions.Logging;
using Thelper.Logging;
using Thelper.Metrics;

namespace Thelper.Train;

/// <summary>An observer that writes what a session can do without: if the disk is full or a share is gone, that is said once, and the session goes on.</summary>
/// <param name="inner">The observer.</param>
/// <param name="what">What it writes, for the warning.</param>
/// <param name="goesOn">Whether it is told on after a failure: what it writes are files of their own.</param>
/// <param name="log">Receives the warning.</param>
internal sealed class Spared(ITrainingObserver inner, string what, bool goesOn, ILogger log) : ITrainingObserver, IDisposable
{
    private bool failed;

    /// <inheritdoc/>
    public void EpochStarts(Trainer trainer, int epoch) => Try(() => inner.EpochStarts(trainer, epoch));

    /// <inheritdoc/>
    public void BatchEnded(Trainer trainer, SetRun source, IterationData iteration) => Try(() => inner.BatchEnded(trainer, source, iteration));

    /// <inheritdoc/>
    public void PassEnded(Trainer trainer, PassSummary pass) => Try(() => inner.PassEnded(trainer, pass));

    /// <inheritdoc/>
    public void EpochEnded(Trainer trainer, int epoch, bool isBest) => Try(() => inner.EpochEnded(trainer, epoch, isBest));

    /// <inheritdoc/>
    public void Interrupted(Trainer trainer, int epoch) => Try(() => inner.Interrupted(trainer, epoch));

    /// <summary>Closes what the observer writes to, which may need the disk once more.</summary>
    public void Dispose() => Attempt(() => (inner as IDisposable)?.Dispose());

    private void Try(Action action)
    {
        if (!failed || goesOn)
        {
            Attempt(action);
        }
    }

    /// <summary>Does something that a session can do without; if the disk refuses, that is said, and the session goes on.</summary>
    /// <param name="what">What is lost then.</param>
    /// <param name="log">Receives the warning.</param>
    /// <param name="action">Writes.</param>
    public static void Try(string what, ILogger log, Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (IsRefusal(error))
        {
            log.Warn($"{what} are lost ({error.Message}); the session goes on");
        }
    }

    /// <summary>Whether something failed because the disk is full, gone or closed to this user.</summary>
    /// <param name="error">What was thrown.</param>
    public static bool IsRefusal(Exception error)
        => error is IOException or UnauthorizedAccessException || error is UserErrorException { InnerException: IOException or UnauthorizedAccessException };

    private void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (IsRefusal(error))
        {
            if (!failed)
            {
                log.Warn($"{what} of the session are lost ({error.Message}); the session goes on");
            }

            failed = true;
        }
    }
}
