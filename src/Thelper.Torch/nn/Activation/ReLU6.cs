using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>min(max(0, x), 6), element by element.</summary>
/// <param name="inplace">Writes the result into the input.</param>
public sealed class ReLU6(bool inplace = false) : nn.Module<Tensor, Tensor>(nameof(ReLU6))
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.relu6(input, inplace);

    /// <inheritdoc/>
    protected override string ExtraRepr() => inplace ? "inplace=True" : "";
}
