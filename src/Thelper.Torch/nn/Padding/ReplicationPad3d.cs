using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The border elements repeated around N x C x D x H x W, or its unbatched form.</summary>
    /// <param name="padding">Left, right, top, bottom, front, back; negative numbers crop.</param>
    public sealed class ReplicationPad3d((long, long, long, long, long, long) padding) : PadBase(nameof(ReplicationPad3d), [padding.Item1, padding.Item2, padding.Item3, padding.Item4, padding.Item5, padding.Item6], PaddingModes.Replicate);
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The border elements repeated around N x C x D x H x W, equally far at each side.</summary>
            public static ReplicationPad3d ReplicationPad3d(long padding) => new((padding, padding, padding, padding, padding, padding));

            /// <summary>The border elements repeated around N x C x D x H x W: left, right, top, bottom, front, back.</summary>
            public static ReplicationPad3d ReplicationPad3d((long, long, long, long, long, long) padding) => new(padding);
        }
    }
}
