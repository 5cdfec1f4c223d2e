using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The greatest element under a kernel that moves over N x C x H x W. Made by <c>torch.nn.MaxPool2d</c>.</summary>
public sealed class MaxPool2d : MaxPooling
{
    internal MaxPool2d(PoolingOptions options)
        : base(nameof(MaxPool2d), options, 2)
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
        => aten.max_pool2d(input, Options.KernelSize, Options.Stride, Options.Padding, Options.Dilation, Options.CeilMode);

    /// <inheritdoc/>
    public override (Tensor Values, Tensor Indices) forward_with_indices(Tensor input)
        => aten.max_pool2d_with_indices(input, Options.KernelSize, Options.Stride, Options.Padding, Options.Dilation, Options.CeilMode);
}
