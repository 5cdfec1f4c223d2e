using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Config;
using Thelper.Export;
using Thelper.Imaging;
using Thelper.Infer;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Train;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Bundles;

/// <summary>The stages of a bundle, each by itself, from what its files say.</summary>
internal sealed class BundleStages : IDisposable
{
    private readonly Preprocessing preprocessing;
    private readonly PreprocessingRunner steps;
    private readonly InputPipeline pipeline;
    private readonly Task task;
    private readonly IReadOnlyList<string> labels;
    private readonly ReplayNetwork replay;
    private readonly Forward forward;
    private readonly OutcomeReader reader;
    private IReadOnlyList<Tensor> current = [];

    /// <summary>Makes the stages.</summary>
    /// <param name="preprocessing">What pictures go through.</param>
    /// <param name="task">What the model predicts.</param>
    /// <param name="labels">Names of the classes.</param>
    /// <param name="types">Finds operations.</param>
    /// <param name="file">Where the preprocessing comes from, for messages.</param>
    /// <exception cref="UserErrorException">A step is unknown or wrong.</exception>
    public BundleStages(Preprocessing preprocessing, Task task, IReadOnlyList<string> labels, TypeRegistry types, string file)
    {
        (this.preprocessing, this.task, this.labels) = (preprocessing, task, labels);
        steps = new(preprocessing, task.InputKey, types, file);
        pipeline = InputPipeline.Of(preprocessing.ToTransforms(file).ToConfig(file), task.InputKey, types);
        replay = new(task);
        replay.eval();
        Func<Sample, BatchOutcome> evaluate = task is Detection detection
            ? new DetectorAnswers(_ => current, detection).Evaluate
            : TesterChoice.Create(new() { SessionName = "bundle", Task = task, Model = replay, Device = CPU, EpochCount = 1, Log = NullLogger.Instance }).EvalStep;
        forward = new(evaluate, replay, CPU, Views.Straight, restores: false);
        reader = new(task, pipeline);
    }

    /// <summary>Whether there is a step that changes the size.</summary>
    public bool HasResizing => steps.Resizing > 0;

    /// <summary>Whether decisions are objects.</summary>
    public bool FindsObjects => task is Detection;

    /// <summary>The pixels of a file, in the order of channels that the steps expect.</summary>
    public Tensor Decode(string path)
    {
        var image = ImageCodec.Decode(path, preprocessing.IsRgb ? DecodeMode.ColorUnrotated : DecodeMode.Color);
        return preprocessing.IsRgb ? image.flip(2).contiguous() : image;
    }

    /// <summary>The steps up to the last that changes the size.</summary>
    public Tensor Resize(Tensor image) => steps.Resize(image);

    /// <summary>The steps after it, and the numbers that the network gets.</summary>
    public Tensor Normalise(Tensor image) => NetworkInput.Of(steps.Normalise(image), task);

    /// <summary>Pictures through all that comes before the network, as a batch.</summary>
    public Tensor Prepare(IReadOnlyList<string> paths)
    {
        var pictures = new List<PreparedPicture>();
        try
        {
            pictures.AddRange(paths.Select(pipeline.Prepare));
            return NetworkInput.Of(stack([.. pictures.Select(picture => picture.Input)]), task);
        }
        finally
        {
            pictures.ForEach(picture => picture.Dispose());
        }
    }

    /// <summary>What the answers of the network decide.</summary>
    /// <param name="answers">The network's results; the first counts.</param>
    /// <param name="input">What it got.</param>
    /// <param name="sizes">Width and height of each picture.</param>
    /// <param name="near">Classes count as near the best up to this difference.</param>
    public IReadOnlyList<IReadOnlyList<Decision>> Decide(IReadOnlyList<Tensor> answers, Tensor input, IReadOnlyList<(int Width, int Height)> sizes, double near = 0)
    {
        using var scope = NewDisposeScope();
        (current, replay.Answer) = (answers, answers[0]);
        List<PreparedPicture> pictures = [.. sizes.Select((size, k) => new PreparedPicture(input.select(0, k), size.Width, size.Height))];
        return [.. reader.Read(forward.Run(input), pictures).Select(prediction => Decision.Of(prediction, task, labels, answers[0].shape.Skip(2).Aggregate(1L, (product, size) => product * size), near))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        forward.Dispose();
        replay.Dispose();
    }
}
