using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>What the padding layers share: the sides, the mode, the text.</summary>
public abstract class PadBase : nn.Module<Tensor, Tensor>
{
    private readonly long[] sides;
    private readonly PaddingModes mode;
    private readonly double value;

    private protected PadBase(string name, long[] sides, PaddingModes mode, double value = 0)
        : base(name) => (this.sides, this.mode, this.value) = (sides, mode, value);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.pad(input, sides, mode, value);

    /// <inheritdoc/>
    protected override string ExtraRepr() => mode == PaddingModes.Constant
        ? $"padding={PythonText.Of(sides)}, value={PythonText.Number(value)}"
        : PythonText.Of(sides);
}
