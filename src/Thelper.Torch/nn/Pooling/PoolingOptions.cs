using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The geometry of a pooling; each size is one number for all dimensions, or one a dimension, and prints as it was given.</summary>
internal sealed record PoolingOptions(long[] KernelSize, long[] Stride, long[] Padding, long[] Dilation, bool CeilMode)
{
    /// <summary>Refuses numbers that make no pooling.</summary>
    public void Check(string layer, int dimensions)
    {
        void Require(bool condition, string message)
        {
            if (!condition)
            {
                throw new UserErrorException($"{layer}: {message}.");
            }
        }

        foreach (var (name, values) in new[] { ("kernel_size", KernelSize), ("stride", Stride), ("padding", Padding), ("dilation", Dilation) })
        {
            Require(values.Length == 1 || values.Length == dimensions, $"{name} is one number, or {dimensions}, not {PythonText.Of(values)}");
            Require(values.All(value => value > 0 || (name == "padding" && value == 0)), $"{name} is {(name == "padding" ? "not negative" : "positive")}, not {PythonText.Size(values)}");
        }

        for (var i = 0; i < dimensions; i++)
        {
            var (kernel, padding) = (KernelSize[KernelSize.Length == 1 ? 0 : i], Padding[Padding.Length == 1 ? 0 : i]);
            Require(2 * padding <= kernel, $"padding ({padding}) is at most half of kernel_size ({kernel})");
        }
    }

    /// <summary>The text form of the maximum poolings.</summary>
    public string MaxText() => $"kernel_size={PythonText.Size(KernelSize)}, stride={PythonText.Size(Stride)}, "
        + $"padding={PythonText.Size(Padding)}, dilation={PythonText.Size(Dilation)}, ceil_mode={PythonText.Of(CeilMode)}";
}
