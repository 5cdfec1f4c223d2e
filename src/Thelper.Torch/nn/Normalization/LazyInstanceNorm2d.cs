using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Instance normalisation of N x C x H x W whose number of channels is that of the first input. Made by <c>torch.nn.LazyInstanceNorm2d</c>.</summary>
/// <remarks>Parameters exist from the start, without elements; the first call, or loading weights, gives them sizes and values.</remarks>
public sealed class LazyInstanceNorm2d : InstanceNorm2d
{
    internal LazyInstanceNorm2d(ChannelNormOptions options, Device? device, ScalarType? dtype)
        : base(options, device, dtype)
    {
    }

    /// <inheritdoc/>
    public override string GetName() => Options.Open ? nameof(LazyInstanceNorm2d) : nameof(InstanceNorm2d);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        Settle(input, 2);
        return base.forward(input);
    }
}
