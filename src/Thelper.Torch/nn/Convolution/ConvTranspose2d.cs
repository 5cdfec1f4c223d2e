using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Transposed convolution over N x C x H x W: the gradient of a convolution with respect to its input. Made by <c>torch.nn.ConvTranspose2d</c>.</summary>
public class ConvTranspose2d : ConvolutionTranspose
{
    internal ConvTranspose2d(ConvolutionOptions options, Device? device, ScalarType? dtype)
        : base(nameof(ConvTranspose2d), options, device, dtype)
    {
    }

    private protected override Tensor Convolve(Tensor input, long[] outputPadding)
        => aten.conv_transpose2d_input(input, weight, bias, Options.Stride, Options.Padding, outputPadding, Options.Groups, Options.Dilation);

    private protected override Convolution Like(ConvolutionOptions options, Device device, ScalarType dtype) => new ConvTranspose2d(options, device, dtype);
}
