using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Resizes N x C x H x W by the nearest elements. Made by <c>torch.nn.UpsamplingNearest2d</c>.</summary>
    public sealed class UpsamplingNearest2d : Upsample
    {
        internal UpsamplingNearest2d(long[]? size, double[]? scale_factor)
            : base(nameof(UpsamplingNearest2d), size, scale_factor, UpsampleMode.Nearest, null, false)
        {
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Resizes N x C x H x W by the nearest elements, to a size or by factors.</summary>
            /// <param name="size">The new sizes: one for both, or two.</param>
            /// <param name="scale_factor">The factors: one for both, or two.</param>
            /// <exception cref="UserErrorException">Neither or both of size and factors are given.</exception>
            public static UpsamplingNearest2d UpsamplingNearest2d(long[]? size = null, double[]? scale_factor = null) => new(size, scale_factor);
        }
    }
}
