using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The inside mirrored around N x C x H x W.</summary>
/// <param name="padding">Left, right, top, bottom, each less than the input's size.</param>
public sealed class ReflectionPad2d((long, long, long, long) padding) : nn.Module<Tensor, Tensor>(nameof(ReflectionPad2d))
{
    private readonly long[] sides = [padding.Item1, padding.Item2, padding.Item3, padding.Item4];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.pad(input, sides, PaddingModes.Reflect);

    /// <inheritdoc/>
    protected override string ExtraRepr() => PythonText.Of(sides);
}
