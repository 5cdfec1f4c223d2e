using Thelper.Config;
using Thelper.Nn;
using Thelper.Random;
using Thelper.Tasks;
using Thelper.Torch.Serialization;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Sessions;

/// <summary>Reads <see cref="Checkpoint"/> files, the original's and ours.</summary>
public static class CheckpointReader
{
    // One below the greatest number: the next epoch has one too.
    private const int MostEpochs = int.MaxValue - 1;

    // Far above what libtorch can start.
    private const int MostThreads = 1 << 16;

    /// <summary>Reads a loaded file.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="loaded">Its content; the tensors stay the caller's.</param>
    /// <param name="questions">Asked what to do with a file of another version.</param>
    /// <param name="warning">Told what the user should know of such a file; null for nobody.</param>
    /// <returns>The content.</returns>
    /// <exception cref="UserErrorException">It is no checkpoint of a session, or of a version that the user refused.</exception>
    public static Checkpoint Read(string path, object? loaded, Questions questions, Action<string>? warning = null)
    {
        var content = Migrated(path, ContentOf(path, loaded), questions, warning);
        var fields = new CheckpointFields(path, content);
        var extra = fields.Part(Checkpoint.ExtraKey);
        var epoch = (int)fields.Whole("epoch", 0, 0, MostEpochs);
        return new Checkpoint
        {
            Content = content,
            Name = Text(content, "name") ?? "",
            Epoch = epoch,
            FinishedEpoch = extra is null ? (content.ContainsKey("epoch") ? epoch : -1) : (int)extra.Whole("finished_epoch", epoch, -1, MostEpochs),
            Iteration = fields.Whole("iter", 0, 0, long.MaxValue),
            Source = Text(content, "source") ?? "",
            Task = Text(content, "task"),
            Outputs = ReadOutputs(content),
            Model = content.TryGetValue("model", out var model) ? model as PyDict : null,
            ModelType = Text(content, "model_type"),
            Optimizer = content.TryGetValue("optimizer", out var optimizer) ? optimizer as PyDict : null,
            Scheduler = content.TryGetValue("scheduler", out var scheduler) ? scheduler as PyDict : null,
            MonitorBest = Number(content, "monitor_best"),
            MonitorBestEpoch = (int)fields.Whole("monitor_best_epoch", -1, -1, MostEpochs),
            Config = ConfigOf(path, content),
            Seeds = extra?.Part("seeds") is { } seeds ? ReadSeeds(seeds) : null,
            GeneratorState = extra?.GeneratorState("generator_state"),
            Threads = ThreadsOf(extra),
            LibTorch = extra?.Text("libtorch"),
        };
    }

    /// <summary>Reads what has to be known before the first tensor is made. libtorch is not loaded for it.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The session's configuration, and the threads of an operator; 0 in the original's files.</returns>
    /// <exception cref="UserErrorException">It is no checkpoint of a session.</exception>
    internal static (ConfigNode Config, int Threads) ReadSettings(string path)
    {
        var content = ContentOf(path, Checkpoints.LoadStructure(path));
        return (ConfigOf(path, content), ThreadsOf(new CheckpointFields(path, content).Part(Checkpoint.ExtraKey)));
    }

    /// <summary>The task of a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="checkpoint">Its content: the task as a text form, or as a dictionary of type and parameters.</param>
    /// <param name="types">Finds its type; the code that it names needs consent.</param>
    /// <exception cref="UserErrorException">It has none, or what it has describes none.</exception>
    internal static Tasks.Task TaskOf(string path, Checkpoint checkpoint, TypeRegistry types)
    {
        types = types.Received(path);
        return checkpoint.Task is { } text ? TaskFactory.Parse(text, types, path)
            : checkpoint.Content is { } content && content.TryGetValue("task", out var stored) && stored is PyDict ? TaskFactory.Create(PickledValues.Node(stored, path, "task"), types)
            : throw new CheckpointException(path, "it has no task, so nothing tells what its model predicts.");
    }

    private static PyDict ContentOf(string path, object? loaded)
    {
        if (loaded is not PyDict content)
        {
            throw new CheckpointException(path, "not a checkpoint of a session: it holds no dictionary.");
        }

        return content.TryGetValue("config", out var config) && config is PyDict
            ? content
            : throw new CheckpointException(path, "not a checkpoint of a session: it has no 'config'.");
    }

    private static ConfigNode ConfigOf(string path, PyDict content)
    {
        var config = ConfigNode.FromPlain(PickledValues.Plain(content["config"], path, "config"), $"checkpoint {path}", "");
        return content.TryGetValue(Checkpoint.ExtraKey, out var extra) && extra is PyDict ours && !ours.ContainsKey(Checkpoint.SplitRuleKey) ? WithBalancedFolders(config) : config;
    }

