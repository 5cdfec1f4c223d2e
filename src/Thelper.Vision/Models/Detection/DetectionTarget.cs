using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>The objects of one image.</summary>
/// <param name="Boxes">(N, 4), floating point: left, top, right, bottom in pixels; N may be 0.</param>
/// <param name="Labels">(N), int64: class indices from 1, as 0 is the background.</param>
public sealed record DetectionTarget(Tensor Boxes, Tensor Labels);
