using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>What the inverses of the maximum poolings share: the geometry and its text.</summary>
public abstract class MaxUnpooling : nn.Module<Tensor, Tensor, long[]?, Tensor>
{
    private protected MaxUnpooling(string name, PoolingOptions options, int dimensions)
        : base(name)
    {
        options.Check(name, dimensions);
        Options = options;
    }

    private protected PoolingOptions Options { get; }

    /// <summary>Runs the layer to the size that the pooling's geometry gives.</summary>
    /// <param name="input">The values (N, C, ...) or (C, ...).</param>
    /// <param name="indices">Their positions in the flattened spatial dimensions of the output, int64, of the same shape.</param>
    public Tensor forward(Tensor input, Tensor indices) => forward(input, indices, null);

    /// <summary>Runs the layer.</summary>
    /// <param name="input">The values (N, C, ...) or (C, ...).</param>
    /// <param name="indices">Their positions in the flattened spatial dimensions of the output, int64, of the same shape.</param>
    /// <param name="output_size">The spatial sizes, or the whole shape, of the output, where the geometry leaves several open.</param>
    public new Tensor call(Tensor input, Tensor indices, long[]? output_size = null) => base.call(input, indices, output_size);

    /// <inheritdoc/>
    protected override string ExtraRepr()
        => $"kernel_size={PythonText.Of(Options.KernelSize)}, stride={PythonText.Of(Options.Stride)}, padding={PythonText.Of(Options.Padding)}";
}
