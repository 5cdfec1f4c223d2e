using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The hyperbolic tangent.</summary>
public sealed class Tanh() : nn.Module<Tensor, Tensor>(nameof(Tanh))
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.tanh(input);
}
