using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Ops;

/// <summary>The dimensions in another order, without copying.</summary>
public sealed class Permute : nn.Module<Tensor, Tensor>
{
    private readonly long[] dims;

    /// <summary>Creates the layer.</summary>
    /// <param name="dims">For each dimension of the result the one of the input that it is.</param>
    public Permute(IReadOnlyList<long> dims)
    {
        ArgumentNullException.ThrowIfNull(dims);
        this.dims = [.. dims];
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => input.permute(dims);
}
