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
    private const int MostSamples = 4;

    /// <summary>Exports the model of a configuration: a checkpoint of weights and metadata, and, where asked for, TorchScript and ONNX, each run beside the model before it counts.</summary>
    /// <param name="configPath">The configuration file, with the section <c>model</c> and, optionally, <c>export</c>.</param>
    /// <param name="saveDir">The folder in which the session's folder is made; null when the configuration names it.</param>
    /// <param name="environment">Log, questions.</param>
    /// <param name="overrides">Changes to the configuration, as <c>key.path=value</c>.</param>
    /// <param name="options">What becomes of a session, or of files, that are there already; null for what the configuration says.</param>
    /// <returns>The exported checkpoint's path.</returns>
    /// <exception cref="UserErrorException">A mistake of the user, or an export that does not answer as the model does; no file is left behind or changed.</exception>
    /// <exception cref="SessionInterruptedException">The user stopped it; no file is left behind or changed.</exception>
    public static string Export(string configPath, string? saveDir, SessionEnvironment environment, IReadOnlyList<string>? overrides = null, NewSessionOptions? options = null)
    {
        using var opening = SessionOpening.Open(configPath, overrides, NeedsOfExport, environment, saveDir);
        var log = environment.Log.For("thelper.cli.export_model");
        var directory = opening.PlanDirectory(saveDir, options);
        log.Info($"exporting a model in session '{directory.Name}'...");
        var export = opening.Export;
        var checkpoint = Path.Combine(directory.Path, export.CheckpointName ?? $"{directory.Name}.export.pth");
        var targets = TargetsOf(export, directory);
        RequireDifferent(targets.Paths.Append(checkpoint).Append(Path.Combine(directory.Path, SessionDirectory.ConfigFile)));
        if (!directory.MovesAside)
        {
            RequirePlace(targets.Paths.Append(checkpoint), overwrites: options?.Overwrite == true || opening.Config.Overwrite);
        }

        if (export.TraceName is { } name && !ScriptNetwork.IsNamed(name))
        {
            log.Warn($"'trace_name': {name} can only be opened again under a name that ends with .pt or .zip, nor can the checkpoint, which names it");
        }

        var task = export.Task is { } node ? TaskFactory.Create(node, opening.Types) : null;
        var loaders = task is null && opening.HasData ? opening.OpenData() : null;
        using var model = ModelFactory.CreateFinal(opening.Config.Model, task ?? loaders?.Task, opening.Types, environment.Log.For("thelper.nn.utils"));
        model.eval();
        if (!directory.MovesAside)
        {
            ModelExportOptions.RequireApart(NamesOf(targets, checkpoint), SourcesOf(opening, model));
        }

        var network = export.WantsTrace ? ExportedNetwork.Of(model) : null;
        var pictures = PicturesOf(opening, model);
        var example = network is null ? null : ExampleOf(opening, model, pictures, loaders);
        var samples = example is null ? [] : SamplesOf(loaders, example, log);

        var done = false;
        using var care = new AtLastScope(environment.Stop, directory.RollBack);
        try
        {
            directory.Create(opening.Config.Root, forTraining: false);
            opening.Remember(directory);
            environment.Log.OpenSessionFiles(directory.Logs, dataOnly: false);
            void Save(string path) => Checkpoints.Save(ContentOf(opening, directory, model, pictures.Of, Path.GetFileName(targets.TorchScript)), path);

            // All files appear together, or none does.
            IReadOnlyList<EngineCheck> checks = [];
            if (network is null || example is null)
            {
                Save(checkpoint);
            }
            else
            {
                checks = WriteTraced(opening, model, network, pictures, example, samples, targets, (checkpoint, Save));
            }

            done = true;
            Tell(checks, log);
            log.Info($"exported checkpoint: {checkpoint}");
            return checkpoint;
        }
        finally
        {
            environment.Log.CloseSessionFiles();
            if (!done)
            {
                directory.RollBack();
            }

            directory.Dispose();
        }
    }

    private static ExportTargets TargetsOf(ExportOptions export, SessionDirectory directory)
    {
        string In(string name) => Path.Combine(directory.Path, name);
        return export.WantsTrace
            ? new(In(export.TraceName ?? $"{directory.Name}.trace.zip"), export.OnnxName is { } onnx ? In(onnx) : null, In("verification.json"))
            : default;
    }

    // One of them would be lost.
    private static void RequireDifferent(IEnumerable<string> paths)
    {
        if (paths.GroupBy(path => path, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
        {
            throw new UserErrorException($"export: two files would be '{twice}'; give each a name of its own ('ckpt_name', 'trace_name', 'onnx_name')");
        }
    }

    private static IEnumerable<(string Option, string Path)> NamesOf(ExportTargets targets, string checkpoint) =>
        new (string Option, string? Path)[] { ("ckpt_name", checkpoint), ("trace_name", targets.TorchScript), ("onnx_name", targets.Onnx) }
            .Where(target => target.Path is not null).Select(target => (target.Option, target.Path!));

    // The model, what holds its weights, and the example.
    private static List<string?> SourcesOf(SessionOpening opening, Nn.Module model)
    {
        var section = opening.Config.Model;
        List<string?> sources = [(model as ScriptNetwork)?.TypeName, section?.Get("weights", "state", "state_dict")?.Value as string, opening.Export.TraceInput];
        if (section?.Get("ckptdata")?.Value is string path)
        {
            sources.Add(path);
            if (!ScriptNetwork.IsAt(path))
            {
                // An export with a trace keeps the weights beside the checkpoint.
                var (file, weights) = CheckpointChoice.Open(
                    CheckpointChoice.Find(path, latest: false),
                    file => (file, Checkpoints.LoadStructure(file) is PyDict content && content.TryGetValue("model", out var kept) ? kept as string : null));
                sources.Add(file);
                sources.Add(weights is null ? null : Path.Combine(Path.GetDirectoryName(file) ?? "", weights));
            }
        }

        return sources;
    }

    // The folder may hold a user's own files and no session.
    private static void RequirePlace(IEnumerable<string> targets, bool overwrites)
    {
        var faults = targets.Select(path => Directory.Exists(path) ? $"{path}: is a folder." : File.Exists(path) && !overwrites ? $"{path}: is there already; --overwrite replaces it." : null).OfType<string>().ToList();
        if (faults.Count > 0)
        {
            throw new UserErrorException(string.Join(Environment.NewLine, faults));
        }
    }

    // A checkpoint knows its task; another model takes it from the section, or from the data.
    private static SessionNeeds NeedsOfExport(Config.ConfigSections config) =>
        config.Datasets is not null && config.Export?.Get("task") is null && config.Model?.Get("ckptdata") is null ? SessionNeeds.Model | SessionNeeds.Data
        : config.Model?.Get("ckptdata") is null ? SessionNeeds.Model
        : config.Datasets is not null && config.Loaders is not null ? SessionNeeds.Data : default;

    private static Tensor ExampleOf(SessionOpening opening, Nn.Module model, (PictureTransforms? Of, TypeRegistry Types) pictures, Data.Loading.Loaders? loaders)
    {
        if (opening.Export.TraceInput is { } text)
        {
            // Where nothing is known of pictures, their numbers are shares of 255.
            try
            {
                return TraceInput.IsImage(text) && pictures.Of?.Stages.Any() == true ? ExampleInput.Of(text, model, Pipeline()) : TraceInput.Read(text);
            }
            catch (UserErrorException e)
            {
                throw new UserErrorException(Config.ConfigErrors.Prefix(opening.Config.Export!.Get("trace_input")!, e.Message), e);
            }
        }

        if (AnySetOf(loaders) is { } set)
        {
            return InputsOf(set, loaders!.Task).FirstOrDefault() ?? throw new UserErrorException($"export: the data has no sample with a tensor under '{loaders.Task.InputKey}' for an example; set 'trace_input'");
        }

        return ExampleInput.Find(model, Pipeline())
            ?? throw new UserErrorException("export: a trace needs an example: set 'trace_input' to 'torch.rand(1, 3, 224, 224)' with the model's input size, or give 'datasets' and 'loaders', whose first sample is taken then");

        InputPipeline Pipeline() => InputPipeline.Of((pictures.Of ?? new(null, null, null)).ToConfig(opening.Config.Root.File), model.Task.InputKey, pictures.Types);
    }

    private static Data.Loading.DataLoader? AnySetOf(Data.Loading.Loaders? loaders) => loaders?.Test ?? loaders?.Valid ?? loaders?.Train;

    // Inputs of the network, each a batch of one, as the data gives them.
    private static IEnumerable<Tensor> InputsOf(Data.Loading.DataLoader set, Tasks.Task task)
    {
        foreach (var batch in set)
        {
            List<Tensor> inputs = [];
            using (batch)
            {
                if (batch[task.InputKey] is Tensor input)
                {
                    using var scope = NewDisposeScope();
                    inputs.AddRange(Enumerable.Range(0, (int)input.shape[0]).Select(k => NetworkInput.Of(aten.narrow(input, 0, k, 1).clone(), task).MoveToOuterDisposeScope()));
                }
            }

            if (inputs.Count == 0)
            {
                yield break;
            }

            foreach (var input in inputs)
            {
                yield return input;
            }
        }
    }

    // Real ones beside what is drawn; those of another size than the example's say nothing of the files.
    private static List<(string Name, Tensor Input)> SamplesOf(Data.Loading.Loaders? loaders, Tensor example, Microsoft.Extensions.Logging.ILogger log)
    {
        if (AnySetOf(loaders) is not { } set)
        {
            return [];
        }

        List<(string Name, Tensor Input)> samples;
        try
        {
            samples = InputsOf(set, loaders!.Task).Take(MostSamples).Where(input => input.shape.Skip(1).SequenceEqual(example.shape.Skip(1))).Select((input, k) => ($"sample {k} of the data", input)).ToList();
        }
        catch (UserErrorException e)
        {
            // The example is there, and nothing else needs them.
            log.Warn($"samples of the data cannot be used, so the exported files are tried on drawn ones alone: {e.Message}");
            return [];
        }

        log.Info(samples.Count == 0
            ? "no sample of the data has the example's size, so the exported files are tried on drawn ones alone"
            : $"the exported files are tried on {samples.Count} samples of the data, too");
        return samples;
    }

    // What the configuration itself says of data; else what the checkpoint or the archive that the model comes from does, which may be a stranger's, and so may what its pictures go through.
    private static (PictureTransforms? Of, TypeRegistry Types) PicturesOf(SessionOpening opening, Nn.Module model)
    {
        var root = opening.Config.Root;
        if (PictureTransforms.AreIn(root))
        {
            return (PictureTransforms.Of(root), opening.Types);
        }

        if (opening.Config.Model?.Get("ckptdata")?.Value is string path && !ScriptNetwork.IsAt(path))
        {
            var source = CheckpointChoice.Open(
                CheckpointChoice.Find(path, latest: false),
                file => Checkpoints.LoadStructure(file) is PyDict content && content.TryGetValue("config", out var config) && config is PyDict ? ConfigNode.FromPlain(PickledValues.Plain(config, file, "config"), file, "") : null);
            if (source is not null && PictureTransforms.AreIn(source))
            {
                return (PictureTransforms.Of(source), opening.Types.Received(path));
            }
        }

        return model is ScriptNetwork script ? (PictureTransforms.Of(script.Metadata, script.TypeName), opening.Types.Received(script.TypeName)) : (null, opening.Types);
    }

    private static IReadOnlyList<EngineCheck> WriteTraced(
        SessionOpening opening,
        Nn.Module model,
        ExportedNetwork network,
        (PictureTransforms? Of, TypeRegistry Types) pictures,
        Tensor example,
        List<(string Name, Tensor Input)> samples,
        ExportTargets targets,
        (string Path, Action<string> Write) checkpoint)
    {
        var export = opening.Export;
        if (pictures.Of is null)
        {
            opening.Environment.Log.For("thelper.cli.export_model")
                .Warn("neither the configuration nor the model's checkpoint says what pictures go through ('loaders.base_transforms'): the exported files do not say so either");
        }

        var preprocessing = pictures.Of is null ? null : Preprocessing.Of(pictures.Of, model.Task.InputKey, pictures.Types);
        var metadata = ModelMetadata.Of(model, pictures.Of, preprocessing, example.shape[1..]);
        var exporter = new ModelExporter(network, example, export, metadata, opening.Environment.Log.For("thelper.export"))
        {
            Embedding = export.OnnxPreprocessing is not { } choice ? null
                : preprocessing is null ? throw new UserErrorException("export: 'onnx_preprocessing' puts what pictures go through into the graph, and nothing says what that is: give 'loaders' with 'base_transforms'")
                : ModelMetadata.Embed(model, preprocessing, choice, pictures.Types, example.shape[1..]),
            Beside = checkpoint,
            Samples = samples,
            Pictures = pictures.Of is { } of && export.TraceInput is { } text && TraceInput.IsImage(text) ? [Imaging.ImageCodec.Decode(text, of.IsRgb ? Imaging.DecodeMode.ColorUnrotated : Imaging.DecodeMode.Color)] : [],
            Judge = (input, answers) => TaskFit.Require(model, input, answers),
            Stop = opening.Environment.Stop,
        };
        return exporter.Write(targets).Checks;
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
