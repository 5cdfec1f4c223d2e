using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's fully convolutional head: 3x3 convolution to a quarter of the channels, then one score map per class.</summary>
/// <remarks>Long, Shelhamer, Darrell: "Fully Convolutional Networks for Semantic Segmentation", arXiv:1411.4038. State-dict keys 0, 1 and 4.</remarks>
public sealed class FCNHead : Sequential
{
    /// <summary>Builds the head.</summary>
    /// <param name="inChannels">Channels of the feature map, a multiple of 4.</param>
    /// <param name="channels">Number of classes.</param>
    public FCNHead(int inChannels, int channels)
    {
        append(nn.Conv2d(inChannels, inChannels / 4, 3, padding: 1, bias: false));
        append(nn.BatchNorm2d(inChannels / 4));
        append(nn.ReLU());
        append(nn.Dropout(0.1));
        append(nn.Conv2d(inChannels / 4, channels, 1));
    }
}
