using Thelper.Tasks;
using static Thelper.Torch.torch;

namespace Thelper.Metrics;

/// <summary>What one iteration hands to its consumers: the batch, the model's answer, and where in the session it happened.</summary>
/// <remarks>Tensors belong to the caller and are freed after the iteration; consumers copy the numbers that they keep.</remarks>
public sealed class IterationData
{
    private ClassPredictions? classes;

    /// <summary>The task of the session.</summary>
    public required Task Task { get; init; }

    /// <summary>The value given to the model: a batch tensor, a list of such (copies of the samples) or of images that differ in size, or null.</summary>
    public object? Input { get; init; }

    /// <summary>Whether the channels of <see cref="Input"/> are blue, green, red, as the data set delivers them.</summary>
    public bool InputIsBgr { get; init; }

    /// <summary>The model's answer on the CPU, detached, batch first; null for models that answer with something else.</summary>
    public Tensor? Prediction { get; init; }

    /// <summary>The objects that a detector found, a list for each sample; null for other models.</summary>
    public IReadOnlyList<IReadOnlyList<BoundingBox>>? PredictedBoxes { get; init; }

    /// <summary>Everything that a model of several outputs answered, by name, on the model's device; null for other models.</summary>
    public IReadOnlyDictionary<string, Tensor>? NamedOutputs { get; init; }

    /// <summary>The ground truth: a CPU tensor (batch first), a list, or null when there is none.</summary>
    public object? Target { get; init; }

    /// <summary>The whole batch, with its metadata.</summary>
    public required Sample Sample { get; init; }

    /// <summary>The loss of the iteration, or null where none is computed.</summary>
    public double? Loss { get; init; }

    /// <summary>The index of the iteration in its epoch, from 0.</summary>
    public required int IterationIndex { get; init; }

    /// <summary>The number of iterations of the epoch.</summary>
    public required int IterationCount { get; init; }

    /// <summary>The index of the epoch, from 0.</summary>
    public int EpochIndex { get; init; }

    /// <summary>The number of epochs of the session.</summary>
    public int EpochCount { get; init; } = 1;

    /// <summary>The number of training batches that the session has finished.</summary>
    public long TrainedBatches { get; init; }

    /// <summary>The folder for the outputs of the current set.</summary>
    public string OutputPath { get; init; } = "";

    /// <summary>The prediction and target as class scores and labels, computed once for all consumers.</summary>
    /// <exception cref="UserErrorException">The prediction has no class dimension, or the target does not fit it.</exception>
    public ClassPredictions Classes => classes ??= new ClassPredictions(this);

    /// <summary>The ground truth as objects, a list for each sample; null where there is none.</summary>
    /// <exception cref="UserErrorException">The ground truth holds something else.</exception>
    public IReadOnlyList<IReadOnlyList<BoundingBox>>? TargetBoxes => Target switch
    {
        null => null,
        IReadOnlyList<IReadOnlyList<BoundingBox>> boxes => boxes,
        IReadOnlyList<object?> samples => [.. samples.Select(BoxesOf)],
        _ => throw new UserErrorException($"the ground truth must be a list of bounding boxes for each sample, not {Target.GetType().Name}"),
    };

    /// <summary>The part of the iteration that belongs to one sample, as a batch of one.</summary>
    /// <param name="index">Index of the sample in the batch.</param>
    /// <returns>Views of the tensors, in the current dispose scope; the metadata stays that of the batch.</returns>
    internal IterationData Only(int index) => new()
    {
        Task = Task,
        Input = Input switch
        {
            IReadOnlyList<object?> images when images.All(image => image is Tensor { ndim: 3 }) => new List<object?> { images[index] },
            IReadOnlyList<object?> copies => copies.Select(copy => Part(copy, index)).ToList(),
            _ => Part(Input, index),
        },
        InputIsBgr = InputIsBgr,
        Prediction = (Tensor?)Part(Prediction, index),
        PredictedBoxes = PredictedBoxes is null ? null : [PredictedBoxes[index]],
        NamedOutputs = NamedOutputs?.ToDictionary(output => output.Key, output => output.Value.narrow(0, index, 1)),
        Target = Target switch
        {
            IReadOnlyList<IReadOnlyList<BoundingBox>> boxes => new[] { boxes[index] },
            IReadOnlyList<object?> list => new List<object?> { list[index] },
            _ => Part(Target, index),
        },
        Sample = Sample,
        Loss = Loss,
        IterationIndex = IterationIndex,
        IterationCount = IterationCount,
        EpochIndex = EpochIndex,
        EpochCount = EpochCount,
        TrainedBatches = TrainedBatches,
        OutputPath = OutputPath,
    };

    private static object? Part(object? value, int index) => value is Tensor tensor ? tensor.narrow(0, index, 1) : value;

    private static IReadOnlyList<BoundingBox> BoxesOf(object? sample) => sample switch
    {
        IReadOnlyList<BoundingBox> boxes => boxes,
        IReadOnlyList<object?> list when list.All(entry => entry is BoundingBox) => [.. list.Cast<BoundingBox>()],
        _ => throw new UserErrorException($"the ground truth must be a list of bounding boxes for each sample, but one sample has {sample?.GetType().Name ?? "none"}"),
    };
}
