using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Transposed convolution over N x C x L: the gradient of a convolution with respect to its input. Made by <c>torch.nn.ConvTranspose1d</c>.</summary>
public class ConvTranspose1d : ConvolutionTranspose
{
    internal ConvTranspose1d(ConvolutionOptions options, Device? device, ScalarType? dtype)
        : base(nameof(ConvTranspose1d), options, device, dtype)
    {
    }

    private protected override Tensor Convolve(Tensor input, long[] outputPadding)
        => aten.conv_transpose1d(input, weight, bias, Options.Stride, Options.Padding, outputPadding, Options.Groups, Options.Dilation);

    private protected override Convolution Like(ConvolutionOptions options, Device device, ScalarType dtype) => new ConvTranspose1d(options, device, dtype);
}
