using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>One value around N x C x D x H x W, or its unbatched form.</summary>
    /// <param name="padding">Left, right, top, bottom, front, back; negative numbers crop.</param>
    /// <param name="value">The value.</param>
    public sealed class ConstantPad3d((long, long, long, long, long, long) padding, double value) : PadBase(nameof(ConstantPad3d), [padding.Item1, padding.Item2, padding.Item3, padding.Item4, padding.Item5, padding.Item6], PaddingModes.Constant, value);
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>One value around N x C x D x H x W, equally far at each side.</summary>
            /// <param name="padding">How far; negative numbers crop.</param>
            /// <param name="value">The value.</param>
            public static ConstantPad3d ConstantPad3d(long padding, double value) => new((padding, padding, padding, padding, padding, padding), value);

            /// <summary>One value around N x C x D x H x W.</summary>
            /// <param name="padding">Left, right, top, bottom, front, back; negative numbers crop.</param>
            /// <param name="value">The value.</param>
            public static ConstantPad3d ConstantPad3d((long, long, long, long, long, long) padding, double value) => new(padding, value);
        }
    }
}
