using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The geometry of a pooling; each size is one number for all dimensions, or one a dimension, and prints as it was given.</summary>
internal sealed record PoolingOptions(long[] KernelSize, long[] Stride, long[] Padding, long[] Dilation, bool CeilMode)
{
    /// <summary>The text form of the maximum poolings.</summary>
    public string MaxText() => $"kernel_size={PythonText.Size(KernelSize)}, stride={PythonText.Size(Stride)}, "
        + $"padding={PythonText.Size(Padding)}, dilation={PythonText.Size(Dilation)}, ceil_mode={PythonText.Of(CeilMode)}";
}
