using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The greatest element under a kernel that moves over N x C x D x H x W. Made by <c>torch.nn.MaxPool3d</c>.</summary>
public sealed class MaxPool3d : MaxPooling
{
    internal MaxPool3d(PoolingOptions options)
        : base(nameof(MaxPool3d), options, 3)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
        => aten.max_pool3d(input, Options.KernelSize, Options.Stride, Options.Padding, Options.Dilation, Options.CeilMode);

    /// <inheritdoc/>
    public override (Tensor Values, Tensor Indices) forward_with_indices(Tensor input)
        => aten.max_pool3d_with_indices(input, Options.KernelSize, Options.Stride, Options.Padding, Options.Dilation, Options.CeilMode);
}
