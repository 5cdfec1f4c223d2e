using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Instance normalisation of N x C x D x H x W whose number of channels is that of the first input. Made by <c>torch.nn.LazyInstanceNorm3d</c>.</summary>
/// <remarks>Parameters exist from the start, without elements; the first call, or loading weights, gives them sizes and values.</remarks>
public sealed class LazyInstanceNorm3d : InstanceNorm3d
{
    internal LazyInstanceNorm3d(ChannelNormOptions options, Device? device, ScalarType? dtype)
        : base(options, device, dtype)
    {
    }

    /// <inheritdoc/>
    public override string GetName() => Options.Open ? nameof(LazyInstanceNorm3d) : nameof(InstanceNorm3d);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        Settle(input, 3);
        return base.forward(input);
    }
}
