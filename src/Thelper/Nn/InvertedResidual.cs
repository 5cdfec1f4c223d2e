using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>A block of <see cref="MobileNetV2"/>: widen, filter every channel by itself, narrow; added to its input where shapes allow. Keys <c>conv.{0,1,3,4,6,7}</c>.</summary>
internal sealed class InvertedResidual : nn.Module<Tensor, Tensor>
{
    private readonly Sequential conv;
    private readonly bool residual;

    /// <summary>Builds the block.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="stride">Stride of the depthwise convolution.</param>
    /// <param name="expansion">Factor between the input's channels and those within.</param>
    public InvertedResidual(int inputs, int outputs, int stride, int expansion)
    {
        var wide = inputs * expansion;
        residual = stride == 1 && inputs == outputs;
        conv = nn.Sequential(
            nn.Conv2d(inputs, wide, 1, bias: false), nn.BatchNorm2d(wide), nn.ReLU6(inplace: true),
            nn.Conv2d(wide, wide, 3, stride: stride, padding: 1, groups: wide, bias: false), nn.BatchNorm2d(wide), nn.ReLU6(inplace: true),
            nn.Conv2d(wide, outputs, 1, bias: false), nn.BatchNorm2d(outputs));
        register_module("conv", conv);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        if (!residual)
        {
            return conv.call(input);
        }

        using var branch = conv.call(input);
        return input + branch;
    }
}
