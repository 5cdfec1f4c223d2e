using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Logging;
using Thelper.Nn;
using Thelper.Torch;
using Thelper.Train;
using Thelper.Train.Construction;

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
    /// <returns>The outputs of every epoch, by index.</returns>
    /// <exception cref="UserErrorException">A mistake of the user; no file is left behind.</exception>
    /// <exception cref="SessionInterruptedException">The user stopped the session.</exception>
    public static IReadOnlyDictionary<int, EpochOutputs> Create(
        string configPath, string? saveDir, SessionEnvironment environment, IReadOnlyList<string>? overrides = null, bool forCluster = false)
    {
        using var scope = torch.NewDisposeScope();
        environment.Log.For("thelper").Debug($"parsing config at '{configPath}'");
        var config = ConfigLoader.Load(configPath, overrides);
        if (forCluster && config.Get("trainer", "runner", "tester")?.Get("device", "devices", "train_device") is { } device)
        {
            throw new UserErrorException($"{device.Where}: remove it; on a cluster the scheduler decides on the device.");
        }

        var log = environment.Log.For("thelper.cli.create_session");
        var questions = environment.Questions.Unless(config.Get("bypass_queries")?.Value is true);
        var directory = SessionDirectory.Plan(config, saveDir, questions, environment.Log.For("thelper.utils.get_save_dir"));
        log.Info($"creating new training session '{directory.Name}'...");
        var dataLog = environment.Log.For("thelper.data");
        dataLog.Info($"created data log for session '{directory.Name}'");
        var plan = SessionPlan.Open(config, environment);
        Verify(plan, directory, questions);
        plan.Loaders.TrySamples();
        using var model = ModelFactory.Create(config.Get("model"), plan.Loaders.Task, logger: environment.Log.For("thelper.nn.utils"));
        var trainer = plan.Trainer.Build(BuildOf(plan, plan.Loaders.Task, model, plan.Loaders, directory, environment));
        log.Debug($"session will be saved at '{directory.Path}'");
        return Run(new(environment, plan, directory, trainer, Epoch: 0, SavedEpoch: -2));
    }

    private static TrainerBuild BuildOf(
        SessionPlan plan, Tasks.Task task, Nn.Module model, Loaders loaders, SessionDirectory directory, SessionEnvironment environment)
    {
        var options = plan.Trainer.Options;
        return new(
            directory.Name,
            task,
            model,
            loaders,
            set => directory.OutputOf(set, options.OutputDir, options.UniqueOutputDir),
            environment.Log.For("thelper.train"),
            environment.Progress,
            environment.Stop);
    }

    private static void Verify(SessionPlan plan, SessionDirectory directory, Questions questions)
    {
        if (!plan.Loaders.Options.SkipVerif)
        {
            SplitLog.Verify(plan.Loaders, directory.Logs, question => questions.YesNo(question, bypass: false));
        }
    }
}
