using Thelper.Infer.Tiling;
using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>What a network says of a batch.</summary>
/// <param name="Values">Its numbers, on the CPU; null for boxes.</param>
/// <param name="AreShares">Whether these are shares of a softmax already, where the task has them.</param>
/// <param name="Boxes">The objects in each picture, in pixels of what the network saw; null for numbers.</param>
/// <param name="Painted">The pictures that an auto-encoder painted, on the CPU; null where nobody asked.</param>
internal readonly record struct Answer(Tensor? Values, bool AreShares, IReadOnlyList<IReadOnlyList<ScoredBox>>? Boxes, Tensor? Painted = null);
