using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The geometry of a fractional pooling: the kernel, and the size of the output or its ratio to the input; one number a dimension.</summary>
internal sealed record FractionalOptions(long[] KernelSize, long[]? OutputSize, double[]? OutputRatio)
{
    /// <summary>Refuses numbers that make no pooling.</summary>
    public void Check(string layer, int dimensions)
    {
        if (KernelSize.Length != dimensions || (OutputSize ?? KernelSize).Length != dimensions || (OutputRatio is not null && OutputRatio.Length != dimensions))
        {
            throw new UserErrorException($"{layer}: kernel_size, output_size and output_ratio have {dimensions} numbers.");
        }

        if (OutputSize is null == OutputRatio is null)
        {
            throw new UserErrorException($"{layer} needs either output_size or output_ratio.");
        }

        if (KernelSize.Any(size => size <= 0) || (OutputSize is not null && OutputSize.Any(size => size <= 0)))
        {
            throw new UserErrorException($"{layer}: kernel_size and output_size are positive.");
        }

        if (OutputRatio is not null && OutputRatio.Any(ratio => ratio is <= 0 or >= 1))
        {
            throw new UserErrorException($"{layer}: output_ratio is between 0 and 1, not ({string.Join(", ", OutputRatio.Select(ratio => PythonText.Of(ratio)))}).");
        }
    }
}
