using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's DeepLabV3 head: pooling at several rates, a 3x3 convolution, then one score map per class.</summary>
/// <remarks>Chen, Papandreou, Schroff, Adam: "Rethinking Atrous Convolution", arXiv:1706.05587. The last layer is <c>4</c> (256 channels in).</remarks>
public sealed class DeepLabHead : Sequential
{
    /// <summary>Builds the head.</summary>
    /// <param name="inChannels">Channels of the feature map.</param>
    /// <param name="numClasses">Number of classes.</param>
    public DeepLabHead(int inChannels, int numClasses)
    {
        append(new ASPP(inChannels, [12, 24, 36]));
        append(nn.Conv2d(ASPP.Channels, ASPP.Channels, 3, padding: 1, bias: false));
        append(nn.BatchNorm2d(ASPP.Channels));
        append(nn.ReLU());
        append(nn.Conv2d(ASPP.Channels, numClasses, 1));
    }
}
