using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The inside mirrored around N x C x D x H x W, or its unbatched form; the border elements are not repeated.</summary>
    /// <param name="padding">Left, right, top, bottom, front, back, each less than the input's size.</param>
    public sealed class ReflectionPad3d((long, long, long, long, long, long) padding) : PadBase(nameof(ReflectionPad3d), [padding.Item1, padding.Item2, padding.Item3, padding.Item4, padding.Item5, padding.Item6], PaddingModes.Reflect);
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The inside mirrored around N x C x D x H x W, equally far at each side.</summary>
            public static ReflectionPad3d ReflectionPad3d(long padding) => new((padding, padding, padding, padding, padding, padding));

            /// <summary>The inside mirrored around N x C x D x H x W: left, right, top, bottom, front, back.</summary>
            public static ReflectionPad3d ReflectionPad3d((long, long, long, long, long, long) padding) => new(padding);
        }
    }
}
