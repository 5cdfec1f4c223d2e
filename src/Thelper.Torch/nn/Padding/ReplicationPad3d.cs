using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The border elements repeated around N x C x D x H x W, or its unbatched form.</summary>
/// <param name="padding">Left, right, top, bottom, front, back; negative numbers crop.</param>
public sealed class ReplicationPad3d((long, long, long, long, long, long) padding) : PadBase(nameof(ReplicationPad3d), [padding.Item1, padding.Item2, padding.Item3, padding.Item4, padding.Item5, padding.Item6], PaddingModes.Replicate);
