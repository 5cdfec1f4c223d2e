using Thelper.Data.Loading;
using Thelper.Logging;
using Thelper.Nn;
using Thelper.Train.Construction;
using Thelper.Train;
using Thelper.Vision.Models;

namespace Thelper.Sessions;

/// <content>New sessions.</content>
public static partial class Session
{
    /// <summary>Creates a session and runs it: training, validation, then the test set; or only an evaluation if there is no training data.</summary>
    /// <param name="configPath">The configuration file.</param>
    /// <param name="saveDir">The folder in which the session's folder is made; null when the configuration names it.</param>
    /// <param name="environment">Log, questions, progress, stop.</param>
    /// <param name="overrides">Changes to the configuration, as <c>key.path=value</c>.</param>
    /// <param name="forCluster">Whether a device in the configuration is refused, because the cluster decides.</param>
    /// <param name="options">What becomes of a session that is there already; null for what the configuration says.</param>
    /// <returns>The outputs of every epoch, by index.</returns>
    /// <exception cref="UserErrorException">A mistake of the user; no file is left behind.</exception>
    /// <exception cref="SessionInterruptedException">The user stopped the session.</exception>
    /// <exception cref="DivergedException">The session has ended, and a loss or the weights were NaN or infinite.</exception>
    public static IReadOnlyDictionary<int, EpochOutputs> Create(
        string configPath, string? saveDir, SessionEnvironment environment, IReadOnlyList<string>? overrides = null, bool forCluster = false,
        NewSessionOptions? options = null)
    {
        using var opening = SessionOpening.Open(configPath, overrides, _ => SessionNeeds.Training, environment, saveDir);
        if (forCluster && opening.Trainer!.Options.Device is { } device)
        {
            throw new UserErrorException($"{device.Where}: remove it; on a cluster the scheduler decides on the device.");
        }

        var log = environment.Log.For("thelper.cli.create_session");
        var directory = opening.PlanDirectory(saveDir, options);
        log.Info($"creating new training session '{directory.Name}'...");
        environment.Log.For("thelper.data").Info($"created data log for session '{directory.Name}'");
        var loaders = opening.OpenData();
        ColorOrderCheck.Warn(opening, loaders);
        BatchCheck.Require(loaders);
        loaders.TrySamples();
        BatchCheck.TryLast(opening, loaders.Task, loaders, () => opening.CreateModel(loaders.Task));
        var files = new List<string>();
        using var listening = WeightsLoading.Listen((path, _) => files.Add(path));
        using var model = opening.CreateModel(loaders.Task);
        var trainer = opening.Trainer!.Build(BuildOf(opening, loaders.Task, model, loaders, directory));
        using var optimizer = trainer.Context.Optimizer;
        using var loss = trainer.Loss;
        log.Debug($"session will be saved at '{directory.Path}'");
        return Run(new(opening, loaders, directory, trainer, Epoch: 0, SavedEpoch: -2) { StartFiles = files });
    }

    private static TrainerBuild BuildOf(SessionOpening opening, Tasks.Task task, Nn.Module model, Loaders loaders, SessionDirectory directory)
    {
        var options = opening.Trainer!.Options;
        return new(
            directory.Name,
            task,
            model,
            loaders,
            set => directory.OutputOf(set, options.OutputDir, options.UniqueOutputDir),
            opening.Environment.Log.For("thelper.train"),
            opening.Environment.Progress,
            opening.Environment.Stop);
    }
}
