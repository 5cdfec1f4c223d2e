using Thelper.Metrics;

namespace Thelper.Train;

/// <summary>Is told what happens in a session; stores checkpoints, reports or event files, but changes nothing about the training.</summary>
public interface ITrainingObserver
{
    /// <summary>An epoch is about to start; the model is in the state at which the previous one ended.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="epoch">Index of the epoch.</param>
    void EpochStarts(Trainer trainer, int epoch)
    {
    }

    /// <summary>The consumers of a set have seen a batch.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="source">The set.</param>
    /// <param name="iteration">The batch.</param>
    void BatchEnded(Trainer trainer, SetRun source, IterationData iteration)
    {
    }

    /// <summary>A pass over a set is complete.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="pass">The pass.</param>
    void PassEnded(Trainer trainer, PassSummary pass)
    {
    }

    /// <summary>An epoch is complete, with its outputs and the verdict of the monitor.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="epoch">Index of the epoch.</param>
    /// <param name="isBest">Whether it is the best so far.</param>
    void EpochEnded(Trainer trainer, int epoch, bool isBest)
    {
    }

    /// <summary>The user stopped the session within an epoch, after a whole step.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="epoch">Index of the epoch that was not finished.</param>
    void Interrupted(Trainer trainer, int epoch)
    {
    }
}
