using System.Diagnostics;
using static Thelper.Torch.torch;

namespace Thelper.Torch;

/// <summary>A tensor that is still alive, and where it was made.</summary>
/// <param name="Shape">Sizes of its dimensions.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Device">Where its memory is.</param>
/// <param name="Origin">The calls that made it, innermost first.</param>
public sealed record LiveTensor(long[] Shape, ScalarType Type, Device Device, StackTrace Origin)
{
    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join("x", Shape)}] {Type} on {Device}, made{Environment.NewLine}{Origin}";
}
