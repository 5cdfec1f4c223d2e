using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The mean under a kernel that moves over N x C x L. Made by <c>torch.nn.AvgPool1d</c>.</summary>
public sealed class AvgPool1d : nn.Module<Tensor, Tensor>
{
    private readonly PoolingOptions options;
    private readonly bool count_include_pad;

    internal AvgPool1d(PoolingOptions options, bool count_include_pad)
        : base(nameof(AvgPool1d))
    {
        options.Check(nameof(AvgPool1d), 1);
        this.options = options;
        this.count_include_pad = count_include_pad;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
        => aten.avg_pool1d(input, options.KernelSize, options.Stride, options.Padding, options.CeilMode, count_include_pad);

    /// <inheritdoc/>
    protected override string ExtraRepr()
        => $"kernel_size={PythonText.Of(options.KernelSize)}, stride={PythonText.Of(options.Stride)}, padding={PythonText.Of(options.Padding)}";
}
