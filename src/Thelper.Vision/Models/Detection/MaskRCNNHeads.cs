using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Convolutions over the pooled features of a region, before its mask (arXiv:1703.06870, figure 4).</summary>
public sealed class MaskRCNNHeads : Sequential
{
    /// <summary>Builds the layers and initialises them from libtorch's generator.</summary>
    /// <param name="inChannels">Channels of a region.</param>
    /// <param name="layers">Channels of each 3x3 convolution.</param>
    /// <param name="dilation">Distance of the kernels' points.</param>
    /// <param name="norm">Makes the normalisation of so many channels; null for none.</param>
    public MaskRCNNHeads(int inChannels, IReadOnlyList<int> layers, int dilation = 1, Func<long, nn.Module<Tensor, Tensor>>? norm = null)
    {
        ArgumentNullException.ThrowIfNull(layers);
        foreach (var next in layers)
        {
            append(new Conv2dNormActivation(inChannels, next, 3, norm: norm, activation: static () => nn.ReLU(inplace: true), dilation: dilation));
            inChannels = next;
        }

        OutChannels = inChannels;
        foreach (var conv in modules().OfType<Conv2d>())
        {
            nn.init.kaiming_normal_(conv.weight, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
            if (conv.bias is { } bias)
            {
                nn.init.zeros_(bias);
            }
        }
    }

    /// <summary>Channels of the last convolution.</summary>
    public int OutChannels { get; }

    /// <inheritdoc/>
    public override string GetName() => nameof(MaskRCNNHeads);

    /// <inheritdoc/>
    protected override long StateVersion => 2;
}
