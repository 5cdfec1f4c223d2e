using static Thelper.Torch.torch;

namespace Thelper.Vision.Ops;

/// <summary>Adds every other pixel of the coarsest map as the level <c>pool</c>.</summary>
public sealed class LastLevelMaxPool : ExtraFPNBlock
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => ["pool"];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> forward(IReadOnlyList<Tensor> input1, IReadOnlyList<Tensor> input2)
    {
        ArgumentNullException.ThrowIfNull(input1);
        return [nn.functional.max_pool2d(input1[^1], 1, stride: 2, padding: 0)];
    }
}
