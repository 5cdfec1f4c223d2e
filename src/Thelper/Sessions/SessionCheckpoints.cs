using System.Globalization;
using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Logging;
using Thelper.Nn;
using Thelper.Random;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Sessions;

/// <summary>Saves the checkpoints of a running session, so that it can go on after its last finished epoch whatever happens.</summary>
/// <remarks>
/// If the user stops the session within an epoch, the state at the start of that epoch is what counts. It is on disk when the
/// epoch before was saved; otherwise (first epoch, or <c>save_freq</c> above 1) a copy of it is kept in memory for that moment. It is also what is saved where
/// the process has to be ended because it is stuck (<see cref="StopRequest.AtLast"/>).
/// <para>
/// A disk that refuses a checkpoint is said, and training goes on: the next epoch is saved whatever <c>save_freq</c> says, and before it the best one, of which a
/// copy is kept in memory meanwhile. What is not saved at the end is in <see cref="Unsaved"/>.
/// </para>
/// </remarks>
public sealed class SessionCheckpoints : ITrainingObserver, IDisposable
{
    private readonly SessionDirectory directory;
    private readonly ConfigNode config;
    private readonly CheckpointPolicy policy;
    private readonly Seeds seeds;
    private readonly ILogger log;

    // Guards the copy, which another thread saves if this one is stuck. Nothing is logged while it is held: a console can be what is stuck.
    private readonly Lock gate = new();
    private StopRequest? stop;
    private Checkpoint? start;
    private Checkpoint? unsavedBest;
    private string? bestFile;
    private int savedEpoch;
    private (string What, string Reason)? failure;

    /// <summary>Creates the saver.</summary>
    /// <param name="directory">The session's folder.</param>
    /// <param name="config">The session's configuration.</param>
    /// <param name="policy">After which epochs to save.</param>
    /// <param name="seeds">The seeds in use.</param>
    /// <param name="savedEpoch">The finished epoch whose state is on disk already; -1 for none.</param>
    /// <param name="log">Receives the paths.</param>
    public SessionCheckpoints(SessionDirectory directory, ConfigNode config, CheckpointPolicy policy, Seeds seeds, int savedEpoch, ILogger log)
    {
        this.directory = directory;
        this.config = config;
        this.policy = policy;
        this.seeds = seeds;
        this.savedEpoch = savedEpoch;
        this.log = log;
    }

    /// <summary>Whether a checkpoint was saved.</summary>
    public bool HasSaved { get; private set; }

