using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>What a detector found in one image, best first.</summary>
/// <param name="Boxes">(N, 4): left, top, right, bottom in pixels of the image.</param>
/// <param name="Labels">(N), int64: class indices.</param>
/// <param name="Scores">(N), in [0, 1].</param>
/// <param name="Masks">(N, 1, height, width), in [0, 1]: how likely each pixel belongs to the object; null from a detector without masks.</param>
/// <param name="Keypoints">(N, K, 3): x, y in pixels of the image, and 1; null from a detector without key points.</param>
/// <param name="KeypointScores">(N, K), any real numbers: the higher, the surer; null from a detector without key points.</param>
public sealed record Detections(Tensor Boxes, Tensor Labels, Tensor Scores, Tensor? Masks = null, Tensor? Keypoints = null, Tensor? KeypointScores = null)
{
    /// <summary>Lets the tensors live as long as the scope around the current one.</summary>
    internal void MoveToOuterDisposeScope()
    {
        foreach (var tensor in new[] { Boxes, Labels, Scores, Masks, Keypoints, KeypointScores })
        {
            tensor?.MoveToOuterDisposeScope();
        }
    }
}
