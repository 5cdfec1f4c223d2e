using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The border elements repeated around N x C x H x W, or its unbatched form.</summary>
    /// <param name="padding">Left, right, top, bottom; negative numbers crop.</param>
    public sealed class ReplicationPad2d((long, long, long, long) padding) : PadBase(nameof(ReplicationPad2d), [padding.Item1, padding.Item2, padding.Item3, padding.Item4], PaddingModes.Replicate);
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The border elements repeated around N x C x H x W, equally far at each side.</summary>
            public static ReplicationPad2d ReplicationPad2d(long padding) => new((padding, padding, padding, padding));

            /// <summary>The border elements repeated around N x C x H x W: left, right, top, bottom.</summary>
            public static ReplicationPad2d ReplicationPad2d((long, long, long, long) padding) => new(padding);
        }
    }
}
