using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Ops;

/// <summary>A convolution of volumes, its normalisation and its activation, in a row: torchvision's building block for videos.</summary>
public sealed class Conv3dNormActivation : Sequential
{
    /// <summary>Builds the block; the padding keeps the size at stride 1.</summary>
    /// <param name="inChannels">Input channels.</param>
    /// <param name="outChannels">Output channels.</param>
    /// <param name="kernelSize">Frames, rows and columns of the kernel.</param>
    /// <param name="stride">Stride.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="norm">Makes the normalisation of so many channels; null for none, and then the convolution has a bias.</param>
    /// <param name="activation">Makes the activation; null for none.</param>
    /// <param name="dilation">Distance of the kernel's points.</param>
    public Conv3dNormActivation(
        int inChannels, int outChannels, int kernelSize = 3, int stride = 1, int groups = 1,
        Func<long, nn.Module<Tensor, Tensor>>? norm = null, Func<nn.Module<Tensor, Tensor>>? activation = null, int dilation = 1)
    {
        append(nn.Conv3d(inChannels, outChannels, kernelSize, stride: stride, padding: (kernelSize - 1) / 2 * dilation, dilation: dilation, groups: groups, bias: norm is null));
        foreach (var layer in new[] { norm?.Invoke(outChannels), activation?.Invoke() }.OfType<nn.Module<Tensor, Tensor>>())
        {
            append(layer);
        }
    }

    /// <inheritdoc/>
    public override string GetName() => nameof(Conv3dNormActivation);
}
