using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>What the fractional poolings share: the geometry.</summary>
/// <remarks>B. Graham, "Fractional max-pooling", 2014. Draws in evaluation too, as in PyTorch.</remarks>
public abstract class FractionalMaxPooling : nn.Module<Tensor, Tensor>
{
    private protected FractionalMaxPooling(string name, FractionalOptions options, int dimensions)
        : base(name)
    {
        options.Check(name, dimensions);
        Options = options;
    }

    private protected FractionalOptions Options { get; }

    /// <summary>The greatest elements, and their positions in the flattened spatial dimensions of the input (int64).</summary>
    /// <param name="input">(N, C, ...) or (C, ...).</param>
    public abstract (Tensor Values, Tensor Indices) forward_with_indices(Tensor input);
}
