using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>A convolution over N x C x H x W whose input channels are those of the first input. Made by <c>torch.nn.LazyConv2d</c>.</summary>
/// <remarks>Parameters exist from the start, without elements; the first call, or loading weights, gives them sizes and values.</remarks>
public sealed class LazyConv2d : Conv2d
{
    internal LazyConv2d(ConvolutionOptions options, Device? device, ScalarType? dtype)
        : base(options, device, dtype)
    {
    }

    /// <inheritdoc/>
    public override string GetName() => Options.Open ? nameof(LazyConv2d) : nameof(Conv2d);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        Settle(input);
        return base.forward(input);
    }

    private protected override Convolution Like(ConvolutionOptions options, Device device, ScalarType dtype) => new LazyConv2d(options, device, dtype);
}
