using Thelper.Bundles;
using Thelper.Config;
using Thelper.Export;
using Thelper.Infer;
using Thelper.Logging;
using Thelper.Nn;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Sessions;

/// <content>Exporting a trained model as it is.</content>
public static partial class Session
{
    /// <summary>Writes a trained model as ONNX and TorchScript, with what is needed to run it on pictures, or as a bundle that proves itself. Each file is run beside the model before it counts.</summary>
    /// <param name="model">A session's folder (its best checkpoint counts) or a checkpoint.</param>
    /// <param name="options">What is written, and how.</param>
    /// <param name="environment">Log, questions.</param>
    /// <returns>The files: those asked for, and the report of their verification beside the first (<c>.verification.json</c>); the folder of the bundle.</returns>
    /// <exception cref="UserErrorException">A mistake of the user, or an export that does not answer as the model does; no file is left behind or changed.</exception>
    /// <exception cref="SessionInterruptedException">The user stopped it; no file is left behind or changed.</exception>
    public static IReadOnlyList<string> ExportModel(string model, ModelExportOptions options, SessionEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(environment);
        options.Check();
        if (options.Bundle is { } place)
        {
            BundleFolder.RequirePlace(place, options.Overwrite);
        }

        using var scope = NewDisposeScope();
        var (log, stop) = (environment.Log.For("thelper.cli.export_model"), environment.Stop);
        var samples = options.Samples.Count == 0 ? [] : SamplePictures.Read(options.Samples, ModelExportOptions.MostSamples, log);
        var types = new TypeRegistry(new Consent(environment.Trust, question => environment.Questions.YesNo(question, bypass: false), log.Warn));
        var (file, content) = CheckpointChoice.Open(CheckpointChoice.Find(model, latest: false, log.Warn), file => (file, Checkpoints.Load(file)), log.Warn);
        using var network = ModelFactory.Create(null, null, types, content as PyDict ?? [], file, environment.Log.For("thelper.nn.utils"));
        network.eval();

        // An export with a trace keeps the weights beside the checkpoint.
        var weights = (content as PyDict)?.TryGetValue("model", out var kept) == true && kept is string beside ? Path.Combine(Path.GetDirectoryName(file) ?? "", beside) : null;
        options.RequireApart([model, file, weights, network is ScriptNetwork ? network.TypeName : null, options.Transforms]);
        var config = options.Transforms is { } other ? TransformSource.Read(other) : TransformSource.Of(file, content as PyDict ?? []);
        var received = types.Received(options.Transforms ?? file);
        var pictures = PictureTransforms.Of(config);
        var pipeline = InputPipeline.Of(config, network.Task.InputKey, received);
        var example = ExampleInput.Of(options.Input, network, pipeline);

        var preprocessing = Preprocessing.Of(pictures, network.Task.InputKey, received);
        var metadata = ModelMetadata.Of(network, pictures, preprocessing, example.shape[1..]);
        var settings = new ExportOptions { OnnxOpset = options.Opset ?? ExportOptions.DefaultOpset, OnnxFloat16 = options.Half, Tolerance = options.Tolerance };
        var exported = ExportedNetwork.Of(network);
        List<string> written = [];
        void WriteFiles(Action<Action>? publisher)
        {
            List<(string Name, Tensor Picture)> tried = [.. samples.Select(sample => (sample.Name, pipeline.Decode(sample.Bytes, sample.Name)))];
            var exporter = new ModelExporter(exported, example, settings, metadata, environment.Log.For("thelper.export"))
            {
                Embedding = options.Preprocessing is { } choice ? ModelMetadata.Embed(network, preprocessing, choice, received, example.shape[1..]) : null,
                Samples = tried.ConvertAll(sample => (sample.Name, ExampleInput.Of(sample.Picture, sample.Name, network, pipeline))),
                Pictures = [.. tried.Select(sample => sample.Picture), .. options.Input is { } given && File.Exists(given) ? (Tensor[])[pipeline.Decode(given)] : []],
                Judge = (input, answers) => TaskFit.Require(network, input, answers),
                Publisher = publisher,
                Stop = stop,
            };
            var checks = exporter.Write(new(options.TorchScript, options.Onnx, options.Report)).Checks;
            Tell(checks, log);
            written.AddRange([.. checks.Select(check => check.File), options.Report!]);
        }

        // The files take their places with the bundle when that is good, or nothing does.
        if (options.Bundle is { } bundle)
        {
            BundleFolder.Write(bundle, options.Overwrite, types, log, stop, folder => WriteBundle(bundle, folder), options.Targets.Any() ? publisher => WriteFiles(publisher) : null);
            written.Add(bundle);
        }
        else
        {
            WriteFiles(publisher: null);
        }

        return written;

        void WriteBundle(string path, string folder)
        {
            var exporter = new ModelExporter(exported, example, settings, metadata, environment.Log.For("thelper.export")) { Judge = (input, answers) => TaskFit.Require(network, input, answers), Stop = stop };
            var (checks, batchVaries, spaceVaries) = exporter.Write(new(Path.Combine(folder, BundleFiles.TorchScript), Path.Combine(folder, BundleFiles.Onnx)));
            Tell(checks.Select(check => check with { File = Path.Combine(path, Path.GetFileName(check.File)) }), log);
            VerificationReport.Write(checks, Path.Combine(folder, BundleFiles.Verification));
            var tolerance = checks.Aggregate(ExportOptions.DefaultTolerance(options.Tolerance, options.Half), (most, check) => Math.Max(most, check.Allowed));
            var drawn = samples.Count > 0 ? samples : SamplePictures.Draw(pipeline, example);
            new BundleWriter(folder, network, exported, preprocessing, received, tolerance, log) { Own = samples.Count, Pipeline = pipeline, Step = stop.ThrowIfRequested }.Write(
                [.. drawn, SamplePictures.Empty(pipeline, drawn[0])],
                example,
                batchVaries,
                spaceVaries ? (example.shape[2] + 32, example.shape[3] + 64) : null);
        }
    }

    /// <summary>Runs a bundle where it is, stage by stage, by every engine that it holds a model for.</summary>
    /// <param name="folder">The bundle.</param>
    /// <param name="environment">Log, questions.</param>
    /// <returns>A line for each engine.</returns>
    /// <exception cref="UserErrorException">It is no bundle, or something is not as it was bundled; the message names the first stage that differs.</exception>
    /// <exception cref="SessionInterruptedException">The user stopped it.</exception>
    public static IReadOnlyList<string> Verify(string folder, SessionEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var log = environment.Log.For("thelper.cli.verify");
        var types = new TypeRegistry(new Consent(environment.Trust, question => environment.Questions.YesNo(question, bypass: false), log.Warn));
        var report = BundleVerifier.Verify(folder, types, environment.Stop.ThrowIfRequested);
        foreach (var (engine, absent) in report.NotTried)
        {
            log.Info($"{folder}: holds no '{absent}', so nothing was run by {engine}");
        }

        return BundleFolder.Require(folder, report);
    }
}
