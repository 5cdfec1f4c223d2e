using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Transposed convolution over N x C x D x H x W: the gradient of a convolution with respect to its input. Made by <c>torch.nn.ConvTranspose3d</c>.</summary>
public class ConvTranspose3d : ConvolutionTranspose
{
    internal ConvTranspose3d(ConvolutionOptions options, Device? device, ScalarType? dtype)
        : base(nameof(ConvTranspose3d), options, device, dtype)
    {
    }

    private protected override Tensor Convolve(Tensor input, long[] outputPadding)
        => aten.conv_transpose3d_input(input, weight, bias, Options.Stride, Options.Padding, outputPadding, Options.Groups, Options.Dilation);

    private protected override Convolution Like(ConvolutionOptions options, Device device, ScalarType dtype) => new ConvTranspose3d(options, device, dtype);
}
