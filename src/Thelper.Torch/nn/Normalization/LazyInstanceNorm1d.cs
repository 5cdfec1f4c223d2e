using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Instance normalisation of N x C x L whose number of channels is that of the first input. Made by <c>torch.nn.LazyInstanceNorm1d</c>.</summary>
/// <remarks>Parameters exist from the start, without elements; the first call, or loading weights, gives them sizes and values.</remarks>
public sealed class LazyInstanceNorm1d : InstanceNorm1d
{
    internal LazyInstanceNorm1d(ChannelNormOptions options, Device? device, ScalarType? dtype)
        : base(options, device, dtype)
    {
    }

    /// <inheritdoc/>
    public override string GetName() => Options.Open ? nameof(LazyInstanceNorm1d) : nameof(InstanceNorm1d);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        Settle(input, 1);
        return base.forward(input);
    }
}
