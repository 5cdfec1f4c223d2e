using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Convolution over N x C x D x H x W. Made by <c>torch.nn.Conv3d</c>.</summary>
public class Conv3d : Convolution
{
    internal Conv3d(ConvolutionOptions options, Device? device, ScalarType? dtype)
        : base(nameof(Conv3d), options, device, dtype)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Options.Rule is not null && Options.PaddingMode == PaddingModes.Zeros
        ? aten.conv3d_padding(input, weight, bias, Options.Stride, Options.RuleName, Options.Dilation, Options.Groups)
        : Padded(input, (x, padding) => aten.conv3d(x, weight, bias, Options.Stride, padding, Options.Dilation, Options.Groups));

    private protected override Convolution Like(ConvolutionOptions options, Device device, ScalarType dtype) => new Conv3d(options, device, dtype);
}
