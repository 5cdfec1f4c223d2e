using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Ops;

/// <summary>A convolution, its normalisation and its activation, in a row: torchvision's building block.</summary>
public sealed class Conv2dNormActivation : Sequential
{
    /// <summary>Builds the block; the padding keeps the size at stride 1 unless given.</summary>
    /// <param name="inChannels">Input channels.</param>
    /// <param name="outChannels">Output channels.</param>
    /// <param name="kernelSize">Rows and columns of the kernel.</param>
    /// <param name="stride">Stride.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="norm">Makes the normalisation of so many channels; null for none, and then the convolution has a bias.</param>
    /// <param name="activation">Makes the activation; null for none.</param>
    /// <param name="dilation">Distance of the kernel's points.</param>
    /// <param name="padding">Pixels added at every side; null for as many as keep the size.</param>
    /// <param name="bias">Whether the convolution has a bias; null for where there is no normalisation.</param>
    public Conv2dNormActivation(
        int inChannels,
        int outChannels,
        int kernelSize = 3,
        int stride = 1,
        int groups = 1,
        Func<long, nn.Module<Tensor, Tensor>>? norm = null,
        Func<nn.Module<Tensor, Tensor>>? activation = null,
        int dilation = 1,
        int? padding = null,
        bool? bias = null)
    {
        append(nn.Conv2d(
            inChannels, outChannels, kernelSize, stride: stride, padding: padding ?? ((kernelSize - 1) / 2 * dilation), dilation: dilation, groups: groups, bias: bias ?? norm is null));
        if (norm is not null)
        {
            append(norm(outChannels));
        }

        if (activation is not null)
        {
            append(activation());
        }

        OutChannels = outChannels;
    }

    /// <summary>Output channels.</summary>
    public int OutChannels { get; }

    /// <inheritdoc/>
    public override string GetName() => nameof(Conv2dNormActivation);
}
