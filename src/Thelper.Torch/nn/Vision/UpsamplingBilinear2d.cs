using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Resizes N x C x H x W linearly, corner elements aligned. Made by <c>torch.nn.UpsamplingBilinear2d</c>.</summary>
    public sealed class UpsamplingBilinear2d : Upsample
    {
        internal UpsamplingBilinear2d(long[]? size, double[]? scale_factor)
            : base(nameof(UpsamplingBilinear2d), size, scale_factor, UpsampleMode.Bilinear, true, false)
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
            /// <summary>Resizes N x C x H x W linearly, corner elements aligned, to a size or by factors.</summary>
            /// <param name="size">The new sizes: one for both, or two.</param>
            /// <param name="scale_factor">The factors: one for both, or two.</param>
            /// <exception cref="UserErrorException">Neither or both of size and factors are given.</exception>
            public static UpsamplingBilinear2d UpsamplingBilinear2d(long[]? size = null, double[]? scale_factor = null) => new(size, scale_factor);
        }
    }
}