    // The first sessions of this program split torchvision's folders class by class: their samples stay where they are.
    private static ConfigNode WithBalancedFolders(ConfigNode config)
    {
        const string key = "balance_image_folders";
        var isFolder = config.Get("datasets") is { Kind: ConfigKind.Map } datasets
            && datasets.Entries.Any(entry => entry.Value.Get("type")?.Value is string type && type.StartsWith("torchvision.datasets.", StringComparison.Ordinal)
                && type.Split('.')[^1] is "ImageFolder" or "DatasetFolder");
        return isFolder && ConfigSections.NameIn(config, "loaders") is { } name && config.Get(name) is { Kind: ConfigKind.Map } loaders && !loaders.Has(key)
            ? config.With(name, loaders.With(key, ConfigNode.Scalar(true, config.File, 0, $"{name}.{key}")))
            : config;
    }

    private static int ThreadsOf(CheckpointFields? extra) => extra is null ? 0 : (int)extra.Whole("threads", 0, 0, MostThreads);

    private static PyDict Migrated(string path, PyDict content, Questions questions, Action<string>? warning)
    {
        try
        {
            var (match, version) = ConfigMigration.CheckVersion(Text(content, "version"));
            if (match == VersionMatch.Same)
            {
                return content;
            }

            var choice = questions.Text(
                $"'{path}' was saved by version {version}, this program goes by {ThelperVersion.Current}. Continue as it is, migrate it, or abort?",
                ["continue", "migrate", "abort"], "migrate", "");
            if (choice == "continue")
            {
                return content;
            }

            if (choice == "abort")
            {
                throw new UserErrorException($"{path}: not loaded, as you chose");
            }

            var plain = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (var (key, value) in content)
            {
                var name = key as string ?? throw new CheckpointException(path, $"not a checkpoint of a session: its key {PrintableText.Line(PythonRepr.Of(key))} is no text.");
                plain[name] = name == "config" ? PickledValues.Plain(value, path, name) : value;
            }

            var result = new PyDict();
            foreach (var (key, value) in ConfigMigration.MigrateCheckpoint(plain, version, warning))
            {
                result[key] = key is "config" or "model_params" ? CheckpointWriter.Pickled(value) : value;
            }

            return result;
        }
        catch (UserErrorException e) when (!e.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new CheckpointException(path, e.Message, e);
        }
    }

    private static Dictionary<int, EpochOutputs> ReadOutputs(PyDict content)
    {
        var outputs = new Dictionary<int, EpochOutputs>();
        if (content.TryGetValue("outputs", out var stored) && stored is PyDict epochs)
        {
            foreach (var (epoch, values) in epochs)
            {
                if (epoch is long index and >= 0 and <= MostEpochs && values is PyDict results)
                {
                    outputs[(int)index] = new()
                    {
                        TrainLoss = Number(results, "train/loss"),
                        ValidLoss = Number(results, "valid/loss"),
                        EvaluationLoss = Number(results, MonitorPolicy.ValidLoss),
                        TrainMetrics = ReadMetrics(results, "train/metrics"),
                        ValidMetrics = ReadMetrics(results, "valid/metrics"),
                        TestMetrics = ReadMetrics(results, "test/metrics"),
                    };
                }
            }
        }

        return outputs;
    }

    private static Dictionary<string, double?>? ReadMetrics(PyDict results, string key)
    {
        if (!results.TryGetValue(key, out var stored) || stored is not PyDict metrics)
        {
            return null;
        }

        var values = new Dictionary<string, double?>(StringComparer.Ordinal);
        foreach (var (name, _) in metrics)
        {
            if (name is string text)
            {
                values[text] = Number(metrics, text);
            }
        }

        return values;
    }

    private static Seeds ReadSeeds(CheckpointFields seeds)
    {
        int? Of(string key) => seeds.Has(key) ? (int)seeds.Whole(key, 0, int.MinValue, int.MaxValue) : null;
        return new(Of("test"), Of("valid"), Of("torch"), Of("numpy"), Of("random"));
    }

    private static string? Text(PyDict content, string key) => content.TryGetValue(key, out var value) ? value as string : null;

    private static double? Number(PyDict content, string key) => content.TryGetValue(key, out var value)
        ? value switch { double real => real, long whole => whole, bool flag => flag ? 1 : 0, Tensor one when one.numel() == 1 => one.ToDouble(), _ => null }
        : null;
}
