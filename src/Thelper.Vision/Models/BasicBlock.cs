using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>Two 3x3 convolutions with a shortcut: the block of torchvision's resnet18 and resnet34 (arXiv:1512.03385, figure 5 left).</summary>
public sealed class BasicBlock : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly nn.Module<Tensor, Tensor> bn1;
    private readonly ReLU relu;
    private readonly Conv2d conv2;
    private readonly nn.Module<Tensor, Tensor> bn2;
    private readonly Sequential? downsample;

    /// <summary>Builds the block.</summary>
    /// <param name="inplanes">Input channels.</param>
    /// <param name="planes">Output channels.</param>
    /// <param name="stride">Stride of the first convolution.</param>
    /// <param name="downsample">Projection of the shortcut, where the shape changes.</param>
    /// <param name="norm">Makes the normalisation of so many channels; batch normalisation unless given.</param>
    public BasicBlock(
        int inplanes, int planes, int stride = 1, Sequential? downsample = null, Func<long, nn.Module<Tensor, Tensor>>? norm = null)
    {
        norm ??= static channels => nn.BatchNorm2d(channels);
        conv1 = nn.Conv2d(inplanes, planes, 3, stride: stride, padding: 1, bias: false);
        bn1 = norm(planes);
        relu = nn.ReLU(inplace: true);
        conv2 = nn.Conv2d(planes, planes, 3, padding: 1, bias: false);
        bn2 = norm(planes);
        this.downsample = downsample;
        register_module("conv1", conv1);
        register_module("bn1", bn1);
        register_module("relu", relu);
        register_module("conv2", conv2);
        register_module("bn2", bn2);
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
        x = bn2.call(conv2.call(x));
        x.add_(downsample?.call(input) ?? input);
        return relu.call(x).MoveToOuterDisposeScope();
    }

    internal void ZeroResidual() => nn.init.zeros_((bn2.get_parameter("weight") ?? bn2.get_buffer("weight"))!);
}
