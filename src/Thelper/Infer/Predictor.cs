using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Config;
using Thelper.Imaging;
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
    private readonly Nn.Module model;
    private readonly Tester tester;
    private readonly InputPipeline pipeline;
    private readonly OutcomeReader reader;

    private Predictor(Nn.Module model, InputPipeline pipeline, Device device)
    {
        this.model = model;
        this.pipeline = pipeline;
        model.to(device);
        model.eval();
        tester = TesterChoice.Create(new() { SessionName = "predictor", Task = model.Task, Model = model, Device = device, EpochCount = 1, Log = NullLogger.Instance });
        reader = new(model.Task, pipeline.KeepsPicture);
    }

    /// <summary>What the model predicts; its classes, where it has some.</summary>
    public Task Task => model.Task;

    /// <summary>Whether maps and boxes are in pixels of the given picture: none of the transforms cuts something off, or adds or moves something. Else they are in pixels of what the network sees.</summary>
    public bool KeepsPicture => pipeline.KeepsPicture;

    /// <summary>Loads a model.</summary>
    /// <param name="path">A session's folder (its best checkpoint counts), a checkpoint, or an ONNX file (<c>.onnx</c>) with the metadata of <c>thelper export</c>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="UserErrorException">It cannot be read, does not say what it predicts, or nothing says what its pictures go through.</exception>
    public static Predictor Load(string path, PredictorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new();
        using var scope = NewDisposeScope();
        var types = new TypeRegistry(new Consent(options.Trust, notice: options.Warning));
        var source = options.Transforms is { } other ? TransformSource.Read(other) : null;
        return path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) && !Directory.Exists(path) ? FromOnnx(path, source, types, options) : FromCheckpoint(path, source, types, options);
    }

    /// <summary>Predicts on an image file.</summary>
    /// <param name="path">The file, in any format that data sets read. Grey, 16-bit and transparent pictures become 8-bit ones of three channels, as in data sets.</param>
    /// <exception cref="UserErrorException">It cannot be read, or does not suit the model.</exception>
    public Prediction Predict(string path)
    {
        using var picture = Prepare(path);
        return Predict([picture])[0];
    }

    /// <summary>Predicts on the bytes of an image file.</summary>
    /// <param name="file">The bytes.</param>
    /// <exception cref="UserErrorException">They cannot be decoded, or do not suit the model.</exception>
    public Prediction Predict(ReadOnlySpan<byte> file)
    {
        using var image = ImageCodec.Decode(file);
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

    /// <inheritdoc/>
    public void Dispose() => model.Dispose();

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
            var sample = new Sample { [Task.InputKey] = stack([.. batch.Select(picture => picture.Input)]) };
            predictions.AddRange(reader.Read(tester.EvalStep(sample), batch));
            start = end;
        }

        return predictions;
    }

    private static Predictor FromCheckpoint(string path, ConfigNode? source, TypeRegistry types, PredictorOptions options)
    {
        var device = options.Device is { } name ? DeviceSelection.Choose([name]) : DeviceSelection.Choose(null, new ConfigErrors())!;
        var (file, content) = CheckpointChoice.Open(CheckpointChoice.Find(path, latest: false, options.Warning), file => (file, Checkpoints.Load(file)), options.Warning);
        try
        {
            var network = ModelFactory.Create(null, null, types, content as PyDict ?? [], file);
            return Made(network, () => InputPipeline.Of(source ?? TransformSource.Of(file, (PyDict)content!), network.Task.InputKey, types.Received(file)), device);
        }
        finally
        {
            Checkpoints.Release(content);
        }
    }

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
            if (!onnx.Metadata.TryGetValue("task", out var task))
            {
                throw new UserErrorException($"{path}: its metadata has no 'task', so nothing tells what it predicts; 'thelper export' writes one.");
            }

            network = new(onnx, TaskFactory.Parse(task, types.Received(path), path), path);
        }
        finally
        {
            if (network is null)
            {
                onnx.Dispose();
            }
        }

        return Made(network, () => InputPipeline.Of(source ?? TransformSource.Of(path, onnx.Metadata), network.Task.InputKey, types.Received(path)), CPU);
    }

    private static Predictor Made(Nn.Module network, Func<InputPipeline> pipeline, Device device)
    {
        Predictor? made = null;
        try
        {
            return made = new(network, pipeline(), device);
        }
        finally
        {
            if (made is null)
            {
                network.Dispose();
            }
        }
    }
}
