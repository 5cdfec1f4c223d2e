using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Convolution over N x C x L. Made by <c>torch.nn.Conv1d</c>.</summary>
public class Conv1d : Convolution
{
    internal Conv1d(ConvolutionOptions options, Device? device, ScalarType? dtype)
        : base(nameof(Conv1d), options, device, dtype)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Options.Rule is not null && Options.PaddingMode == PaddingModes.Zeros
        ? aten.conv1d_padding(input, weight, bias, Options.Stride, Options.RuleName, Options.Dilation, Options.Groups)
        : Padded(input, (x, padding) => aten.conv1d(x, weight, bias, Options.Stride, padding, Options.Dilation, Options.Groups));

    private protected override Convolution Like(ConvolutionOptions options, Device device, ScalarType dtype) => new Conv1d(options, device, dtype);
}
