using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>1 / (1 + e^-x).</summary>
public sealed class Sigmoid() : nn.Module<Tensor, Tensor>(nameof(Sigmoid))
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.sigmoid(input);
}
