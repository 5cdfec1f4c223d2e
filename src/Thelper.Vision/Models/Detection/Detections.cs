using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>What a detector found in one image, best first.</summary>
/// <param name="Boxes">(N, 4): left, top, right, bottom in pixels of the image.</param>
/// <param name="Labels">(N), int64: class indices.</param>
/// <param name="Scores">(N), in [0, 1].</param>
public sealed record Detections(Tensor Boxes, Tensor Labels, Tensor Scores)
{
    /// <summary>Lets the tensors live as long as the scope around the current one.</summary>
    internal void MoveToOuterDisposeScope()
    {
        Boxes.MoveToOuterDisposeScope();
        Labels.MoveToOuterDisposeScope();
        Scores.MoveToOuterDisposeScope();
    }
}
