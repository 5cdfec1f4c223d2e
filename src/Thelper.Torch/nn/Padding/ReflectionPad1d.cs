using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The inside mirrored around N x C x L, or its unbatched form; the border elements are not repeated.</summary>
    /// <param name="padding">Left, right, each less than the input's size.</param>
    public sealed class ReflectionPad1d((long, long) padding) : PadBase(nameof(ReflectionPad1d), [padding.Item1, padding.Item2], PaddingModes.Reflect);
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The inside mirrored around N x C x L, equally far at each side.</summary>
            public static ReflectionPad1d ReflectionPad1d(long padding) => new((padding, padding));

            /// <summary>The inside mirrored around N x C x L: left, right.</summary>
            public static ReflectionPad1d ReflectionPad1d((long, long) padding) => new(padding);
        }
    }
}
