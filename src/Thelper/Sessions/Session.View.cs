using Thelper.Config;
using Thelper.Data;
using Thelper.Data.Loading;
using Thelper.Logging;
using Thelper.Nn;
using Thelper.Torch.Serialization;

namespace Thelper.Sessions;

/// <content>Looking at samples.</content>
public static partial class Session
{
    /// <summary>Opens the data of a configuration to look at it: the sets of its loaders, or its data sets where there are no loaders or <c>viz.ignore_loaders</c> is true.</summary>
    /// <param name="configPath">The configuration file.</param>
    /// <param name="environment">Log and questions.</param>
    /// <param name="overrides">Changes to the configuration, as <c>key.path=value</c>.</param>
    /// <param name="checkpointPath">A session or checkpoint whose model scores samples; null for none. The configuration's trainer has its loss.</param>
    /// <returns>The data; the caller disposes it.</returns>
    /// <exception cref="UserErrorException">The configuration, the data or the checkpoint cannot be used.</exception>
    public static DataView View(string configPath, SessionEnvironment environment, IReadOnlyList<string>? overrides = null, string? checkpointPath = null)
    {
        var coming = BeginView(configPath, environment, overrides, checkpointPath);
        coming.Proceed();
        try
        {
            return coming.View.GetAwaiter().GetResult();
        }
        catch
        {
            coming.Dispose();
            throw;
        }
    }

    /// <summary>The same, while the caller does something else: until <see cref="ComingView.Proceed"/> is called, the configuration is checked and files are listed.</summary>
    /// <param name="configPath">The configuration file.</param>
    /// <param name="environment">Log and questions.</param>
    /// <param name="overrides">Changes to the configuration, as <c>key.path=value</c>.</param>
    /// <param name="checkpointPath">A session or checkpoint whose model scores samples; null for none. The configuration's trainer has its loss.</param>
    /// <returns>The data that are being opened; the caller disposes it.</returns>
    public static ComingView BeginView(string configPath, SessionEnvironment environment, IReadOnlyList<string>? overrides = null, string? checkpointPath = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return new(coming => OpenView(configPath, environment with { Gate = coming.Gate }, overrides, checkpointPath, coming));
    }

    private static DataView OpenView(string configPath, SessionEnvironment environment, IReadOnlyList<string>? overrides, string? checkpointPath, ComingView coming)
    {
        var withLoaders = false;
        var opening = SessionOpening.Open(configPath, overrides, config =>
        {
            withLoaders = config.Loaders is { Kind: not ConfigKind.Null } && config.Viz?.Get("ignore_loaders")?.Value is not true;
            return !withLoaders ? SessionNeeds.Datasets : checkpointPath is null ? SessionNeeds.Data : SessionNeeds.Data | SessionNeeds.Trainer;
        }, environment);
        SampleScorer? scorer = null;
        DataView? view = null;
        try
        {
            if (checkpointPath is not null)
            {
                if (!withLoaders)
                {
                    throw new UserErrorException("--ckpt-path: a model gets its samples from loaders; the configuration has none, or ignores them (viz.ignore_loaders).");
                }

                // A path that leads nowhere is told at once.
                CheckpointName.Find(checkpointPath, latest: false);
            }

            coming.IsRight();
            if (!withLoaders)
            {
                var (datasets, task) = opening.OpenDatasets();
                coming.AreListed();
                coming.Gate.GetAwaiter().GetResult();
                return view = new(opening, task, [.. datasets.Where(entry => entry.Value.Count > 0).Select(entry => new ViewedSet(entry.Key, entry.Value))], null);
            }

            (string File, Checkpoint Checkpoint)? trained = null;
            var loaders = opening.OpenData(listed: coming.AreListed, choose: checkpointPath is null ? null : fresh =>
            {
                trained = Trained(opening, checkpointPath);
                return TaskResolution.OrderedAs(CheckpointReader.TaskOf(trained.Value.File, trained.Value.Checkpoint, opening.Types), fresh);
            });
            var names = loaders.Datasets.ToDictionary(entry => entry.Value, entry => entry.Key);
            scorer = trained is var (file, checkpoint) ? Scorer(opening, loaders, file, checkpoint) : null;
            return view = new(opening, loaders.Task, [.. new[] { loaders.Train, loaders.Valid, loaders.Test }.OfType<DataLoader>().Select(loader => new ViewedSet(loader, names))], scorer);
        }
        finally
        {
            if (view is null)
            {
                scorer?.Dispose();
                opening.Dispose();
            }
        }
    }

    private static (string File, Checkpoint Checkpoint) Trained(SessionOpening opening, string checkpointPath)
    {
        Action<string> warn = opening.Environment.Log.For("thelper.utils").Warn;
        return CheckpointChoice.Open(
            CheckpointChoice.Find(checkpointPath, latest: false, warn), file => (file, CheckpointReader.Read(file, Checkpoints.Load(file), opening.Environment.Questions, warn)), warn);
    }

    private static SampleScorer Scorer(SessionOpening opening, Loaders loaders, string file, Checkpoint checkpoint)
    {
        var model = opening.CreateModel(loaders.Task, checkpoint.Content, file);
        var isMade = false;
        try
        {
            var trainer = opening.Trainer!.Build(new(opening.Name, loaders.Task, model, loaders, set => set, opening.Environment.Log.For("thelper.train"), null, opening.Environment.Stop, IsTrial: true));
            isMade = true;
            return new(model, trainer, file);
        }
        finally
        {
            if (!isMade)
            {
                model.Dispose();
            }
        }
    }
}
