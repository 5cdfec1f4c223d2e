using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>One value around N x C x L, or its unbatched form.</summary>
    /// <param name="padding">Left, right; negative numbers crop.</param>
    /// <param name="value">The value.</param>
    public sealed class ConstantPad1d((long, long) padding, double value) : PadBase(nameof(ConstantPad1d), [padding.Item1, padding.Item2], PaddingModes.Constant, value);
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>One value around N x C x L, equally far at each side.</summary>
            /// <param name="padding">How far; negative numbers crop.</param>
            /// <param name="value">The value.</param>
            public static ConstantPad1d ConstantPad1d(long padding, double value) => new((padding, padding), value);

            /// <summary>One value around N x C x L.</summary>
            /// <param name="padding">Left, right; negative numbers crop.</param>
            /// <param name="value">The value.</param>
            public static ConstantPad1d ConstantPad1d((long, long) padding, double value) => new(padding, value);
        }
    }
}
