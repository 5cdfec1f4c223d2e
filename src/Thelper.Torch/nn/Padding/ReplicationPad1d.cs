using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The border elements repeated around N x C x L, or its unbatched form.</summary>
    /// <param name="padding">Left, right; negative numbers crop.</param>
    public sealed class ReplicationPad1d((long, long) padding) : PadBase(nameof(ReplicationPad1d), [padding.Item1, padding.Item2], PaddingModes.Replicate);
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The border elements repeated around N x C x L, equally far at each side.</summary>
            public static ReplicationPad1d ReplicationPad1d(long padding) => new((padding, padding));

            /// <summary>The border elements repeated around N x C x L: left, right.</summary>
            public static ReplicationPad1d ReplicationPad1d((long, long) padding) => new(padding);
        }
    }
}
