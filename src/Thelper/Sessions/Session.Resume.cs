using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Data.Splitting;
using Thelper.Logging;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using Thelper.Train;
using Thelper.Train.Construction;

namespace Thelper.Sessions;

/// <content>Sessions that go on.</content>
public static partial class Session
{
    /// <summary>Goes on with a session after its last finished epoch, or evaluates its best model.</summary>
    /// <param name="path">A session's folder, or a checkpoint.</param>
    /// <param name="environment">Log, questions, progress, stop.</param>
    /// <param name="options">How.</param>
    /// <returns>The outputs of every epoch, by index, those of earlier runs included.</returns>
    /// <exception cref="UserErrorException">A mistake of the user; no file is left behind.</exception>
    /// <exception cref="SessionInterruptedException">The user stopped the session.</exception>
    /// <exception cref="DivergedException">The session has ended, and a loss or the weights were NaN or infinite.</exception>
    public static IReadOnlyDictionary<int, EpochOutputs> Resume(string path, SessionEnvironment environment, ResumeOptions? options = null)
    {
        options ??= new();
        using var scope = torch.NewDisposeScope();
        var log = environment.Log.For("thelper.cli.resume_session");
        var replacement = options.OverrideConfig is { } other ? SessionOpening.Read(other, options.Overrides, environment) : null;
        Action<string> warn = environment.Log.For("thelper.train").Warn;
        var (file, checkpoint, entered) = CheckpointChoice.Open(
            CheckpointChoice.Find(path, latest: !options.EvalOnly, warn), file => Open(file, replacement?.Root, options.Overrides, environment), warn);
        using var reproducibility = entered;
        torch.Device? device = options.MapLocation is { } name ? DeviceSelection.Choose([name], log) : null;
        var config = replacement ?? ConfigSections.ReadStored(ConfigOverrides.Apply(checkpoint.Config, options.Overrides), Consent.FolderOf(file));
        reproducibility.Record(config);
        using var opening = SessionOpening.Open(config, SessionNeeds.Data | SessionNeeds.Trainer, environment, device, checkpoint.Seeds, options.SaveDir);
        var directory = opening.PlanDirectory(options.SaveDir, file);
        log.Info($"loading training session '{directory.Name}' objects...");
        var old = CheckpointReader.TaskOf(file, checkpoint, opening.Types);
        var keepsOptimizer = true;
        var loaders = opening.OpenData(KeptOf(options, directory, file), choose: fresh =>
        {
            (var chosen, keepsOptimizer) = TaskResolution.Resolve(old, fresh, options.TaskCompat ?? opening.TaskCompatMode, opening.Environment.Questions);
            return chosen;
        });
        var task = loaders.Task;
        opening.VerifySplit(loaders, directory);
        BatchCheck.Require(options.EvalOnly ? loaders with { Train = null } : loaders);
        loaders.TrySamples();
        var used = options.EvalOnly ? loaders with { Train = null } : loaders;
        BatchCheck.TryLast(opening, task, used, () => opening.CreateModel(task, checkpoint.Content, file));
        using var model = opening.CreateModel(task, checkpoint.Content, file);
        var trainer = opening.Trainer!.Build(BuildOf(opening, task, model, used, directory));
        using var optimizer = trainer.Context.Optimizer;
        using var loss = trainer.Loss;
        Restore(trainer, checkpoint, opening, keepsOptimizer, options.FreshOptimizer, file);
        if (trainer.Context.Train is not null && reproducibility.ChangesSince(checkpoint) is { Count: > 0 } changes)
        {
            trainer.Context.Log.Warn($"the session goes on with {string.Join(", ", changes)}; from here on its results can differ in the last digits from those of one run");
        }

        var isOnDisk = keepsOptimizer && SessionDirectory.Enclosing(file) is { } home && Path.GetFullPath(home) == Path.GetFullPath(directory.Path);

        // Goes on: what the session says. Evaluated: the folder's best one, if that is what was found; a file that was named says nothing about the others.
        var says = CheckpointPlace.Read(file);
        var settles = options.EvalOnly ? Directory.Exists(path) && says?.IsBestOf(says) == true : trainer.Context.Monitor?.BestEpoch == says?.BestEpoch;
        return Run(new(opening, loaders, directory, trainer, Math.Max(0, checkpoint.FinishedEpoch), isOnDisk ? checkpoint.FinishedEpoch : -2)
        {
            Best = settles && says?.BestEpoch >= 0 ? says : null,
            Origin = isOnDisk ? file : null,
        });
    }

