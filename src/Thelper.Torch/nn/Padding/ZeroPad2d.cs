using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Zeros around N x C x H x W, or its unbatched form.</summary>
    /// <param name="padding">Left, right, top, bottom; negative numbers crop.</param>
    public sealed class ZeroPad2d((long, long, long, long) padding) : PadBase(nameof(ZeroPad2d), [padding.Item1, padding.Item2, padding.Item3, padding.Item4], PaddingModes.Zeros);
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Zeros around N x C x H x W, equally many at each side.</summary>
            public static ZeroPad2d ZeroPad2d(long padding) => new((padding, padding, padding, padding));

            /// <summary>Zeros around N x C x H x W: left, right, top, bottom.</summary>
            public static ZeroPad2d ZeroPad2d((long, long, long, long) padding) => new(padding);
        }
    }
}
