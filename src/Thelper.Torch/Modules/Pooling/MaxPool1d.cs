using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The greatest element under a kernel that moves over N x C x L. Made by <c>torch.nn.MaxPool1d</c>.</summary>
public sealed class MaxPool1d : nn.Module<Tensor, Tensor>
{
    private readonly PoolingOptions options;

    internal MaxPool1d(PoolingOptions options)
        : base(nameof(MaxPool1d)) => this.options = options;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
        => aten.max_pool1d(input, options.KernelSize, options.Stride, options.Padding, options.Dilation, options.CeilMode);

    /// <inheritdoc/>
    protected override string ExtraRepr() => options.MaxText();
}
