using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The mean under a kernel that moves over N x C x D x H x W. Made by <c>torch.nn.AvgPool3d</c>.</summary>
public sealed class AvgPool3d : nn.Module<Tensor, Tensor>
{
    private readonly PoolingOptions options;
    private readonly bool count_include_pad;
    private readonly long? divisor_override;

    internal AvgPool3d(PoolingOptions options, bool count_include_pad, long? divisor_override)
        : base(nameof(AvgPool3d))
    {
        options.Check(nameof(AvgPool3d), 3);
        if (divisor_override == 0)
        {
            throw new UserErrorException("AvgPool3d: divisor_override is not zero.");
        }

        this.options = options;
        this.count_include_pad = count_include_pad;
        this.divisor_override = divisor_override;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
        => aten.avg_pool3d(input, options.KernelSize, options.Stride, options.Padding, options.CeilMode, count_include_pad, divisor_override);

    /// <inheritdoc/>
    protected override string ExtraRepr()
        => $"kernel_size={PythonText.Size(options.KernelSize)}, stride={PythonText.Size(options.Stride)}, padding={PythonText.Size(options.Padding)}";
}
