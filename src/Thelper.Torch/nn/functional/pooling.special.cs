namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <content>Power, fractional and inverse poolings.</content>
        public static partial class functional
        {
            /// <summary>The p-norm under a kernel that moves over N x C x L.</summary>
            /// <param name="input">(N, C, L) or (C, L).</param>
            /// <param name="norm_type">p.</param>
            /// <param name="kernel_size">Size of the kernel.</param>
            /// <param name="stride">Step of the kernel (default: its size).</param>
            /// <param name="ceil_mode">Whether a last, partial position counts.</param>
            public static Tensor lp_pool1d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false)
            {
                using var scope = NewDisposeScope();
                return Root(avg_pool1d(aten.pow_Tensor_Scalar(input, norm_type), kernel_size, stride, ceil_mode: ceil_mode), kernel_size, norm_type).MoveToOuterDisposeScope();
            }

            /// <summary>The p-norm under a kernel that moves over N x C x H x W.</summary>
            /// <param name="input">(N, C, H, W) or (C, H, W).</param>
            /// <param name="norm_type">p.</param>
            /// <param name="kernel_size">Size of the kernel, one number or two.</param>
            /// <param name="stride">Step of the kernel (default: its size).</param>
            /// <param name="ceil_mode">Whether last, partial positions count.</param>
            public static Tensor lp_pool2d(Tensor input, double norm_type, long[] kernel_size, long[]? stride = null, bool ceil_mode = false)
            {
                using var scope = NewDisposeScope();
                var kernel = Each(kernel_size, 2);
                return Root(avg_pool2d(aten.pow_Tensor_Scalar(input, norm_type), kernel, stride, ceil_mode: ceil_mode), kernel[0] * kernel[1], norm_type).MoveToOuterDisposeScope();
            }

            /// <inheritdoc cref="lp_pool2d(Tensor, double, long[], long[], bool)"/>
            public static Tensor lp_pool2d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false)
                => lp_pool2d(input, norm_type, [kernel_size], stride is { } step ? [step] : null, ceil_mode);

            /// <summary>The greatest elements of parts of N x C x H x W whose borders are drawn at random.</summary>
            /// <remarks>B. Graham, "Fractional max-pooling", 2014.</remarks>
            /// <param name="input">(N, C, H, W) or (C, H, W).</param>
            /// <param name="kernel_size">Size of the kernel, one number or one a dimension.</param>
            /// <param name="output_size">Size of the output; either this or the ratio.</param>
            /// <param name="output_ratio">Size of the output as a share of the input's.</param>
            /// <param name="random_samples">Numbers in [0, 1) of shape (N, C, 2) that decide the borders (default: drawn).</param>
            public static Tensor fractional_max_pool2d(
                Tensor input, long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null, Tensor? random_samples = null)
                => Values(fractional_max_pool2d_with_indices(input, kernel_size, output_size, output_ratio, random_samples));

            /// <summary>The greatest elements, as <c>fractional_max_pool2d</c> finds them, and their positions in the flattened spatial dimensions (int64).</summary>
            /// <inheritdoc cref="fractional_max_pool2d(Tensor, long[], long[], double[], Tensor)"/>
            public static (Tensor output, Tensor indices) fractional_max_pool2d_with_indices(
                Tensor input, long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null, Tensor? random_samples = null)
            {
                var sizes = FractionalSizes(input, output_size, output_ratio, 2);
                if (random_samples is not null)
                {
                    return aten.fractional_max_pool2d(input, Each(kernel_size, 2), sizes, random_samples);
                }

                using var samples = rand([input.dim() == 3 ? 1 : input.shape[0], input.shape[^3], 2], dtype: input.dtype, device: input.device);
                return aten.fractional_max_pool2d(input, Each(kernel_size, 2), sizes, samples);
            }

            /// <summary>The greatest elements of parts of N x C x D x H x W whose borders are drawn at random.</summary>
            /// <remarks>B. Graham, "Fractional max-pooling", 2014.</remarks>
            /// <param name="input">(N, C, D, H, W) or (C, D, H, W).</param>
            /// <param name="kernel_size">Size of the kernel, one number or one a dimension.</param>
            /// <param name="output_size">Size of the output; either this or the ratio.</param>
            /// <param name="output_ratio">Size of the output as a share of the input's.</param>
            /// <param name="random_samples">Numbers in [0, 1) of shape (N, C, 3) that decide the borders (default: drawn).</param>
            public static Tensor fractional_max_pool3d(
                Tensor input, long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null, Tensor? random_samples = null)
                => Values(fractional_max_pool3d_with_indices(input, kernel_size, output_size, output_ratio, random_samples));

            /// <summary>The greatest elements, as <c>fractional_max_pool3d</c> finds them, and their positions in the flattened spatial dimensions (int64).</summary>
            /// <inheritdoc cref="fractional_max_pool3d(Tensor, long[], long[], double[], Tensor)"/>
            public static (Tensor output, Tensor indices) fractional_max_pool3d_with_indices(
                Tensor input, long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null, Tensor? random_samples = null)
            {
                var sizes = FractionalSizes(input, output_size, output_ratio, 3);
                if (random_samples is not null)
                {
                    return aten.fractional_max_pool3d(input, Each(kernel_size, 3), sizes, random_samples);
                }

                using var samples = rand([input.dim() == 4 ? 1 : input.shape[0], input.shape[^4], 3], dtype: input.dtype, device: input.device);
                return aten.fractional_max_pool3d(input, Each(kernel_size, 3), sizes, samples);
            }

            /// <summary>Puts the values of a maximum pooling over N x C x L back where they came from, zeros elsewhere.</summary>
            /// <param name="input">The values (N, C, L) or (C, L).</param>
            /// <param name="indices">Their positions in the flattened spatial dimensions of the output, int64, of the same shape.</param>
            /// <param name="kernel_size">Size of the pooling's kernel.</param>
            /// <param name="stride">Its step (default: its size).</param>
            /// <param name="padding">Its padding (default 0).</param>
            /// <param name="output_size">The spatial sizes, or the whole shape, of the output, where the geometry leaves several open.</param>
            /// <exception cref="ArgumentException">The geometry cannot have such an output.</exception>
            public static Tensor max_unpool1d(Tensor input, Tensor indices, long[] kernel_size, long[]? stride, long[]? padding, long[]? output_size)
            {
                var sizes = UnpoolSizes(input, kernel_size, stride ?? kernel_size, padding ?? [0], output_size, 1);
                using var column = aten.unsqueeze(input, -1);
                using var places = aten.unsqueeze(indices, -1);
                using var result = aten.max_unpool2d(column, places, [sizes[0], 1]);
                return aten.squeeze_dim(result, -1);
            }

            /// <summary>Puts the values of a maximum pooling over N x C x H x W back where they came from, zeros elsewhere.</summary>
            /// <param name="input">The values (N, C, H, W) or (C, H, W).</param>
            /// <param name="indices">Their positions in the flattened spatial dimensions of the output, int64, of the same shape.</param>
            /// <param name="kernel_size">Size of the pooling's kernel.</param>
            /// <param name="stride">Its step (default: its size).</param>
            /// <param name="padding">Its padding (default 0).</param>
            /// <param name="output_size">The spatial sizes, or the whole shape, of the output, where the geometry leaves several open.</param>
            /// <exception cref="ArgumentException">The geometry cannot have such an output.</exception>
            public static Tensor max_unpool2d(Tensor input, Tensor indices, long[] kernel_size, long[]? stride, long[]? padding, long[]? output_size)
                => aten.max_unpool2d(input, indices, UnpoolSizes(input, kernel_size, stride ?? kernel_size, padding ?? [0], output_size, 2));

            /// <summary>Puts the values of a maximum pooling over N x C x D x H x W back where they came from, zeros elsewhere.</summary>
            /// <param name="input">The values (N, C, D, H, W) or (C, D, H, W).</param>
            /// <param name="indices">Their positions in the flattened spatial dimensions of the output, int64, of the same shape.</param>
            /// <param name="kernel_size">Size of the pooling's kernel.</param>
            /// <param name="stride">Its step (default: its size).</param>
            /// <param name="padding">Its padding (default 0).</param>
            /// <param name="output_size">The spatial sizes, or the whole shape, of the output, where the geometry leaves several open.</param>
            /// <exception cref="ArgumentException">The geometry cannot have such an output.</exception>
            public static Tensor max_unpool3d(Tensor input, Tensor indices, long[] kernel_size, long[]? stride, long[]? padding, long[]? output_size)
                => aten.max_unpool3d(
                    input, indices, UnpoolSizes(input, kernel_size, stride ?? kernel_size, padding ?? [0], output_size, 3), Each(stride ?? kernel_size, 3), Each(padding ?? [0], 3));

            /// <summary>Puts values back to given positions of an output of N x C x H x W, zeros elsewhere.</summary>
            /// <param name="input">The values (N, C, ...) or (C, ...).</param>
            /// <param name="indices">Their positions in the flattened spatial dimensions of the output, int64.</param>
            /// <param name="output_size">The spatial sizes of the output.</param>
            public static Tensor max_unpool2d(Tensor input, Tensor indices, long[] output_size) => aten.max_unpool2d(input, indices, output_size);

            /// <summary>Puts values back to given positions of an output of N x C x D x H x W, zeros elsewhere.</summary>
            /// <param name="input">The values (N, C, ...) or (C, ...).</param>
            /// <param name="indices">Their positions in the flattened spatial dimensions of the output, int64.</param>
            /// <param name="output_size">The spatial sizes of the output.</param>
            /// <param name="stride">The pooling's step.</param>
            /// <param name="padding">The pooling's padding.</param>
            public static Tensor max_unpool3d(Tensor input, Tensor indices, long[] output_size, long[] stride, long[] padding)
                => aten.max_unpool3d(input, indices, output_size, stride, padding);

            private static Tensor Root(Tensor means, long elements, double p)
                => aten.pow_Tensor_Scalar(aten.mul_Scalar(aten.mul_Tensor(aten.sign(means), aten.relu(aten.abs(means))), elements), 1.0 / p);

            private static long[] FractionalSizes(Tensor input, long[]? sizes, double[]? ratios, int count)
            {
                if (sizes is null == ratios is null)
                {
                    throw new UserErrorException($"fractional_max_pool{count}d needs either output_size or output_ratio.");
                }

                return sizes is not null ? Each(sizes, count) : Each(ratios!, count).Select((ratio, i) => (long)(input.shape[^(count - i)] * ratio)).ToArray();
            }

            private static long[] UnpoolSizes(Tensor input, long[] kernel, long[] stride, long[] padding, long[]? wanted, int count)
            {
                (kernel, stride, padding) = (Each(kernel, count), Each(stride, count), Each(padding, count));
                var sizes = new long[count];
                for (var i = 0; i < count; i++)
                {
                    sizes[i] = ((input.shape[^(count - i)] - 1) * stride[i]) + kernel[i] - (2 * padding[i]);
                }

                if (wanted is null)
                {
                    return sizes;
                }

                var given = wanted.Length == count + 2 ? wanted[2..] : wanted;
                if (given.Length != count || given.Where((size, i) => Math.Abs(size - sizes[i]) >= stride[i]).Any())
                {
                    throw new ArgumentException(
                        $"max_unpool{count}d: an output of ({string.Join(", ", wanted)}) is not within one stride of ({string.Join(", ", sizes)}), which the input's shape gives.", nameof(wanted));
                }

                return given;
            }
        }
    }
}
