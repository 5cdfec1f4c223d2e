using Thelper.Tasks;
using static Thelper.Torch.torch;

namespace Thelper.Train;

/// <summary>What a trainer's step made of one batch. The tensors live until the consumers have seen them.</summary>
/// <param name="Count">Samples in the batch.</param>
/// <param name="Input">What the model was given.</param>
/// <param name="Prediction">What it answered, on the CPU and detached; null for models that answer with something else.</param>
/// <param name="Target">The truth: a CPU tensor, a list, or null when there is none.</param>
/// <param name="Loss">The loss; null where none is computed.</param>
/// <param name="Boxes">The objects that a detector found, a list for each sample; null for other models.</param>
/// <param name="Outputs">Everything that a model of several outputs answered, by name and as it came; null for other models.</param>
/// <param name="EvaluationLoss">
/// The loss of an evaluation that is only averaged, as what <c>valid_loss</c> stands for; consumers do not see it.
/// </param>
/// <param name="IsEmpty">Whether the truth had nothing to average a loss over: every element is ignored, or of a class of weight 0. The loss is null then.</param>
public readonly record struct BatchOutcome(
    int Count,
    object? Input,
    Tensor? Prediction,
    object? Target,
    double? Loss,
    IReadOnlyList<IReadOnlyList<BoundingBox>>? Boxes = null,
    IReadOnlyDictionary<string, Tensor>? Outputs = null,
    double? EvaluationLoss = null,
    bool IsEmpty = false);
