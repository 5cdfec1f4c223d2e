using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The border elements repeated around N x C x H x W, or its unbatched form.</summary>
/// <param name="padding">Left, right, top, bottom; negative numbers crop.</param>
public sealed class ReplicationPad2d((long, long, long, long) padding) : PadBase(nameof(ReplicationPad2d), [padding.Item1, padding.Item2, padding.Item3, padding.Item4], PaddingModes.Replicate);
