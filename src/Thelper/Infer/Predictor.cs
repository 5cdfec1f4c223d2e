using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Config;
using Thelper.Infer.Tiling;
using Thelper.Nn;
using Thelper.Onnx;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using Thelper.Train;
using Thelper.Train.Construction;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Infer;

/// <summary>A trained model with what its pictures go through: <c>Predictor.Load(path).Predict(image)</c>.</summary>
/// <remarks>Safe for any number of threads at once. Results are plain memory; nothing of them needs disposing.</remarks>
public sealed class Predictor : IDisposable
{
    private const string Ending = ".onnx";
    private const string DataEnding = ".data";
    private const int MostTiles = 4;
    private const int LargeTile = 256;

    // What libraries needed to start is given back once.
    private static int trimmed;
    private readonly Nn.Module model;
    private readonly InputPipeline pipeline;
    private readonly OutcomeReader reader;
    private readonly Forward forward;
    private readonly TiledPrediction? tiled;
    private readonly NanWatch? watch;
    private Lazy<string> sourceHash = new("");

    internal Predictor(Nn.Module model, InputPipeline pipeline, Device device, PredictorOptions options)
    {
        this.model = model;
        this.pipeline = pipeline;
        model.to(device);
        model.eval();
        Func<Sample, BatchOutcome> evaluate = model.Task is Detection detection && model is IExportedModel exported
            ? new DetectorAnswers(picture => [.. exported.Answers(picture.to(device)).Select(answer => answer.cpu())], detection).Evaluate
            : TesterChoice.Create(new() { SessionName = "predictor", Task = model.Task, Model = model, Device = device, EpochCount = 1, Log = NullLogger.Instance, IsOfPictures = true }).EvalStep;
        reader = new(model.Task, pipeline);
        watch = options.Warning is { } warn ? new(warn) : null;
        var views = Views.Read(options.Views, model.Task is Classification ? 1 : View.UsualStep);
        if (model is IExportedModel { InputSize: var (height, width) } && views.Any(view => view.Resizes(height, width)))
        {
            throw new UserErrorException($"--tta {options.Views}: the model was exported for inputs of {height} x {width} alone, so of its pictures only flips are seen: say flip or flips");
        }

        forward = new(evaluate, model, device, views, options.Restores, isFast: options.Streams && device.type == DeviceType.CPU && model is not IExportedModel);
        tiled = (options.TilesOf is { } choose ? choose(model.Task) : options.Tiles) is { } tiles ? new(model.Task, pipeline, reader, forward, tiles, options.TileBatch ?? TileBatchOf(tiles, device)) { Watch = watch } : null;

        // Rasters of any bands go through the transforms too: only a run on many pictures knows that there are no others.
        if (options.Streams && model is OnnxNetwork onnx)
        {
            OnnxFit.Require(onnx, pipeline, Tiles?.Size);
        }
    }

    /// <summary>What the model predicts; its classes, where it has some.</summary>
    public Task Task => model.Task;

    /// <summary>Whether maps and boxes are in pixels of the given picture: none of the transforms cuts something off or moves something, but for the borders of a letterbox. Else they are in pixels of what the network sees.</summary>
    public bool KeepsPicture => pipeline.KeepsPicture;

    /// <summary>The file that the model was loaded from: of a session the checkpoint.</summary>
    public string SourceFile { get; private init; } = "";

    /// <summary>What its answers depend on, as a hash: the model's file, of ONNX the weights beside it, and the configuration that <see cref="PredictorOptions.Transforms"/> names.</summary>
    public string SourceHash => sourceHash.Value;

    /// <summary>The windows in which pictures are predicted on; null for pictures as a whole.</summary>
    public TileOptions? Tiles => tiled?.Options;

