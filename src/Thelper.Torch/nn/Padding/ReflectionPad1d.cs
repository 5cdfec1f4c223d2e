using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The inside mirrored around N x C x L, or its unbatched form; the border elements are not repeated.</summary>
/// <param name="padding">Left, right, each less than the input's size.</param>
public sealed class ReflectionPad1d((long, long) padding) : PadBase(nameof(ReflectionPad1d), [padding.Item1, padding.Item2], PaddingModes.Reflect);
