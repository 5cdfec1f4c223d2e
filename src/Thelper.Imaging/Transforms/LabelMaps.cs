using Thelper.Torch;

namespace Thelper.Imaging.Transforms;

/// <summary>Label maps of any type in OpenCV, which knows images only.</summary>
public static class LabelMaps
{
    /// <summary>Does something to a map as an image of real numbers, if it is none of OpenCV's types; labels stay exact up to 2⁵³.</summary>
    /// <param name="labels">H×W or H×W×C of any type.</param>
    /// <param name="move">What is done; it must not mix pixels.</param>
    /// <returns>The result, of the map's type.</returns>
    public static torch.Tensor Through(torch.Tensor labels, Func<torch.Tensor, torch.Tensor> move)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(move);
        if (labels.dtype is torch.ScalarType.Byte or torch.ScalarType.Int16 or torch.ScalarType.Float32 or torch.ScalarType.Float64)
        {
            return move(labels);
        }

        using var scope = torch.NewDisposeScope();
        return move(labels.to(torch.float64)).to(labels.dtype).MoveToOuterDisposeScope();
    }
}
