using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>The objects of one image.</summary>
/// <param name="Boxes">(N, 4), floating point: left, top, right, bottom in pixels; N may be 0.</param>
/// <param name="Labels">(N), int64: class indices from 1, as 0 is the background.</param>
/// <param name="Masks">(N, height, width), 1 where the object is, else 0; null unless the detector learns masks.</param>
/// <param name="Keypoints">(N, K, 3), float32: x, y in pixels, and above 0 where the point is labelled; null unless the detector learns key points.</param>
public sealed record DetectionTarget(Tensor Boxes, Tensor Labels, Tensor? Masks = null, Tensor? Keypoints = null);
