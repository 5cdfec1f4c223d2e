namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Means over equal parts of N x C x L.</summary>
            /// <param name="input">(N, C, L) or (C, L).</param>
            /// <param name="output_size">The number of parts.</param>
            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size) => aten.adaptive_avg_pool1d(input, [output_size]);

            /// <summary>Means over equal parts of N x C x H x W.</summary>
            /// <param name="input">(N, C, H, W) or (C, H, W).</param>
            /// <param name="output_size">The number of parts, one for all dimensions or one a dimension.</param>
            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => aten.adaptive_avg_pool2d(input, Each(output_size, 2));

            /// <inheritdoc cref="adaptive_avg_pool2d(Tensor, long[])"/>
            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => adaptive_avg_pool2d(input, [output_size]);

            /// <inheritdoc cref="adaptive_avg_pool2d(Tensor, long[])"/>
            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) => adaptive_avg_pool2d(input, [output_size.Item1, output_size.Item2]);

            /// <summary>Means over equal parts of N x C x D x H x W.</summary>
            /// <param name="input">(N, C, D, H, W) or (C, D, H, W).</param>
            /// <param name="output_size">The number of parts, one for all dimensions or one a dimension.</param>
            public static Tensor adaptive_avg_pool3d(Tensor input, long[] output_size) => aten.adaptive_avg_pool3d(input, Each(output_size, 3));

            /// <inheritdoc cref="adaptive_avg_pool3d(Tensor, long[])"/>
            public static Tensor adaptive_avg_pool3d(Tensor input, long output_size) => adaptive_avg_pool3d(input, [output_size]);

            /// <inheritdoc cref="adaptive_avg_pool3d(Tensor, long[])"/>
            public static Tensor adaptive_avg_pool3d(Tensor input, (long, long, long) output_size) => adaptive_avg_pool3d(input, [output_size.Item1, output_size.Item2, output_size.Item3]);

            /// <summary>Greatest elements of equal parts of N x C x L.</summary>
            /// <param name="input">(N, C, L) or (C, L).</param>
            /// <param name="output_size">The number of parts.</param>
            public static Tensor adaptive_max_pool1d(Tensor input, long output_size) => Values(adaptive_max_pool1d_with_indices(input, output_size));

            /// <summary>Greatest elements of equal parts of N x C x L, and their positions in the flattened spatial dimensions (int64).</summary>
            /// <param name="input">(N, C, L) or (C, L).</param>
            /// <param name="output_size">The number of parts.</param>
            public static (Tensor output, Tensor indices) adaptive_max_pool1d_with_indices(Tensor input, long output_size) => aten.adaptive_max_pool1d(input, [output_size]);

            /// <summary>Greatest elements of equal parts of N x C x H x W.</summary>
            /// <param name="input">(N, C, H, W) or (C, H, W).</param>
            /// <param name="output_size">The number of parts, one for all dimensions or one a dimension.</param>
            public static Tensor adaptive_max_pool2d(Tensor input, long[] output_size) => Values(adaptive_max_pool2d_with_indices(input, output_size));

            /// <inheritdoc cref="adaptive_max_pool2d(Tensor, long[])"/>
            public static Tensor adaptive_max_pool2d(Tensor input, long output_size) => adaptive_max_pool2d(input, [output_size]);

            /// <inheritdoc cref="adaptive_max_pool2d(Tensor, long[])"/>
            public static Tensor adaptive_max_pool2d(Tensor input, (long, long) output_size) => adaptive_max_pool2d(input, [output_size.Item1, output_size.Item2]);

            /// <summary>Greatest elements of equal parts of N x C x H x W, and their positions in the flattened spatial dimensions (int64).</summary>
            /// <param name="input">(N, C, H, W) or (C, H, W).</param>
            /// <param name="output_size">The number of parts, one for all dimensions or one a dimension.</param>
            public static (Tensor output, Tensor indices) adaptive_max_pool2d_with_indices(Tensor input, long[] output_size) => aten.adaptive_max_pool2d(input, Each(output_size, 2));

            /// <summary>Greatest elements of equal parts of N x C x D x H x W.</summary>
            /// <param name="input">(N, C, D, H, W) or (C, D, H, W).</param>
            /// <param name="output_size">The number of parts, one for all dimensions or one a dimension.</param>
            public static Tensor adaptive_max_pool3d(Tensor input, long[] output_size) => Values(adaptive_max_pool3d_with_indices(input, output_size));

            /// <inheritdoc cref="adaptive_max_pool3d(Tensor, long[])"/>
            public static Tensor adaptive_max_pool3d(Tensor input, long output_size) => adaptive_max_pool3d(input, [output_size]);

            /// <inheritdoc cref="adaptive_max_pool3d(Tensor, long[])"/>
            public static Tensor adaptive_max_pool3d(Tensor input, (long, long, long) output_size) => adaptive_max_pool3d(input, [output_size.Item1, output_size.Item2, output_size.Item3]);

            /// <summary>Greatest elements of equal parts of N x C x D x H x W, and their positions in the flattened spatial dimensions (int64).</summary>
            /// <param name="input">(N, C, D, H, W) or (C, D, H, W).</param>
            /// <param name="output_size">The number of parts, one for all dimensions or one a dimension.</param>
            public static (Tensor output, Tensor indices) adaptive_max_pool3d_with_indices(Tensor input, long[] output_size) => aten.adaptive_max_pool3d(input, Each(output_size, 3));

            private static Tensor Values((Tensor Values, Tensor Indices) pair)
            {
                pair.Indices.Dispose();
                return pair.Values;
            }

            private static T[] Each<T>(T[] values, int count) => values.Length == 1 && count > 1 ? Enumerable.Repeat(values[0], count).ToArray() : values;
        }
    }
}
