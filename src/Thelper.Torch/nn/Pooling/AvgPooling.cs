using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>What the mean poolings of two and three dimensions share: the geometry, what the sums are divided by, the text.</summary>
public abstract class AvgPooling : nn.Module<Tensor, Tensor>
{
    private protected AvgPooling(string name, PoolingOptions options, int dimensions, bool countIncludePad, long? divisor)
        : base(name)
    {
        options.Check(name, dimensions);
        if (divisor == 0)
        {
            throw new UserErrorException($"{name}: divisor_override is not zero.");
        }

        (Options, CountIncludePad, Divisor) = (options, countIncludePad, divisor);
    }

    private protected PoolingOptions Options { get; }

    private protected bool CountIncludePad { get; }

    private protected long? Divisor { get; }

    /// <inheritdoc/>
    protected override string ExtraRepr()
        => $"kernel_size={PythonText.Size(Options.KernelSize)}, stride={PythonText.Size(Options.Stride)}, padding={PythonText.Size(Options.Padding)}";
}
