using Thelper.Config;
using Thelper.Data;
using Thelper.Data.Datasets;
using Thelper.Data.Loading;
using Thelper.Infer;
using Thelper.Logging;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using Thelper.Train;
using Task = Thelper.Tasks.Task;

namespace Thelper.Sessions;

/// <content>Running a trained model on the data of a configuration.</content>
public static partial class Session
{
    /// <summary>Runs the model of a checkpoint on all samples of a configuration's data sets, with the consumers of its section <c>tester</c>.</summary>
    /// <param name="configPath">The configuration file.</param>
    /// <param name="saveDir">The folder in which the folder of the inference is made, under its name; null for the one that holds the checkpoint's session.</param>
    /// <param name="checkpointPath">A checkpoint or a session, in place of the configuration's <c>model.ckpt_path</c>; null for that.</param>
    /// <param name="environment">Log, questions, progress, stop.</param>
    /// <param name="overrides">Changes to the configuration, as <c>key.path=value</c>.</param>
    /// <returns>The results of the metrics, by epoch: there is one, with the index 0.</returns>
    /// <exception cref="UserErrorException">A mistake of the user; no file is left behind.</exception>
    /// <exception cref="SessionInterruptedException">The user stopped it.</exception>
    public static IReadOnlyDictionary<int, EpochOutputs> Infer(
        string configPath, string? saveDir, string? checkpointPath, SessionEnvironment environment, IReadOnlyList<string>? overrides = null)
    {
        using var scope = torch.NewDisposeScope();
        var config = SessionOpening.Read(configPath, overrides, environment);
        var log = environment.Log.For("thelper.cli.inference_session");
        using var reproducibility = Reproducibility.Enter(config, environment.Log.For("thelper"));
        config.Errors.ThrowIfAny();

        var (root, path) = InferenceConfig.WithModel(config.Root, checkpointPath, log);
        Action<string> warn = environment.Log.For("thelper.utils").Warn;
        var (file, checkpoint) = CheckpointChoice.Open(
            CheckpointChoice.Find(path, latest: false, warn), file => (file, CheckpointReader.Read(file, Checkpoints.Load(file), environment.Questions, warn)), warn);
        var task = TaskOf(file, checkpoint, environment);
        var datasets = InferenceConfig.DatasetsOf(root);
        root = InferenceConfig.WithTester(InferenceConfig.WithData(root, task));

        var completed = ConfigSections.Read(InferenceConfig.WithTesterType(root, task), StoredPlaces.SessionOf(configPath));
        using var opening = SessionOpening.Open(completed, SessionNeeds.Data | SessionNeeds.Trainer, environment, folder: saveDir);
        var directory = SessionDirectory.PlanInference(opening.Name, saveDir ?? RootOf(file), environment.Log.For("thelper.utils.get_save_dir"));
        log.Info($"creating new inference session '{directory.Name}'...");
        var loaders = opening.OpenData(written: (name, dataset) => WrittenFor(datasets?.Get(name), dataset, opening.Types));
        if (loaders.Test is null)
        {
            throw new UserErrorException($"{configPath}: there is no sample to run the model on; name the data sets in loaders.test_split, for example {{\"my_dataset\": 1.0}}, or remove that key, which takes all.");
        }

        var used = loaders with { Train = null, Valid = null };
        used.TrySamples();
        using var model = opening.CreateModel(task, checkpoint.Content, file);
        var trainer = opening.Trainer!.Build(BuildOf(opening, task, model, used, directory));
        using var loss = trainer.Loss;
        return Run(new(opening, loaders, directory, trainer, Epoch: 0, SavedEpoch: -2)
        {
            Records = new Dictionary<string, ConfigNode> { ["config-train.json"] = checkpoint.Config, ["config-infer.json"] = root },
        });
    }

    // The checkpoint may be a stranger's, whose own types need consent; in the data sets' sections they would be the user's own.
    private static Task TaskOf(string file, Checkpoint checkpoint, SessionEnvironment environment)
    {
        var consent = new Consent(environment.Trust, question => environment.Questions.YesNo(question, bypass: false), environment.Log.For("thelper.utils").Warn);
        return CheckpointReader.TaskOf(file, checkpoint, new TypeRegistry(consent));
    }

    // What the configuration says before it gets the model's task, or the data set itself. What cannot be read counts as the model's.
    private static Task? WrittenFor(ConfigNode? section, Dataset dataset, TypeRegistry types) =>
        (section?.Get("task") ?? (dataset is ExternalDataset ? section?.Get("params")?.Get("task") : null)) is { Kind: not ConfigKind.Null } given
            ? TaskFactory.Create(given, types, new ConfigErrors())
            : dataset is ExternalDataset ? null : dataset.Task;

    private static string RootOf(string checkpoint) => SessionDirectory.Enclosing(checkpoint) is { } session
        ? Path.GetDirectoryName(Path.GetFullPath(session)) ?? "/"
        : throw new UserErrorException($"{checkpoint}: it is in no session's folder, which would hold the results: say where they go with -d DIR.");
}
