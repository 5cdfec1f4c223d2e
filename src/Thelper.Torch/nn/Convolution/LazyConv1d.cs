using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>A convolution over N x C x L whose input channels are those of the first input. Made by <c>torch.nn.LazyConv1d</c>.</summary>
/// <remarks>Parameters exist from the start, without elements; the first call, or loading weights, gives them sizes and values.</remarks>
public sealed class LazyConv1d : Conv1d
{
    internal LazyConv1d(ConvolutionOptions options, Device? device, ScalarType? dtype)
        : base(options, device, dtype)
    {
    }

    /// <inheritdoc/>
    public override string GetName() => Options.Open ? nameof(LazyConv1d) : nameof(Conv1d);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        Settle(input);
        return base.forward(input);
    }

    private protected override Convolution Like(ConvolutionOptions options, Device device, ScalarType dtype) => new LazyConv1d(options, device, dtype);
}
