using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>1x1, 3x3 and 1x1 convolutions with a shortcut: the block of torchvision's resnet50 and deeper, ResNeXt and wide ResNet.</summary>
/// <remarks>arXiv:1512.03385, figure 5 right; groups: arXiv:1611.05431; width: arXiv:1605.07146. The 3x3 convolution has the stride.</remarks>
public sealed class Bottleneck : nn.Module<Tensor, Tensor>
{
    /// <summary>Output channels per plane.</summary>
    public const int Expansion = 4;

    private readonly Conv2d conv1;
    private readonly nn.Module<Tensor, Tensor> bn1;
    private readonly Conv2d conv2;
    private readonly nn.Module<Tensor, Tensor> bn2;
    private readonly Conv2d conv3;
    private readonly nn.Module<Tensor, Tensor> bn3;
    private readonly ReLU relu;
    private readonly Sequential? downsample;

    /// <summary>Builds the block.</summary>
    /// <param name="inplanes">Input channels.</param>
    /// <param name="planes">A quarter of the output channels.</param>
    /// <param name="stride">Stride of the 3x3 convolution.</param>
    /// <param name="downsample">Projection of the shortcut, where the shape changes.</param>
    /// <param name="groups">Groups of the 3x3 convolution.</param>
    /// <param name="baseWidth">Channels per group for 64 planes.</param>
    /// <param name="dilation">Dilation of the 3x3 convolution.</param>
    /// <param name="norm">Makes the normalisation of so many channels; batch normalisation unless given.</param>
    public Bottleneck(
        int inplanes, int planes, int stride = 1, Sequential? downsample = null, int groups = 1, int baseWidth = 64, int dilation = 1,
        Func<long, nn.Module<Tensor, Tensor>>? norm = null)
    {
        norm ??= static channels => nn.BatchNorm2d(channels);
        var width = (int)(planes * (baseWidth / 64.0)) * groups;
        conv1 = nn.Conv2d(inplanes, width, 1, bias: false);
        bn1 = norm(width);
        conv2 = nn.Conv2d(width, width, 3, stride: stride, padding: dilation, dilation: dilation, groups: groups, bias: false);
        bn2 = norm(width);
        conv3 = nn.Conv2d(width, planes * Expansion, 1, bias: false);
        bn3 = norm(planes * Expansion);
        relu = nn.ReLU(inplace: true);
        this.downsample = downsample;
        register_module("conv1", conv1);
        register_module("bn1", bn1);
        register_module("conv2", conv2);
        register_module("bn2", bn2);
        register_module("conv3", conv3);
        register_module("bn3", bn3);
        register_module("relu", relu);
        if (downsample is not null)
        {
            register_module("downsample", downsample);
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = relu.call(bn1.call(conv1.call(input)));
        x = relu.call(bn2.call(conv2.call(x)));
        x = bn3.call(conv3.call(x));
        x.add_(downsample?.call(input) ?? input);
        return relu.call(x).MoveToOuterDisposeScope();
    }

    internal void ZeroResidual() => nn.init.zeros_((bn3.get_parameter("weight") ?? bn3.get_buffer("weight"))!);
}
