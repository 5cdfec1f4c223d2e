using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Convolution over N x C x H x W. Made by <c>torch.nn.Conv2d</c>.</summary>
public class Conv2d : Convolution
{
    internal Conv2d(ConvolutionOptions options, Device? device, ScalarType? dtype)
        : base(nameof(Conv2d), options, device, dtype)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Options.Rule is not null && Options.PaddingMode == PaddingModes.Zeros
        ? aten.conv2d_padding(input, weight, bias, Options.Stride, Options.RuleName, Options.Dilation, Options.Groups)
        : Padded(input, (x, padding) => aten.conv2d(x, weight, bias, Options.Stride, padding, Options.Dilation, Options.Groups));

    private protected override Convolution Like(ConvolutionOptions options, Device device, ScalarType dtype) => new Conv2d(options, device, dtype);
}
