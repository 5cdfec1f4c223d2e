using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>A transposed convolution over N x C x H x W whose input channels are those of the first input. Made by <c>torch.nn.LazyConvTranspose2d</c>.</summary>
/// <remarks>Parameters exist from the start, without elements; the first call, or loading weights, gives them sizes and values.</remarks>
public sealed class LazyConvTranspose2d : ConvTranspose2d
{
    internal LazyConvTranspose2d(ConvolutionOptions options, Device? device, ScalarType? dtype)
        : base(options, device, dtype)
    {
    }

    /// <inheritdoc/>
    public override string GetName() => Options.Open ? nameof(LazyConvTranspose2d) : nameof(ConvTranspose2d);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        Settle(input);
        return base.forward(input);
    }

    private protected override Convolution Like(ConvolutionOptions options, Device device, ScalarType dtype) => new LazyConvTranspose2d(options, device, dtype);
}
