using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The hyperbolic tangent.</summary>
/// <param name="inplace">Writes the result into the input.</param>
public sealed class Tanh(bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(Tanh))
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.tanh(input, inplace);
}
