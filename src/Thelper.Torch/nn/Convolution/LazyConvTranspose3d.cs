using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>A transposed convolution over N x C x D x H x W whose input channels are those of the first input. Made by <c>torch.nn.LazyConvTranspose3d</c>.</summary>
/// <remarks>Parameters exist from the start, without elements; the first call, or loading weights, gives them sizes and values.</remarks>
public sealed class LazyConvTranspose3d : ConvTranspose3d
{
    internal LazyConvTranspose3d(ConvolutionOptions options, Device? device, ScalarType? dtype)
        : base(options, device, dtype)
    {
    }

    /// <inheritdoc/>
    public override string GetName() => Options.Open ? nameof(LazyConvTranspose3d) : nameof(ConvTranspose3d);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        Settle(input);
        return base.forward(input);
    }

    private protected override Convolution Like(ConvolutionOptions options, Device device, ScalarType dtype) => new LazyConvTranspose3d(options, device, dtype);
}
