namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Adds elements around a tensor.</summary>
            /// <param name="input">Any shape; N x C x ... for modes other than constant.</param>
            /// <param name="pad">Elements before and after, of the last dimension first: (left, right, top, bottom, ...). Negative numbers crop.</param>
            /// <param name="mode">What is added.</param>
            /// <param name="value">The constant.</param>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => mode is PaddingModes.Constant or PaddingModes.Zeros
                    ? aten.constant_pad_nd(input, pad, mode == PaddingModes.Zeros ? 0 : value)
                    : aten.pad(input, pad, mode.ToString().ToLowerInvariant(), null);

            /// <summary>Channels rearranged into pixels: (N, C r^2, H, W) to (N, C, H r, W r).</summary>
            public static Tensor pixel_shuffle(Tensor input, long upscale_factor) => aten.pixel_shuffle(input, upscale_factor);

            /// <summary>Pixels rearranged into channels: (N, C, H r, W r) to (N, C r^2, H, W).</summary>
            public static Tensor pixel_unshuffle(Tensor input, long downscale_factor) => aten.pixel_unshuffle(input, downscale_factor);

            /// <summary>Resizes N x C x (one, two or three dimensions), to a size or by factors.</summary>
            /// <param name="x">The input.</param>
            /// <param name="size">The new sizes: one for all, or one a dimension.</param>
            /// <param name="scale_factor">The factors: one for all, or one a dimension.</param>
            /// <param name="mode">How to sample between elements.</param>
            /// <param name="align_corners">Whether the corner elements, not their outer corners, are aligned (linear and cubic modes; default false).</param>
            /// <param name="recompute_scale_factor">Whether the factors are taken from the rounded sizes.</param>
            /// <exception cref="ArgumentException">Neither or both of size and factor; a mode that the dimensions do not have.</exception>
            public static Tensor interpolate(
                Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false)
            {
                var dimensions = (int)x.dim() - 2;
                if ((size is null) == (scale_factor is null))
                {
                    throw new ArgumentException("interpolate needs either size or scale_factor.");
                }

                if (align_corners is not null && mode is InterpolationMode.Nearest or InterpolationMode.Area or InterpolationMode.NearestExact)
                {
                    throw new ArgumentException($"align_corners has no meaning for the mode {mode}.", nameof(align_corners));
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
                    (InterpolationMode.Bilinear, 2) => aten.upsample_bilinear2d_vec(x, sizes, align, factors),
                    (InterpolationMode.Bicubic, 2) => aten.upsample_bicubic2d_vec(x, sizes, align, factors),
                    (InterpolationMode.Trilinear, 3) => aten.upsample_trilinear3d_vec(x, sizes, align, factors),
                    _ => throw new ArgumentException($"The mode {mode} does not resize inputs of {x.dim()} dimensions.", nameof(mode)),
                };
            }

            /// <summary>Rows of a table.</summary>
            /// <param name="input">Row numbers (int64 or int32), any shape.</param>
            /// <param name="weight">The table (rows, values).</param>
            /// <param name="padding_idx">The row that gets no gradient; a negative number counts from the end.</param>
            /// <param name="max_norm">Rows used that exceed this norm are scaled to it, in place.</param>
            /// <param name="norm_type">The exponent of that norm.</param>
            /// <param name="scale_grad_by_freq">Whether gradients are divided by how often a row occurs in the batch.</param>
            /// <param name="sparse">Whether the table's gradient is sparse.</param>
            public static Tensor embedding(
                Tensor input, Tensor weight, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false)
            {
                var row = padding_idx is null ? -1 : padding_idx.Value < 0 ? padding_idx.Value + weight.shape[0] : padding_idx.Value;
                if (max_norm is not null)
                {
                    using (no_grad())
                    {
                        aten.embedding_renorm_(weight, input, max_norm.Value, norm_type);
                    }
                }

                return aten.embedding(weight, input, row, scale_grad_by_freq, sparse);
            }

            /// <summary>Class numbers (any shape, int64) to vectors of zeros with one 1 in a new last dimension.</summary>
            public static Tensor one_hot(Tensor x, long num_classes = -1) => aten.one_hot(x, num_classes);

            private static T[] PerDimension<T>(T[] values, int dimensions, string name) => values.Length == dimensions ? values
                : values.Length == 1 ? Enumerable.Repeat(values[0], dimensions).ToArray()
                : throw new ArgumentException($"{name} has {values.Length} numbers for an input with {dimensions} dimensions to resize.", name);
        }
    }
}
