using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>One value around N x C x D x H x W, or its unbatched form.</summary>
/// <param name="padding">Left, right, top, bottom, front, back; negative numbers crop.</param>
/// <param name="value">The value.</param>
public sealed class ConstantPad3d((long, long, long, long, long, long) padding, double value) : PadBase(nameof(ConstantPad3d), [padding.Item1, padding.Item2, padding.Item3, padding.Item4, padding.Item5, padding.Item6], PaddingModes.Constant, value);
