using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Convolutions over the pooled features of a region, before its key points (arXiv:1703.06870, section 5).</summary>
public sealed class KeypointRCNNHeads : Sequential
{
    /// <summary>Builds the layers and initialises them from libtorch's generator.</summary>
    /// <param name="inChannels">Channels of a region.</param>
    /// <param name="layers">Channels of each 3x3 convolution.</param>
    public KeypointRCNNHeads(int inChannels, IReadOnlyList<int> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        foreach (var next in layers)
        {
            append(nn.Conv2d(inChannels, next, 3, padding: 1));
            append(nn.ReLU(inplace: true));
            inChannels = next;
        }

        OutChannels = inChannels;
        foreach (var conv in this.OfType<Conv2d>())
        {
            nn.init.kaiming_normal_(conv.weight, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
            nn.init.zeros_(conv.bias!);
        }
    }

    /// <summary>Channels of the last convolution.</summary>
    public int OutChannels { get; }

    /// <inheritdoc/>
    public override string GetName() => nameof(KeypointRCNNHeads);
}
