using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The geometry of sliding blocks; each size is one number for both dimensions, or two, and prints as it was given.</summary>
internal sealed record BlockOptions(long[] KernelSize, long[] Dilation, long[] Padding, long[] Stride)
{
    /// <summary>Rows and columns of a block.</summary>
    public long[] Kernel => Pair(KernelSize);

    /// <summary>Distances of a block's elements.</summary>
    public long[] Dilations => Pair(Dilation);

    /// <summary>Zeros at every side.</summary>
    public long[] Paddings => Pair(Padding);

    /// <summary>Steps of the blocks.</summary>
    public long[] Strides => Pair(Stride);

    /// <summary>One number for both.</summary>
    public static long[] Pair(long[] size) => size.Length == 1 ? [size[0], size[0]] : size;

    /// <summary>Refuses numbers that make no blocks.</summary>
    public void Check(string layer)
    {
        foreach (var (name, values) in new[] { ("kernel_size", KernelSize), ("dilation", Dilation), ("stride", Stride) })
        {
            if (values.Any(value => value <= 0))
            {
                throw new UserErrorException($"{layer}: {name} is positive, not {PythonText.Size(values)}.");
            }
        }

        if (Padding.Any(value => value < 0))
        {
            throw new UserErrorException($"{layer}: padding is not negative, but {PythonText.Size(Padding)} is.");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"kernel_size={PythonText.Size(KernelSize)}, dilation={PythonText.Size(Dilation)}, "
        + $"padding={PythonText.Size(Padding)}, stride={PythonText.Size(Stride)}";
}
