using System.Globalization;
using System.Text.Json;
using Thelper.Export;
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
    private static readonly JsonSerializerOptions ReportOptions = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

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
        var example = export.WantsTrace ? ExampleOf(export, loaders) : null;

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
                WriteTraced(opening, directory, model, example, traceName, written);
            }

            written.Add(checkpoint);
            Checkpoints.Save(ContentOf(opening, directory, model, traceName), checkpoint);
            log.Info($"exported checkpoint: {checkpoint}");
            done = true;
            return checkpoint;
        }
        finally
        {
            environment.Log.CloseSessionFiles();
            if (!done)
            {
                written.ForEach(File.Delete);
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

    private static Tensor ExampleOf(ExportOptions export, Data.Loading.Loaders? loaders)
    {
        if (export.TraceInput is { } text)
        {
            return TraceInput.Read(text);
        }

        if ((loaders?.Test ?? loaders?.Valid ?? loaders?.Train) is not { } set)
        {
            throw new UserErrorException("export: a trace needs an example: set 'trace_input' to 'torch.rand(1, 3, 224, 224)' with the model's input size, or give 'datasets' and 'loaders', whose first sample is taken then");
        }

        using var batches = set.GetEnumerator();
        if (!batches.MoveNext())
        {
            throw new UserErrorException("export: the data has no sample for an example; set 'trace_input'");
        }

        using var batch = batches.Current;
        return batch[loaders!.Task.InputKey] is Tensor input
            ? aten.narrow(input, 0, 0, 1).clone()
            : throw new UserErrorException($"export: '{loaders.Task.InputKey}' of the samples is no tensor; set 'trace_input'");
    }

    private static void WriteTraced(SessionOpening opening, SessionDirectory directory, Nn.Module model, Tensor example, string traceName, List<string> written)
    {
        var export = opening.Export;
        var trace = Path.Combine(directory.Path, traceName);
        var onnx = export.OnnxName is { } name ? Path.Combine(directory.Path, name) : null;
        written.AddRange(onnx is null ? [trace] : [trace, onnx, onnx + ".data"]);

        var exporter = new ModelExporter(model, example, export, MetadataOf(model), opening.Environment.Log.For("thelper.export"));
        var checks = exporter.Write(trace, onnx);
        var log = opening.Environment.Log.For("thelper.cli.export_model");
        foreach (var check in checks)
        {
            log.Info(string.Create(CultureInfo.InvariantCulture, $"{check.File}: {check.Engine} answers as the model does: greatest difference {check.Maximum:G3}, mean {check.Mean:G3}, same class in {check.SameClass:P1}"));
        }

        directory.WriteText(Path.Combine(directory.Path, "verification.json"), JsonSerializer.Serialize(checks.Select(check => check with { File = Path.GetFileName(check.File) }), ReportOptions) + "\n");
    }

    private static Dictionary<string, string> MetadataOf(Nn.Module model)
    {
        var metadata = new Dictionary<string, string>
        {
            ["task"] = model.Task.ToString(),
            ["model_type"] = model.TypeName,
            ["thelper_version"] = typeof(Session).Assembly.GetName().Version?.ToString(3) ?? "",
        };
        if (model.Task is IClassTask classes)
        {
            metadata["class_names"] = JsonSerializer.Serialize(classes.ClassNames);
        }

        return metadata;
    }

    private static PyDict ContentOf(SessionOpening opening, SessionDirectory directory, Nn.Module model, string? traceName)
    {
        var weights = new PyDict();
        foreach (var (name, tensor) in model.state_dict())
        {
            weights[name] = tensor;
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
            { "config", CheckpointWriter.Pickled(opening.Config.Root.ToPlain()) },
            { "model", traceName is null ? weights : traceName },
        };
    }
}
