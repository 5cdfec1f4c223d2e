using System.Globalization;
using Thelper.Config;
using Thelper.Export;
using Thelper.Infer;
using Thelper.Logging;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Sessions;

/// <content>Exporting a model.</content>
public static partial class Session
{
    /// <summary>Exports the model of a configuration: a checkpoint of weights and metadata, and, where asked for, TorchScript and ONNX, each run beside the model before it counts.</summary>
    /// <param name="configPath">The configuration file, with the section <c>model</c> and, optionally, <c>export</c>.</param>
    /// <param name="saveDir">The folder in which the session's folder is made; null when the configuration names it.</param>
    /// <param name="environment">Log, questions.</param>
    /// <param name="overrides">Changes to the configuration, as <c>key.path=value</c>.</param>
    /// <param name="options">What becomes of a session that is there already; null for what the configuration says.</param>
    /// <returns>The exported checkpoint's path.</returns>
    /// <exception cref="UserErrorException">A mistake of the user, or an export that does not answer as the model does; no file is left behind.</exception>
    public static string Export(string configPath, string? saveDir, SessionEnvironment environment, IReadOnlyList<string>? overrides = null, NewSessionOptions? options = null)
    {
        using var opening = SessionOpening.Open(configPath, overrides, NeedsOfExport, environment, saveDir);
        var log = environment.Log.For("thelper.cli.export_model");
        var directory = opening.PlanDirectory(saveDir, options);
        log.Info($"exporting a model in session '{directory.Name}'...");
        var export = opening.Export;
        var task = export.Task is { } node ? TaskFactory.Create(node, opening.Types) : null;
        var loaders = task is null && opening.HasData ? opening.OpenData() : null;
        using var model = ModelFactory.Create(opening.Config.Model, task ?? loaders?.Task, opening.Types, logger: environment.Log.For("thelper.nn.utils"));
        model.eval();
        var pictures = PicturesOf(opening);
        var example = export.WantsTrace ? ExampleOf(opening, model, pictures, loaders) : null;

        var written = new List<string>();
        var done = false;
        try
        {
            directory.Create(opening.Config.Root, forTraining: false);
            opening.Remember(directory);
            environment.Log.OpenSessionFiles(directory.Logs, dataOnly: false);
            var checkpoint = Path.Combine(directory.Path, export.CheckpointName ?? $"{directory.Name}.export.pth");
            string? traceName = null;
            if (example is not null)
            {
                traceName = export.TraceName ?? $"{directory.Name}.trace.zip";
                WriteTraced(opening, directory, model, pictures, example, traceName, written);
            }

            written.Add(checkpoint);
            Checkpoints.Save(ContentOf(opening, directory, model, pictures, traceName), checkpoint);
            log.Info($"exported checkpoint: {checkpoint}");
            done = true;
            return checkpoint;
        }
        finally
        {
            environment.Log.CloseSessionFiles();
            if (!done)
            {
                written.FindAll(File.Exists).ForEach(File.Delete);
                directory.RollBack();
            }

            directory.Dispose();
        }
    }

    // A checkpoint knows its task; another model takes it from the section, or from the data.
    private static SessionNeeds NeedsOfExport(Config.ConfigSections config) =>
        config.Datasets is not null && config.Export?.Get("task") is null && config.Model?.Get("ckptdata") is null ? SessionNeeds.Model | SessionNeeds.Data
        : config.Model?.Get("ckptdata") is null ? SessionNeeds.Model
        : config.Datasets is not null && config.Loaders is not null ? SessionNeeds.Data : default;

    private static Tensor ExampleOf(SessionOpening opening, Nn.Module model, PictureTransforms? pictures, Data.Loading.Loaders? loaders)
    {
        if (opening.Export.TraceInput is { } text)
        {
            return TraceInput.Read(text);
        }

        if ((loaders?.Test ?? loaders?.Valid ?? loaders?.Train) is { } set)
        {
            return SampleOf(set, loaders!.Task.InputKey);
        }

        // A checkpoint may be a stranger's, and so may what its pictures go through.
        var types = opening.Config.Model?.Get("ckptdata")?.Value is string path ? opening.Types.Received(path) : opening.Types;
        var pipeline = InputPipeline.Of((pictures ?? new(null, null, null)).ToConfig(opening.Config.Root.File), model.Task.InputKey, types);
        return ExampleInput.Find(model, pipeline)
            ?? throw new UserErrorException("export: a trace needs an example: set 'trace_input' to 'torch.rand(1, 3, 224, 224)' with the model's input size, or give 'datasets' and 'loaders', whose first sample is taken then");
    }

