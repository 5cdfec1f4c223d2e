using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>The last layers of Mask R-CNN: twice the resolution, then a mask for each class.</summary>
public sealed class MaskRCNNPredictor : Sequential
{
    /// <summary>Builds the layers and initialises them from libtorch's generator.</summary>
    /// <param name="inChannels">Channels of a region.</param>
    /// <param name="reduced">Channels between.</param>
    /// <param name="numClasses">Classes, the background counted.</param>
    public MaskRCNNPredictor(int inChannels, int reduced, int numClasses)
    {
        append("conv5_mask", nn.ConvTranspose2d(inChannels, reduced, 2, stride: 2));
        append("relu", nn.ReLU(inplace: true));
        append("mask_fcn_logits", nn.Conv2d(reduced, numClasses, 1));
        foreach (var (_, weight) in named_parameters().Where(p => p.name.EndsWith("weight", StringComparison.Ordinal)))
        {
            nn.init.kaiming_normal_(weight, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
        }

        (InChannels, Reduced) = (inChannels, reduced);
    }

    /// <summary>Channels of a region.</summary>
    public int InChannels { get; }

    /// <summary>Channels between the two layers.</summary>
    public int Reduced { get; }

    /// <inheritdoc/>
    public override string GetName() => nameof(MaskRCNNPredictor);
}
