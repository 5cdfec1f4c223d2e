using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>x - tanh(x).</summary>
public sealed class Tanhshrink() : nn.Module<Tensor, Tensor>(nameof(Tanhshrink))
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.tanhshrink(input);
}
