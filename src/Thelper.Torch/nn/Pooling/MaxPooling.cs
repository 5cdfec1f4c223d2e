using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>What the maximum poolings share: the geometry and its text.</summary>
public abstract class MaxPooling : nn.Module<Tensor, Tensor>
{
    private protected MaxPooling(string name, PoolingOptions options, int dimensions)
        : base(name)
    {
        options.Check(name, dimensions);
        Options = options;
    }

    private protected PoolingOptions Options { get; }

    /// <summary>The greatest elements, and their positions in the flattened spatial dimensions of the input (int64).</summary>
    /// <param name="input">(N, C, ...) or (C, ...).</param>
    public abstract (Tensor Values, Tensor Indices) forward_with_indices(Tensor input);

    /// <inheritdoc/>
    protected override string ExtraRepr() => Options.MaxText();
}
