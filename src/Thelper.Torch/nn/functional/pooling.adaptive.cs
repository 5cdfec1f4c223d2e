namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Means over equal parts of N x C x L.</summary>
            /// <param name="input">(N, C, L) or (C, L).</param>
            /// <param name="outputSize">The number of parts.</param>
            public static Tensor adaptive_avg_pool1d(Tensor input, long outputSize) => aten.adaptive_avg_pool1d(input, [outputSize]);

            /// <summary>Means over equal parts of N x C x H x W.</summary>
            /// <param name="input">(N, C, H, W) or (C, H, W).</param>
            /// <param name="outputSize">The number of parts, one for all dimensions or one a dimension.</param>
            public static Tensor adaptive_avg_pool2d(Tensor input, long[] outputSize) => aten.adaptive_avg_pool2d(input, Each(outputSize, 2));

            /// <inheritdoc cref="adaptive_avg_pool2d(Tensor, long[])"/>
            public static Tensor adaptive_avg_pool2d(Tensor input, long outputSize) => adaptive_avg_pool2d(input, [outputSize]);

            /// <inheritdoc cref="adaptive_avg_pool2d(Tensor, long[])"/>
            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) outputSize) => adaptive_avg_pool2d(input, [outputSize.Item1, outputSize.Item2]);

            /// <summary>Means over equal parts of N x C x D x H x W.</summary>
            /// <param name="input">(N, C, D, H, W) or (C, D, H, W).</param>
            /// <param name="outputSize">The number of parts, one for all dimensions or one a dimension.</param>
            public static Tensor adaptive_avg_pool3d(Tensor input, long[] outputSize) => aten.adaptive_avg_pool3d(input, Each(outputSize, 3));

            /// <inheritdoc cref="adaptive_avg_pool3d(Tensor, long[])"/>
            public static Tensor adaptive_avg_pool3d(Tensor input, long outputSize) => adaptive_avg_pool3d(input, [outputSize]);

            /// <inheritdoc cref="adaptive_avg_pool3d(Tensor, long[])"/>
            public static Tensor adaptive_avg_pool3d(Tensor input, (long, long, long) outputSize) => adaptive_avg_pool3d(input, [outputSize.Item1, outputSize.Item2, outputSize.Item3]);

            /// <summary>Greatest elements of equal parts of N x C x L.</summary>
            /// <param name="input">(N, C, L) or (C, L).</param>
            /// <param name="outputSize">The number of parts.</param>
            public static Tensor adaptive_max_pool1d(Tensor input, long outputSize) => Values(adaptive_max_pool1d_with_indices(input, outputSize));

            /// <summary>Greatest elements of equal parts of N x C x L, and their positions in the flattened spatial dimensions (int64).</summary>
            /// <param name="input">(N, C, L) or (C, L).</param>
            /// <param name="outputSize">The number of parts.</param>
            public static (Tensor Values, Tensor Indices) adaptive_max_pool1d_with_indices(Tensor input, long outputSize) => aten.adaptive_max_pool1d(input, [outputSize]);

            /// <summary>Greatest elements of equal parts of N x C x H x W.</summary>
            /// <param name="input">(N, C, H, W) or (C, H, W).</param>
            /// <param name="outputSize">The number of parts, one for all dimensions or one a dimension.</param>
            public static Tensor adaptive_max_pool2d(Tensor input, long[] outputSize) => Values(adaptive_max_pool2d_with_indices(input, outputSize));

            /// <inheritdoc cref="adaptive_max_pool2d(Tensor, long[])"/>
            public static Tensor adaptive_max_pool2d(Tensor input, long outputSize) => adaptive_max_pool2d(input, [outputSize]);

            /// <inheritdoc cref="adaptive_max_pool2d(Tensor, long[])"/>
            public static Tensor adaptive_max_pool2d(Tensor input, (long, long) outputSize) => adaptive_max_pool2d(input, [outputSize.Item1, outputSize.Item2]);

            /// <summary>Greatest elements of equal parts of N x C x H x W, and their positions in the flattened spatial dimensions (int64).</summary>
            /// <param name="input">(N, C, H, W) or (C, H, W).</param>
            /// <param name="outputSize">The number of parts, one for all dimensions or one a dimension.</param>
            public static (Tensor Values, Tensor Indices) adaptive_max_pool2d_with_indices(Tensor input, long[] outputSize) => aten.adaptive_max_pool2d(input, Each(outputSize, 2));

            /// <summary>Greatest elements of equal parts of N x C x D x H x W.</summary>
            /// <param name="input">(N, C, D, H, W) or (C, D, H, W).</param>
            /// <param name="outputSize">The number of parts, one for all dimensions or one a dimension.</param>
            public static Tensor adaptive_max_pool3d(Tensor input, long[] outputSize) => Values(adaptive_max_pool3d_with_indices(input, outputSize));

            /// <inheritdoc cref="adaptive_max_pool3d(Tensor, long[])"/>
            public static Tensor adaptive_max_pool3d(Tensor input, long outputSize) => adaptive_max_pool3d(input, [outputSize]);

            /// <inheritdoc cref="adaptive_max_pool3d(Tensor, long[])"/>
            public static Tensor adaptive_max_pool3d(Tensor input, (long, long, long) outputSize) => adaptive_max_pool3d(input, [outputSize.Item1, outputSize.Item2, outputSize.Item3]);

            /// <summary>Greatest elements of equal parts of N x C x D x H x W, and their positions in the flattened spatial dimensions (int64).</summary>
            /// <param name="input">(N, C, D, H, W) or (C, D, H, W).</param>
            /// <param name="outputSize">The number of parts, one for all dimensions or one a dimension.</param>
            public static (Tensor Values, Tensor Indices) adaptive_max_pool3d_with_indices(Tensor input, long[] outputSize) => aten.adaptive_max_pool3d(input, Each(outputSize, 3));

            private static Tensor Values((Tensor Values, Tensor Indices) pair)
            {
                pair.Indices.Dispose();
                return pair.Values;
            }

            private static T[] Each<T>(T[] values, int count) => values.Length == 1 && count > 1 ? Enumerable.Repeat(values[0], count).ToArray() : values;
        }
    }
}
