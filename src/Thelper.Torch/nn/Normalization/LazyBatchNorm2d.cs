using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Batch normalisation of N x C x H x W whose number of channels is that of the first input. Made by <c>torch.nn.LazyBatchNorm2d</c>.</summary>
/// <remarks>Parameters exist from the start, without elements; the first call, or loading weights, gives them sizes and values.</remarks>
public sealed class LazyBatchNorm2d : BatchNorm2d
{
    internal LazyBatchNorm2d(ChannelNormOptions options, Device? device, ScalarType? dtype)
        : base(options, device, dtype)
    {
    }

    /// <inheritdoc/>
    public override string GetName() => Options.Open ? nameof(LazyBatchNorm2d) : nameof(BatchNorm2d);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        Settle(input, 0);
        return base.forward(input);
    }
}
