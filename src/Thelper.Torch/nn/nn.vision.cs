using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Resizes N x C x (one, two or three dimensions), to a size or by factors.</summary>
        /// <param name="size">The new sizes: one for all, or one a dimension.</param>
        /// <param name="scale_factor">The factors: one for all, or one a dimension.</param>
        /// <param name="mode">How to sample between elements.</param>
        /// <param name="align_corners">Whether the corner elements, not their outer corners, are aligned (linear and cubic modes; default false).</param>
        public static Upsample Upsample(long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest, bool? align_corners = null)
            => new(size, scale_factor, mode, align_corners);

        /// <summary>Channels rearranged into pixels: (N, C r^2, H, W) to (N, C, H r, W r).</summary>
        public static PixelShuffle PixelShuffle(long upscale_factor) => new(upscale_factor);

        /// <summary>Zeros around N x C x H x W, equally many at each side.</summary>
        public static ZeroPad2d ZeroPad2d(long padding) => new((padding, padding, padding, padding));

        /// <summary>Zeros around N x C x H x W: left, right, top, bottom.</summary>
        public static ZeroPad2d ZeroPad2d((long, long, long, long) padding) => new(padding);

        /// <summary>The inside mirrored around N x C x H x W, equally far at each side.</summary>
        public static ReflectionPad2d ReflectionPad2d(long padding) => new((padding, padding, padding, padding));

        /// <summary>The inside mirrored around N x C x H x W: left, right, top, bottom.</summary>
        public static ReflectionPad2d ReflectionPad2d((long, long, long, long) padding) => new(padding);
    }
}