    /// <summary>Loads a model.</summary>
    /// <param name="path">A session's folder (its best checkpoint counts), a checkpoint, or an ONNX file (<c>.onnx</c>) or TorchScript archive (<c>.pt</c>, <c>.zip</c>) with the metadata of <c>thelper export</c>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="UserErrorException">It cannot be read, does not say what it predicts, or nothing says what its pictures go through.</exception>
    public static Predictor Load(string path, PredictorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new();
        using var scope = NewDisposeScope();
        var types = new TypeRegistry(new Consent(options.Trust, notice: options.Warning));
        var source = options.Transforms is { } other ? TransformSource.Read(other) : null;
        return path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) && !Directory.Exists(path) ? FromOnnx(path, source, types, options)
            : ScriptNetwork.IsAt(path) ? FromScript(path, source, types, options)
            : FromCheckpoint(path, source, types, options);
    }

    /// <summary>Predicts on an image file.</summary>
    /// <param name="path">The file, in any format that data sets read. Grey, 16-bit and transparent pictures become 8-bit ones of three channels, as in data sets.</param>
    /// <exception cref="UserErrorException">It cannot be read, or does not suit the model.</exception>
    public Prediction Predict(string path)
    {
        if (tiled is not null)
        {
            using var image = Decode(path);
            return tiled.Predict(new TensorWindows(image));
        }

        using var picture = Prepare(path);
        return Predict([picture])[0];
    }

    /// <summary>Predicts on the bytes of an image file.</summary>
    /// <param name="file">The bytes.</param>
    /// <exception cref="UserErrorException">They cannot be decoded, or do not suit the model.</exception>
    public Prediction Predict(ReadOnlySpan<byte> file)
    {
        using var image = pipeline.Decode(file);
        return Predict(image);
    }

    /// <summary>Predicts on a picture.</summary>
    /// <param name="image">uint8 H×W×3, blue, green, red; it stays the caller's.</param>
    /// <exception cref="UserErrorException">It has another form, or does not suit the model.</exception>
    public Prediction Predict(Tensor image) => Predict([image])[0];

    /// <summary>Predicts on several pictures, in batches of those in a row that have the same size for the network.</summary>
    /// <param name="images">As for one.</param>
    /// <returns>A prediction for each, in their order.</returns>
    /// <exception cref="UserErrorException">One has another form, or does not suit the model.</exception>
    public IReadOnlyList<Prediction> Predict(IReadOnlyList<Tensor> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (tiled is not null)
        {
            return [.. images.Select(image => tiled.Predict(new TensorWindows(InputPipeline.Checked(image))))];
        }

        var pictures = new List<PreparedPicture>();
        try
        {
            foreach (var image in images)
            {
                pictures.Add(pipeline.Prepare(image));
            }

            return Predict(pictures);
        }
        finally
        {
            pictures.ForEach(picture => picture.Dispose());
        }
    }

    /// <summary>Predicts on a picture that is read window by window; needs <see cref="PredictorOptions.Tiles"/>.</summary>
    /// <param name="picture">Its windows: uint8 height x width x 3, blue, green, red.</param>
    /// <returns>The prediction. Of pixels and restored images all is in memory; <see cref="Predict(IWindowSource, IBandSink, Action{int}, TileStrip)"/> hands them on as they come.</returns>
    /// <exception cref="UserErrorException">It does not suit the model.</exception>
    /// <exception cref="InvalidOperationException">The predictor has no windows.</exception>
    public Prediction Predict(IWindowSource picture) => Windows.Predict(picture);

    /// <summary>Predicts on the pixels of a picture that is read window by window and need not be in memory, nor the result; needs <see cref="PredictorOptions.Tiles"/>.</summary>
    /// <param name="picture">Its windows: uint8 height x width x 3, blue, green, red.</param>
    /// <param name="result">Gets for each pixel the shares of the classes, or the restored image in the network's numbers. Without blending and views, the network's own scores in place of shares.</param>
    /// <param name="advance">Told the number of windows that are done with; null for nobody.</param>
    /// <param name="strip">The part of the picture that is wanted; null for all of it.</param>
    /// <exception cref="UserErrorException">It does not suit the model, or the task is not one of pixels.</exception>
    /// <exception cref="InvalidOperationException">The predictor has no windows.</exception>
    public void Predict(IWindowSource picture, IBandSink result, Action<int>? advance = null, TileStrip? strip = null) => Windows.Run(picture, result, advance, strip);

    /// <summary>Finds objects in a picture that is read window by window, and hands on what each window says; <see cref="BoxMerge"/> makes one of what several windows say of an object. Needs <see cref="PredictorOptions.Tiles"/>.</summary>
    /// <param name="picture">Its windows.</param>
    /// <param name="found">Told of each batch: its windows, and the boxes in them, in pixels of the picture.</param>
    /// <param name="strip">The part of the picture that is wanted; null for all of it.</param>
    /// <exception cref="UserErrorException">It does not suit the model, which is no detector perhaps.</exception>
    /// <exception cref="InvalidOperationException">The predictor has no windows.</exception>
    public void Find(IWindowSource picture, Action<IReadOnlyList<int>, IReadOnlyList<(int Window, ScoredBox Box)>> found, TileStrip? strip = null) => Windows.Find(picture, found, strip);

    /// <summary>Scores patches of a raster as wholes, for classifiers.</summary>
    /// <param name="patches">height x width x bands each, of one size; they go through the transforms as they are.</param>
    /// <returns>float32 patches x classes on the CPU, in the current dispose scope: shares of a softmax; of a task with several labels what the model answers.</returns>
    /// <exception cref="UserErrorException">They do not suit the model, or it is no classifier.</exception>
    public Tensor Score(IReadOnlyList<Tensor> patches)
    {
        ArgumentNullException.ThrowIfNull(patches);
        if (Task is not Classification classes)
        {
            throw new UserErrorException($"the model is no classifier: its task is {Task.GetType().Name}");
        }

        using var none = no_grad();
        var answer = forward.Run(pipeline.Batch(patches, arePictures: false), merges: true).Values!.to(ScalarType.Float32).cpu();
        return answer.dim() >= 2 && answer.numel() == (long)patches.Count * classes.ClassNames.Count
            ? answer.reshape(patches.Count, classes.ClassNames.Count)
            : throw new UserErrorException($"the model answers with the shape ({string.Join(", ", answer.shape)}) to {patches.Count} patches; ({patches.Count}, {classes.ClassNames.Count}) is needed");
    }

    /// <summary>The picture of a restored image, which the network gives in its own numbers.</summary>
    /// <param name="image">A prediction of channels x height x width.</param>
    /// <returns>uint8 height x width x 3, blue, green, red; height x width where the network sees grey. It is the caller's.</returns>
    /// <exception cref="UserErrorException">It is no image, or the transforms do more to pixels than to shift and stretch each channel.</exception>
    public Tensor ToPicture(ValuePrediction image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var scope = NewDisposeScope();
        var scale = ScaleOf(image.Shape);
        var picture = scale.Picture(tensor(image.Values.ToArray(), [.. image.Shape]));
        return (picture.ndim == 3 ? picture.flip(2).contiguous() : picture).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        forward.Dispose();
        model.Dispose();
    }

    internal Tensor Decode(string path) => pipeline.Decode(path);

    internal BoxPrediction FindBoxes(IWindowSource picture, Action<int>? advance) => Windows.Detect(picture, advance);

    internal PixelScale ScaleOf(IReadOnlyList<long> shape) => pipeline.FindScale() is { } scale && shape.Count == 3 && shape[0] == scale.Channels
        ? scale
        : throw new UserErrorException($"the answer of the shape ({string.Join(", ", shape)}) is no picture: as many channels as the network sees (1 or 3), height, width, and transforms that only shift, stretch and resize are needed");

    internal void NameWindows(string path)
    {
        if (watch is not null)
        {
            watch.Name = path;
        }
    }

    internal PreparedPicture Prepare(string path) => pipeline.Prepare(path);

    internal IReadOnlyList<Prediction> Predict(IReadOnlyList<PreparedPicture> pictures)
    {
        using var none = no_grad();
        var predictions = new List<Prediction>(pictures.Count);
        for (var start = 0; start < pictures.Count;)
        {
            var end = start + 1;
            while (end < pictures.Count && pictures[end].Input.shape.SequenceEqual(pictures[start].Input.shape))
            {
                end++;
            }

            using var scope = NewDisposeScope();
            List<PreparedPicture> batch = [.. pictures.Skip(start).Take(end - start)];
            var answer = forward.Run(stack([.. batch.Select(picture => picture.Input)]));
            watch?.Look(answer, batch);
            predictions.AddRange(reader.Read(answer, batch));
            start = end;
        }

        return predictions;
    }

    // Memory of a network grows with the pixels that it sees at once, and its speed no more.
    private static int TileBatchOf(TileOptions tiles, Device device) =>
        device.type == DeviceType.CPU ? (int)Math.Clamp(MostTiles * (double)LargeTile * LargeTile / ((double)tiles.Size * tiles.Size), 1, MostTiles) : MostTiles;

    private TiledPrediction Windows => tiled ?? throw new InvalidOperationException("this predictor has no windows: load it with PredictorOptions.Tiles");

    private static Predictor FromCheckpoint(string path, ConfigNode? source, TypeRegistry types, PredictorOptions options)
    {
        var device = DeviceOf(options);
        var (file, content) = CheckpointChoice.Open(CheckpointChoice.Find(path, latest: false, options.Warning), file => (file, Checkpoints.Load(file)), options.Warning);
        try
        {
            var network = ModelFactory.Create(null, null, types, content as PyDict ?? [], file);
            return Made(network, () => InputPipeline.Of(source ?? TransformSource.Of(file, (PyDict)content!), network.Task.InputKey, types.Received(file)), device, options, (file, source));
        }
        finally
        {
            Checkpoints.Release(content);
        }
    }

    private static Predictor FromScript(string path, ConfigNode? source, TypeRegistry types, PredictorOptions options)
    {
        var network = ScriptNetwork.Open(path, TaskOf(source, types), types);
        return Made(network, () => InputPipeline.Of(source ?? TransformSource.Of(path, network.Metadata), network.Task.InputKey, types.Received(path)), DeviceOf(options), options, (path, source));
    }

    // An exported model of others does not say what it predicts.
    private static Task? TaskOf(ConfigNode? source, TypeRegistry types) => source?.Get("model")?.Get("task") is { } node ? TaskFactory.Create(node, types) : null;

    private static UserErrorException WithoutTask(string path) => new(
        $"{path}: its metadata has no 'task', so nothing tells what it predicts; 'thelper export' writes one. Say it in the configuration of --transforms: "
        + "\"model\": {\"task\": {\"type\": \"thelper.tasks.Classification\", \"params\": {\"class_names\": [...], \"input_key\": \"image\", \"label_key\": \"label\"}}}");

    private static Device DeviceOf(PredictorOptions options) =>
        options.Device is { } name ? DeviceSelection.Choose([name]) : DeviceSelection.Choose(null, new ConfigErrors())!;

    private static Predictor FromOnnx(string path, ConfigNode? source, TypeRegistry types, PredictorOptions options)
    {
        if (options.Device is not (null or "cpu"))
        {
            throw new UserErrorException($"{path}: an ONNX model runs on the CPU here, not on '{options.Device}'.");
        }

        var onnx = OnnxModel.Open(path, options.Threads);
        OnnxNetwork? network = null;
        try
        {
            network = new(onnx, onnx.Metadata.TryGetValue("task", out var text) ? TaskFactory.Parse(text, types.Received(path), path) : TaskOf(source, types) ?? throw WithoutTask(path), path);
        }
        finally
        {
            if (network is null)
            {
                onnx.Dispose();
            }
        }

        return Made(network, () => InputPipeline.Of(source ?? TransformSource.Of(path, onnx.Metadata), network.Task.InputKey, types.Received(path)), CPU, options, (path, source));
    }

    private static Predictor Made(Nn.Module network, Func<InputPipeline> pipeline, Device device, PredictorOptions options, (string File, ConfigNode? Transforms) from)
    {
        Predictor? made = null;
        try
        {
            made = new(network, pipeline(), device, options) { SourceFile = from.File, sourceHash = new(() => HashOf(from.File, from.Transforms)) };
            if (Interlocked.Exchange(ref trimmed, 1) == 0)
            {
                Diagnostics.TrimLibraries();
            }

            return made;
        }
        finally
        {
            if (made is null)
            {
                network.Dispose();
            }
        }
    }

    private static string HashOf(string file, ConfigNode? transforms)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var weights = file + DataEnding;
        foreach (var part in file.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) && File.Exists(weights) ? new[] { file, weights } : [file])
        {
            using var stream = InputFile.OpenRead(part);
            hash.AppendData(SHA256.HashData(stream));
        }

        hash.AppendData(Encoding.UTF8.GetBytes(transforms is null ? "" : ConfigWriter.ToJson(transforms)));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
