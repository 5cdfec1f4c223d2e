using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The border elements repeated around N x C x L, or its unbatched form.</summary>
/// <param name="padding">Left, right; negative numbers crop.</param>
public sealed class ReplicationPad1d((long, long) padding) : PadBase(nameof(ReplicationPad1d), [padding.Item1, padding.Item2], PaddingModes.Replicate);
