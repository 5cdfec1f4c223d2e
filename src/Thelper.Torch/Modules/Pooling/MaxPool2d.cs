using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The greatest element under a kernel that moves over N x C x H x W. Made by <c>torch.nn.MaxPool2d</c>.</summary>
public sealed class MaxPool2d : nn.Module<Tensor, Tensor>
{
    private readonly PoolingOptions options;

    internal MaxPool2d(PoolingOptions options)
        : base(nameof(MaxPool2d)) => this.options = options;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
        => aten.max_pool2d(input, options.KernelSize, options.Stride, options.Padding, options.Dilation, options.CeilMode);

    /// <inheritdoc/>
    protected override string ExtraRepr() => options.MaxText();
}
