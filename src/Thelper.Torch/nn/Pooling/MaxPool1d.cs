using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The greatest element under a kernel that moves over N x C x L. Made by <c>torch.nn.MaxPool1d</c>.</summary>
public sealed class MaxPool1d : MaxPooling
{
    internal MaxPool1d(PoolingOptions options)
        : base(nameof(MaxPool1d), options, 1)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
        => aten.max_pool1d(input, Options.KernelSize, Options.Stride, Options.Padding, Options.Dilation, Options.CeilMode);

    /// <inheritdoc/>
    public override (Tensor Values, Tensor Indices) forward_with_indices(Tensor input)
        => aten.max_pool1d_with_indices(input, Options.KernelSize, Options.Stride, Options.Padding, Options.Dilation, Options.CeilMode);
}