    /// <summary>What to say at the end of the session of epochs that could not be saved; null where all is saved.</summary>
    public string? Unsaved => failure is not var (what, reason) ? null
        : $"{directory.Path}: the session is trained, but {what} is not saved ({reason.TrimEnd('.')}). {(OlderOrigin is { } file
            ? $"Make room, and go on from what this run went on from: resume '{file}'."
            : savedEpoch >= 0 ? string.Create(CultureInfo.InvariantCulture, $"The last epoch that is saved is epoch#{savedEpoch}: make room, and resume.")
            : "No epoch is saved: make room, and start again.")}";

    /// <summary>The checkpoint in the session's folder that this run went on from; null for none there.</summary>
    internal string? Origin { get; init; }

    // What the run went on from, where nothing of it is saved and the folder stands for another checkpoint: an earlier run came further.
    private string? OlderOrigin => !HasSaved && Origin is { } file && Newest is { } newest && Path.GetFullPath(newest) != Path.GetFullPath(file) ? file : null;

    private string? Newest => Directory.Exists(directory.Checkpoints) && CheckpointName.List(directory.Checkpoints) is [var newest, ..] ? newest : null;

    /// <summary>The best epoch, where the disk has not taken it yet; null otherwise.</summary>
    internal Checkpoint? UnsavedBest => unsavedBest;

    /// <summary>The copy of the best checkpoint; the file exists once an epoch was best.</summary>
    public string BestPath => Path.Combine(directory.Checkpoints, CheckpointName.Best);

    /// <inheritdoc/>
    public void EpochStarts(Trainer trainer, int epoch)
    {
        stop = trainer.Context.Stop;
        stop.AtLast = SaveAtLast;
        DropStart();
        if (savedEpoch != epoch - 1)
        {
            using var scope = torch.NewDisposeScope();
            start = CopyOf(Capture(trainer, epoch, epoch - 1));
        }
    }

    /// <inheritdoc/>
    public void EpochEnded(Trainer trainer, int epoch, bool isBest)
    {
        if (!policy.ShouldSave(epoch, isBest) && failure is null)
        {
            return;
        }

        using var scope = torch.NewDisposeScope();
        log.Info($"saving checkpoint @ epoch#{epoch}");
        var now = Capture(trainer, epoch, epoch);
        if (isBest)
        {
            DropBest();
        }

        using (trainer.Context.Stop.Saving())
        {
            try
            {
                SaveEpoch(now, isBest);
                failure = null;
            }
            catch (Exception error) when (Spared.IsRefusal(error))
            {
                unsavedBest ??= isBest && bestFile is null ? CopyOf(now) : null;
                failure = (savedEpoch == epoch ? $"the copy '{BestPath}' of the best one" : string.Create(CultureInfo.InvariantCulture, $"epoch#{epoch}"), error.Message);
            }
        }

        if (failure is var (what, reason))
        {
            log.Warn($"{what} is not saved ({reason.TrimEnd('.')}); training goes on, and it is tried again after the next epoch");
        }
    }

    /// <inheritdoc/>
    public void Interrupted(Trainer trainer, int epoch)
    {
        if (start is null)
        {
            log.Info(OlderOrigin is { } file
                ? $"stopped in epoch#{epoch}; resuming '{file}' starts it again (the session by its folder goes on from '{Newest}')"
                : $"stopped in epoch#{epoch}; the checkpoint of epoch#{savedEpoch} is saved, and resuming starts epoch#{epoch} again");
            return;
        }

        log.Info($"stopped in epoch#{epoch}; saving the state at its start");
        string path;
        lock (gate)
        {
            using (trainer.Context.Stop.Saving())
            {
                SaveBest();
                path = Save(start);
            }
        }

        log.Debug($"wrote checkpoint to {path}");
        DropStart();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (stop is not null)
        {
            stop.AtLast = null;
        }

        DropStart();
        DropBest();
    }

    private static Tensor Keep(Tensor tensor) => tensor.DetachFromDisposeScope();

    private static PyDict? Copy(PyDict? dict)
    {
        if (dict is null)
        {
            return null;
        }

        var copy = new PyDict(dict.Kind) { Attributes = dict.Attributes };
        foreach (var (key, value) in dict)
        {
            copy[key] = value switch
            {
                Tensor tensor => Keep(tensor.detach().clone()),
                PyDict inner => Copy(inner),
                _ => value,
            };
        }

        return copy;
    }

    // A copy that the next steps do not change, and no scope frees.
    private static Checkpoint CopyOf(Checkpoint now)
        => now with { Model = Copy(now.Model), Optimizer = Copy(now.Optimizer), GeneratorState = Keep(now.GeneratorState!.clone()) };

    private static void Free(Checkpoint? checkpoint)
    {
        Free(checkpoint?.Model);
        Free(checkpoint?.Optimizer);
        checkpoint?.GeneratorState?.Dispose();
    }

    private static void Free(PyDict? dict)
    {
        foreach (var value in dict?.Values ?? [])
        {
            (value as Tensor)?.Dispose();
            Free(value as PyDict);
        }
    }

    private Checkpoint Capture(Trainer trainer, int epoch, int finished)
    {
        var context = trainer.Context;
        return new()
        {
            Name = context.SessionName,
            Epoch = epoch,
            FinishedEpoch = finished,
            Iteration = trainer.Iteration,
            Task = context.Task.ToString(),
            Outputs = new SortedDictionary<int, EpochOutputs>(trainer.Outputs),
            Model = StateDictionary.Pickled(context.Model.state_dict()),
            ModelType = context.Model.TypeName,
            ModelParams = context.Model.Config,
            Optimizer = context.Optimizer?.state_dict(),
            Scheduler = context.Scheduler?.state_dict(),
            MonitorBest = context.Monitor?.Best,
            MonitorBestEpoch = context.Monitor?.BestEpoch ?? -1,
            Config = config,
            Seeds = seeds,
            GeneratorState = torch.get_rng_state(),
            Threads = torch.get_num_threads(),
        };
    }

    // What is owed of earlier epochs first.
    private void SaveEpoch(Checkpoint now, bool isBest)
    {
        SaveBest(log);
        var path = Save(now, log);
        savedEpoch = now.Epoch;
        DropStart();
        bestFile = isBest ? path : null;
        SaveBest(log);
    }

    // The best epoch, if the disk has not taken it yet, and its copy.
    private void SaveBest(ILogger? told = null)
    {
        if (unsavedBest is not null)
        {
            bestFile = Save(unsavedBest, told);
            DropBest(keepFile: true);
        }

        if (bestFile is not null)
        {
            told?.Debug($"writing checkpoint to {BestPath}");
            BestCheckpoint.Copy(bestFile, BestPath);
            bestFile = null;
        }
    }

    private void DropBest(bool keepFile = false)
    {
        Free(unsavedBest);
        unsavedBest = null;
        bestFile = keepFile ? bestFile : null;
    }

    private string Save(Checkpoint checkpoint, ILogger? told = null)
    {
        var stamp = LogStamp.Now();
        var path = Path.Combine(directory.Checkpoints, CheckpointName.Of(checkpoint.Epoch, stamp));
        told?.Debug($"writing checkpoint to {path}");
        CheckpointWriter.Save(checkpoint with { Source = stamp.ToString() }, path);
        HasSaved = true;
        return path;
    }

    private void SaveAtLast()
    {
        lock (gate)
        {
            if (start is not null)
            {
                Save(start);
            }
        }
    }

    private void DropStart()
    {
        lock (gate)
        {
            Free(start);
            start = null;
        }
    }
}