    private static Tensor SampleOf(Data.Loading.DataLoader set, string key)
    {
        using var batches = set.GetEnumerator();
        if (!batches.MoveNext())
        {
            throw new UserErrorException("export: the data has no sample for an example; set 'trace_input'");
        }

        using var batch = batches.Current;
        return batch[key] is Tensor input
            ? aten.narrow(input, 0, 0, 1).clone()
            : throw new UserErrorException($"export: '{key}' of the samples is no tensor; set 'trace_input'");
    }

    // What the configuration itself says of data; else what the checkpoint that the model comes from does.
    private static PictureTransforms? PicturesOf(SessionOpening opening)
    {
        var root = opening.Config.Root;
        if (PictureTransforms.AreIn(root))
        {
            return PictureTransforms.Of(root);
        }

        if (opening.Config.Model?.Get("ckptdata")?.Value is not string path)
        {
            return null;
        }

        var source = CheckpointChoice.Open(
            CheckpointChoice.Find(path, latest: false),
            file => Checkpoints.LoadStructure(file) is PyDict content && content.TryGetValue("config", out var config) && config is PyDict ? ConfigNode.FromPlain(PickledValues.Plain(config), file, "") : null);
        return source is not null && PictureTransforms.AreIn(source) ? PictureTransforms.Of(source) : null;
    }

    private static void WriteTraced(SessionOpening opening, SessionDirectory directory, Nn.Module model, PictureTransforms? pictures, Tensor example, string traceName, List<string> written)
    {
        var export = opening.Export;
        var trace = Path.Combine(directory.Path, traceName);
        var onnx = export.OnnxName is { } name ? Path.Combine(directory.Path, name) : null;
        written.AddRange(onnx is null ? [trace] : [trace, onnx, onnx + ".data"]);
        var log = opening.Environment.Log.For("thelper.cli.export_model");
        if (pictures is null)
        {
            log.Warn("neither the configuration nor the model's checkpoint says what pictures go through ('loaders.base_transforms'): the exported files do not say so either");
        }

        var preprocessing = pictures is null ? null : Preprocessing.Of(pictures, model.Task.InputKey, opening.Types);
        var metadata = ModelMetadata.Of(model, pictures, preprocessing, example.shape[1..]);
        var exporter = new ModelExporter(ExportedNetwork.Of(model), example, export, metadata, opening.Environment.Log.For("thelper.export"))
        {
            Embedding = export.OnnxPreprocessing is not { } choice ? null
                : preprocessing is null ? throw new UserErrorException("export: 'onnx_preprocessing' puts what pictures go through into the graph, and nothing says what that is: give 'loaders' with 'base_transforms'")
                : ModelMetadata.Embed(model, preprocessing, choice, opening.Types, example.shape[1..]),
        };
        var checks = exporter.Write(new(trace, onnx)).Checks;
        Tell(checks, log);
        directory.WriteText(Path.Combine(directory.Path, "verification.json"), VerificationReport.ToJson(checks));
    }

    private static void Tell(IEnumerable<EngineCheck> checks, Microsoft.Extensions.Logging.ILogger log)
    {
        foreach (var check in checks)
        {
            log.Info(string.Create(CultureInfo.InvariantCulture, $"{check.File}: {check.Engine} answers as the model does: greatest difference {check.Maximum:G3}, mean {check.Mean:G3}, same class in {check.SameClass:P1}"));
        }
    }

    private static PyDict ContentOf(SessionOpening opening, SessionDirectory directory, Nn.Module model, PictureTransforms? pictures, string? traceName)
    {
        var weights = StateDictionary.Pickled(model.state_dict());

        // What pictures go through belongs to the model: who runs it needs nothing else.
        var config = opening.Config.Root;
        if (pictures is not null && !PictureTransforms.AreIn(config))
        {
            config = pictures.ToConfig(config.File).Entries.Aggregate(config, (all, entry) => all.With(entry.Key, entry.Value));
        }

        return new PyDict
        {
            { "name", directory.Name },
            { "source", directory.Stamp.ToString() },
            { "git_sha1", CheckpointWriter.Revision.Value },
            { "version", Checkpoint.CompatibleVersion },
            { "task", model.Task.ToString() },
            { "model_type", model.TypeName },
            { "model_params", CheckpointWriter.Pickled(model.Config) },
            { "config", CheckpointWriter.Pickled(config.ToPlain()) },
            { "model", traceName is null ? weights : traceName },
        };
    }
}