    private static (string File, Checkpoint Checkpoint, Reproducibility Reproducibility) Open(
        string file, ConfigNode? replacement, IReadOnlyList<string> overrides, SessionEnvironment environment)
    {
        environment.Log.For("thelper.utils").Debug($"parsing checkpoint at '{file}'");
        var stored = CheckpointReader.ReadSettings(file);
        Reproducibility? reproducibility = Reproducibility.Resume(
            stored.Config, stored.Threads, replacement ?? ConfigOverrides.Apply(stored.Config, overrides), environment.Log.For("thelper"));
        try
        {
            var checkpoint = CheckpointReader.Read(file, Checkpoints.Load(file), environment.Questions, environment.Log.For("thelper.utils").Warn);
            var entered = reproducibility;
            reproducibility = null;
            return (file, checkpoint, entered);
        }
        finally
        {
            reproducibility?.Dispose();
        }
    }

    // The records are where the session goes on, or else where its checkpoint is.
    private static KeptSplit KeptOf(ResumeOptions options, SessionDirectory directory, string file)
    {
        List<string> folders = [directory.Logs];
        if (SessionDirectory.Enclosing(file) is { } home)
        {
            folders.Add(Path.Combine(home, "logs"));
        }

        LoaderSet? setOfNew = options.NewSamples switch
        {
            null => null,
            "train" => LoaderSet.Train,
            "valid" => LoaderSet.Valid,
            "test" => LoaderSet.Test,
            var other => throw new UserErrorException($"new samples go to train, valid or test, not to '{other}'."),
        };
        return new(folders, options.AllowChangedData, setOfNew);
    }

    private static bool IsSame(ConfigNode a, ConfigNode b) => a.Kind == b.Kind && a.Kind switch
    {
        ConfigKind.Map => a.Entries.Count == b.Entries.Count && a.Entries.All(entry => b.Get(entry.Key) is { } other && IsSame(entry.Value, other)),
        ConfigKind.List => a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(pair => IsSame(pair.First, pair.Second)),
        _ => Equals(a.Value, b.Value),
    };

    private static void Restore(Trainer trainer, Checkpoint checkpoint, SessionOpening opening, bool keepsOptimizer, bool fresh, string file)
    {
        var context = trainer.Context;
        trainer.Iteration = checkpoint.Iteration;
        trainer.NextEpoch = checkpoint.FinishedEpoch + 1;
        foreach (var (epoch, outputs) in checkpoint.Outputs)
        {
            trainer.Outputs[epoch] = outputs;
        }

        // A model for another task has no best epoch yet: the old one's checkpoint is not of its shape, nor its value of its measure.
        var stored = ConfigSections.ReadStored(checkpoint.Config, Consent.FolderOf(file));
        var before = stored.Trainer;
        if (stored.Model is { } model && opening.Config.Model is { } asked && !IsSame(model, asked))
        {
            context.Log.Warn($"a session keeps its model: '{context.Model.TypeName}' goes on as it was made, and what 'model' in the configuration or on the command line says otherwise has no effect; another model is another session ('thelper new'), which can take over weights by model.weights");
        }

        if (keepsOptimizer && context.Monitor is { } monitor && monitor.Name == before?.Get("monitor")?.Value as string && checkpoint.MonitorBest is { } best)
        {
            monitor.Restore(best, checkpoint.MonitorBestEpoch);
        }

        if (fresh && context.Train is not null)
        {
            context.Log.Warn("optimizer and scheduler start afresh, as asked for");
        }
        else if (keepsOptimizer && context.Train is not null)
        {
            new ResumedOptimization(checkpoint, file, before, opening.Config.Trainer, opening.Types, context).Restore();
        }

        if (checkpoint.GeneratorState is { } state)
        {
            torch.set_rng_state(state);
        }

        if (context.Train is not null && trainer.NextEpoch >= context.EpochCount)
        {
            context.Log.Info(trainer.NextEpoch == context.EpochCount
                ? $"all {context.EpochCount} epochs are finished; raise trainer.epochs to train further"
                : $"{trainer.NextEpoch} epochs are finished, and trainer.epochs is {context.EpochCount}; raise it above that to train further");
        }
    }
}
