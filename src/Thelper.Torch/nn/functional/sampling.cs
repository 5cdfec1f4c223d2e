namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <content>Resizing and sampling.</content>
        public static partial class functional
        {
            /// <summary>Resizes N x C x (one, two or three dimensions), to a size or by factors.</summary>
            /// <param name="x">The input.</param>
            /// <param name="size">The new sizes: one for all, or one a dimension.</param>
            /// <param name="scale_factor">The factors: one for all, or one a dimension.</param>
            /// <param name="mode">How to sample between elements.</param>
            /// <param name="align_corners">Whether the corner elements, not their outer corners, are aligned (linear and cubic modes; default false).</param>
            /// <param name="recompute_scale_factor">Whether the factors are taken from the rounded sizes.</param>
            /// <param name="antialias">Whether shrinking averages what it skips (bilinear and bicubic modes).</param>
            /// <exception cref="UserErrorException">Neither or both of size and factor; options that do not go together.</exception>
            public static Tensor interpolate(
                Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null,
                bool recompute_scale_factor = false, bool antialias = false)
            {
                var dimensions = (int)x.dim() - 2;
                if ((size is null) == (scale_factor is null))
                {
                    throw new UserErrorException("interpolate needs either size or scale_factor.");
                }

                if (align_corners is not null && mode is InterpolationMode.Nearest or InterpolationMode.Area or InterpolationMode.NearestExact)
                {
                    throw new UserErrorException($"interpolate: align_corners has no meaning for the mode {mode}.");
                }

                if (recompute_scale_factor && size is not null)
                {
                    throw new UserErrorException("interpolate: recompute_scale_factor has no meaning when the size is given.");
                }

                if (antialias && !(dimensions == 2 && mode is InterpolationMode.Bilinear or InterpolationMode.Bicubic))
                {
                    throw new UserErrorException($"interpolate: antialias is for the modes Bilinear and Bicubic over N x C x H x W, not {mode} over {x.dim()} dimensions.");
                }

                var sizes = size is null ? null : PerDimension(size, dimensions, nameof(size));
                var factors = scale_factor is null ? null : PerDimension(scale_factor, dimensions, nameof(scale_factor));
                if (factors is not null && (recompute_scale_factor || mode == InterpolationMode.Area))
                {
                    sizes = factors.Select((factor, i) => (long)Math.Floor(x.shape[i + 2] * factor)).ToArray();
                    factors = null;
                }

                var align = align_corners ?? false;
                return (mode, dimensions) switch
                {
                    (InterpolationMode.Nearest, 1) => aten.upsample_nearest1d_vec(x, sizes, factors),
                    (InterpolationMode.Nearest, 2) => aten.upsample_nearest2d_vec(x, sizes, factors),
                    (InterpolationMode.Nearest, 3) => aten.upsample_nearest3d_vec(x, sizes, factors),
                    (InterpolationMode.NearestExact, 1) => aten._upsample_nearest_exact1d_vec(x, sizes, factors),
                    (InterpolationMode.NearestExact, 2) => aten._upsample_nearest_exact2d_vec(x, sizes, factors),
                    (InterpolationMode.NearestExact, 3) => aten._upsample_nearest_exact3d_vec(x, sizes, factors),
                    (InterpolationMode.Area, 1) => aten.adaptive_avg_pool1d(x, sizes!),
                    (InterpolationMode.Area, 2) => aten.adaptive_avg_pool2d(x, sizes!),
                    (InterpolationMode.Area, 3) => aten.adaptive_avg_pool3d(x, sizes!),
                    (InterpolationMode.Linear, 1) => aten.upsample_linear1d_vec(x, sizes, align, factors),
                    (InterpolationMode.Bilinear, 2) when antialias => aten._upsample_bilinear2d_aa_vec(x, sizes, align, factors),
                    (InterpolationMode.Bilinear, 2) => aten.upsample_bilinear2d_vec(x, sizes, align, factors),
                    (InterpolationMode.Bicubic, 2) when antialias => aten._upsample_bicubic2d_aa_vec(x, sizes, align, factors),
                    (InterpolationMode.Bicubic, 2) => aten.upsample_bicubic2d_vec(x, sizes, align, factors),
                    (InterpolationMode.Trilinear, 3) => aten.upsample_trilinear3d_vec(x, sizes, align, factors),
                    _ => throw new UserErrorException($"interpolate: the mode {mode} does not resize inputs of {x.dim()} dimensions."),
                };
            }

            /// <summary>Resizes N x C x (one, two or three dimensions), to a size or by factors; <see cref="interpolate"/> has more modes.</summary>
            /// <param name="x">The input.</param>
            /// <param name="size">The new sizes: one for all, or one a dimension.</param>
            /// <param name="scale_factor">The factors: one for all, or one a dimension.</param>
            /// <param name="mode">How to sample between elements.</param>
            /// <param name="align_corners">Whether the corner elements, not their outer corners, are aligned (linear and cubic modes; default false).</param>
            public static Tensor upsample(Tensor x, long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest, bool? align_corners = null)
                => interpolate(x, size, scale_factor, (InterpolationMode)mode, align_corners);

            /// <summary>Resizes by the nearest elements.</summary>
            /// <param name="x">The input, N x C x (one, two or three dimensions).</param>
            /// <param name="size">The new sizes: one for all, or one a dimension.</param>
            /// <param name="scale_factor">The factors: one for all, or one a dimension.</param>
            public static Tensor upsample_nearest(Tensor x, long[]? size = null, double[]? scale_factor = null) => interpolate(x, size, scale_factor);

            /// <summary>Resizes N x C x H x W linearly, corner elements aligned.</summary>
            /// <param name="x">The input.</param>
            /// <param name="size">The new sizes: one for both, or two.</param>
            /// <param name="scale_factor">The factors: one for both, or two.</param>
            public static Tensor upsample_bilinear(Tensor x, long[]? size = null, double[]? scale_factor = null)
                => interpolate(x, size, scale_factor, InterpolationMode.Bilinear, align_corners: true);

            /// <summary>Samples an image, or a volume, at given places.</summary>
            /// <remarks>M. Jaderberg et al., "Spatial transformer networks", 2015.</remarks>
            /// <param name="input">(N, C, H, W) or (N, C, D, H, W).</param>
            /// <param name="grid">Places (N, rows, columns, 2) or (N, depth, rows, columns, 3): x, y, z in [-1, 1] from border to border.</param>
            /// <param name="mode">How to sample between elements.</param>
            /// <param name="padding_mode">What lies outside.</param>
            /// <param name="align_corners">Whether -1 and 1 are the centres of the corner elements instead of their outer corners (default false).</param>
            /// <exception cref="UserErrorException">There is no such mode or padding.</exception>
            public static Tensor grid_sample(
                Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear, GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null)
            {
                var interpolation = mode switch { GridSampleMode.Bilinear => 0, GridSampleMode.Nearest => 1, GridSampleMode.Bicubic => 2, _ => throw new UserErrorException($"grid_sample: there is no mode {mode}.") };
                var outside = padding_mode switch
                {
                    GridSamplePaddingMode.Zeros => 0,
                    GridSamplePaddingMode.Border => 1,
                    GridSamplePaddingMode.Reflection => 2,
                    _ => throw new UserErrorException($"grid_sample: there is no padding_mode {padding_mode}."),
                };
                return aten.grid_sampler(input, grid, interpolation, outside, align_corners ?? false);
            }

            /// <summary>The places that <see cref="grid_sample"/> needs to transform an image, or a volume, by matrices.</summary>
            /// <param name="theta">Matrices (N, 2, 3) or (N, 3, 4).</param>
            /// <param name="size">The shape of the output, (N, C, H, W) or (N, C, D, H, W).</param>
            /// <param name="align_corners">Whether -1 and 1 are the centres of the corner elements instead of their outer corners.</param>
            /// <exception cref="ArgumentException">The matrices do not fit the shape.</exception>
            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false)
            {
                var spatial = (size?.Length ?? 0) - 2;
                if (spatial is not (2 or 3) || theta.dim() != 3 || theta.shape[1] != spatial || theta.shape[2] != spatial + 1)
                {
                    throw new ArgumentException(
                        $"affine_grid takes matrices (N, 2, 3) with a size of 4 numbers or (N, 3, 4) with a size of 5, not ({string.Join(", ", theta.shape)}) and ({string.Join(", ", size ?? [])}).", nameof(theta));
                }

                return aten.affine_grid_generator(theta, size!, align_corners);
            }

            private static T[] PerDimension<T>(T[] values, int dimensions, string name) => values.Length == dimensions ? values
                : values.Length == 1 ? Enumerable.Repeat(values[0], dimensions).ToArray()
                : throw new UserErrorException($"interpolate: {name} has {values.Length} numbers for an input with {dimensions} dimensions to resize.");
        }
    }
}
