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
        /// <param name="recompute_scale_factor">Whether the factors are taken from the rounded sizes.</param>
        public static Upsample Upsample(
            long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false)
            => new(nameof(Upsample), size, scale_factor, mode, align_corners, recompute_scale_factor);

        /// <summary>Resizes N x C x H x W by the nearest elements, to a size or by factors.</summary>
        /// <param name="size">The new sizes: one for both, or two.</param>
        /// <param name="scale_factor">The factors: one for both, or two.</param>
        public static UpsamplingNearest2d UpsamplingNearest2d(long[]? size = null, double[]? scale_factor = null) => new(size, scale_factor);

        /// <summary>Resizes N x C x H x W linearly, corner elements aligned, to a size or by factors.</summary>
        /// <param name="size">The new sizes: one for both, or two.</param>
        /// <param name="scale_factor">The factors: one for both, or two.</param>
        public static UpsamplingBilinear2d UpsamplingBilinear2d(long[]? size = null, double[]? scale_factor = null) => new(size, scale_factor);

        /// <summary>Channels rearranged into pixels: (N, C r^2, H, W) to (N, C, H r, W r).</summary>
        public static PixelShuffle PixelShuffle(long upscale_factor) => new(upscale_factor);

        /// <summary>Pixels rearranged into channels: (N, C, H r, W r) to (N, C r^2, H, W).</summary>
        public static PixelUnshuffle PixelUnshuffle(long downscale_factor) => new(downscale_factor);

        /// <summary>Channels dealt out among groups.</summary>
        /// <param name="groups">The number of groups, a divisor of the channels.</param>
        public static ChannelShuffle ChannelShuffle(long groups) => new(groups);

        /// <summary>Sums blocks (N, C k, L), or (C k, L), into an image (N, C, H, W).</summary>
        /// <param name="output_size">Rows and columns of the image.</param>
        /// <param name="kernel_size">Rows and columns of a block, k in all.</param>
        /// <param name="dilation">Distance of a block's elements.</param>
        /// <param name="padding">Elements cut from every side.</param>
        /// <param name="stride">Step of the blocks.</param>
        public static Fold Fold(long output_size, long kernel_size, long dilation = 1, long padding = 0, long stride = 1)
            => new([output_size], new([kernel_size], [dilation], [padding], [stride]));

        /// <inheritdoc cref="Fold(long, long, long, long, long)"/>
        public static Fold Fold((long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null)
            => new(Sizes(output_size), Blocks(kernel_size, dilation, padding, stride));

        /// <summary>Cuts an image (N, C, H, W) into blocks (N, C k, L), k the elements of a block.</summary>
        /// <param name="kernel_size">Rows and columns of a block.</param>
        /// <param name="dilation">Distance of a block's elements.</param>
        /// <param name="padding">Zeros added at every side.</param>
        /// <param name="stride">Step of the blocks.</param>
        public static Unfold Unfold(long kernel_size, long dilation = 1, long padding = 0, long stride = 1) => new(new([kernel_size], [dilation], [padding], [stride]));

        /// <inheritdoc cref="Unfold(long, long, long, long)"/>
        public static Unfold Unfold((long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null)
            => new(Blocks(kernel_size, dilation, padding, stride));

        /// <summary>The cosine of the angle between two inputs along one dimension.</summary>
        /// <param name="dim">The dimension.</param>
        /// <param name="eps">The least product of the lengths.</param>
        public static CosineSimilarity CosineSimilarity(long dim = 1, double eps = 1e-8) => new(dim, eps);

        /// <summary>The p-norm of the differences of two inputs along the last dimension.</summary>
        /// <param name="p">The exponent of the norm.</param>
        /// <param name="eps">Added to the differences.</param>
        /// <param name="keep_dim">Whether the last dimension stays, with size 1.</param>
        public static PairwiseDistance PairwiseDistance(double p = 2.0, double eps = 1e-6, bool keep_dim = false) => new(p, eps, keep_dim);

        private static BlockOptions Blocks((long, long) kernel, (long, long)? dilation, (long, long)? padding, (long, long)? stride)
            => new(Sizes(kernel), dilation is null ? [1] : Sizes(dilation), padding is null ? [0] : Sizes(padding), stride is null ? [1] : Sizes(stride));
    }
}
