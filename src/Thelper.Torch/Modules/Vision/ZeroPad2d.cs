using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Zeros around N x C x H x W.</summary>
/// <param name="padding">Left, right, top, bottom; negative numbers crop.</param>
public sealed class ZeroPad2d((long, long, long, long) padding) : nn.Module<Tensor, Tensor>(nameof(ZeroPad2d))
{
    private readonly long[] sides = [padding.Item1, padding.Item2, padding.Item3, padding.Item4];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.pad(input, sides, PaddingModes.Zeros);

    /// <inheritdoc/>
    protected override string ExtraRepr() => PythonText.Of(sides);
}
