using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>What <c>transform_input</c> does: images that were normalised as torchvision's others become normalised as those of TensorFlow's weights.</summary>
internal static class InputNormalisation
{
    private static readonly double[] Mean = [0.485, 0.456, 0.406];
    private static readonly double[] Std = [0.229, 0.224, 0.225];

    /// <summary>From torchvision's mean and deviation to 0.5 and 0.5; the result belongs to the current dispose scope.</summary>
    /// <param name="images">(N, 3, H, W); channels of any other number, which an adapted input reads, are converted by the mean of the three.</param>
    public static Tensor Convert(Tensor images)
    {
        using var scope = NewDisposeScope();
        var scale = tensor(Array.ConvertAll(Std, std => (float)(std / 0.5))).to(images.device).view(1, 3, 1, 1);
        var shift = tensor(Array.ConvertAll(Mean, mean => (float)((mean - 0.5) / 0.5))).to(images.device).view(1, 3, 1, 1);
        if (images.shape[1] != Mean.Length)
        {
            (scale, shift) = (scale.mean(), shift.mean());
        }

        return ((images * scale.to(images.dtype)) + shift.to(images.dtype)).MoveToOuterDisposeScope();
    }
}
