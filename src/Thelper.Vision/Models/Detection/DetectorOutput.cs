using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>What a detector answers.</summary>
/// <param name="Losses">Scalars by torchvision's names, while training; else empty.</param>
/// <param name="Detections">One entry per image in evaluation; empty while training.</param>
public sealed record DetectorOutput(OrderedDictionary<string, Tensor> Losses, IReadOnlyList<Detections> Detections);
