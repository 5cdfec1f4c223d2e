using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The mean under a kernel that moves over N x C x H x W. Made by <c>torch.nn.AvgPool2d</c>.</summary>
public sealed class AvgPool2d : nn.Module<Tensor, Tensor>
{
    private readonly PoolingOptions options;
    private readonly bool count_include_pad;
    private readonly long? divisor_override;

    internal AvgPool2d(PoolingOptions options, bool count_include_pad, long? divisor_override)
        : base(nameof(AvgPool2d))
    {
        options.Check(nameof(AvgPool2d), 2);
        if (divisor_override == 0)
        {
            throw new UserErrorException("AvgPool2d: divisor_override is not zero.");
        }

        this.options = options;
        this.count_include_pad = count_include_pad;
        this.divisor_override = divisor_override;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
        => aten.avg_pool2d(input, options.KernelSize, options.Stride, options.Padding, options.CeilMode, count_include_pad, divisor_override);

    /// <inheritdoc/>
    protected override string ExtraRepr()
        => $"kernel_size={PythonText.Size(options.KernelSize)}, stride={PythonText.Size(options.Stride)}, padding={PythonText.Size(options.Padding)}";
}
