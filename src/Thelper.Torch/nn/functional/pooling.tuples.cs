namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <content>Poolings whose sizes are tuples, or one number for all dimensions.</content>
        public static partial class functional
        {
            /// <inheritdoc cref="max_pool2d(Tensor, long[], long[], long[], long[], bool)"/>
            public static Tensor max_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, Pair(kernel_size), Pair(stride), Pair(padding), Pair(dilation), ceil_mode);

            /// <inheritdoc cref="avg_pool2d(Tensor, long[], long[], long[], bool, bool, long?)"/>
            public static Tensor avg_pool2d(
                Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                avg_pool2d(input, Pair(kernel_size), Pair(stride), Pair(padding), ceil_mode, count_include_pad, divisor_override);

            /// <inheritdoc cref="avg_pool3d(Tensor, long[], long[], long[], bool, bool, long?)"/>
            public static Tensor avg_pool3d(
                Tensor input, (long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                avg_pool3d(input, Triple(kernel_size), Triple(stride), Triple(padding), ceil_mode, count_include_pad, divisor_override);

            /// <inheritdoc cref="fractional_max_pool2d(Tensor, long[], long[], double[], Tensor)"/>
            public static Tensor fractional_max_pool2d(Tensor input, long kernel_size, long? output_size = null, double? output_ratio = null) =>
                fractional_max_pool2d(input, [kernel_size, kernel_size], output_size is { } size ? [size, size] : null, output_ratio is { } ratio ? [ratio, ratio] : null);

            /// <inheritdoc cref="fractional_max_pool2d(Tensor, long[], long[], double[], Tensor)"/>
            public static Tensor fractional_max_pool2d(Tensor input, (long, long) kernel_size, (long, long)? output_size = null, (double, double)? output_ratio = null) =>
                fractional_max_pool2d(input, Pair(kernel_size), Pair(output_size), output_ratio is var (first, second) ? [first, second] : null);

            /// <inheritdoc cref="fractional_max_pool3d(Tensor, long[], long[], double[], Tensor)"/>
            public static Tensor fractional_max_pool3d(Tensor input, long kernel_size, long? output_size = null, double? output_ratio = null) =>
                fractional_max_pool3d(
                    input, [kernel_size, kernel_size, kernel_size], output_size is { } size ? [size, size, size] : null, output_ratio is { } ratio ? [ratio, ratio, ratio] : null);

            /// <inheritdoc cref="fractional_max_pool3d(Tensor, long[], long[], double[], Tensor)"/>
            public static Tensor fractional_max_pool3d(Tensor input, (long, long, long) kernel_size, (long, long, long)? output_size = null, (double, double, double)? output_ratio = null) =>
                fractional_max_pool3d(input, Triple(kernel_size), Triple(output_size), output_ratio is var (first, second, third) ? [first, second, third] : null);

            /// <inheritdoc cref="max_unpool1d(Tensor, Tensor, long[], long[], long[], long[])"/>
            public static Tensor max_unpool1d(Tensor input, Tensor indices, long kernel_size, long? stride = null, long? padding = null, long[]? output_size = null) =>
                max_unpool1d(input, indices, [kernel_size], [stride ?? kernel_size], [padding ?? 0], output_size);

            private static long[]? Pair((long, long)? values) => values is var (first, second) ? [first, second] : null;

            private static long[] Pair((long, long) values) => [values.Item1, values.Item2];

            private static long[]? Triple((long, long, long)? values) => values is var (first, second, third) ? [first, second, third] : null;

            private static long[] Triple((long, long, long) values) => [values.Item1, values.Item2, values.Item3];
        }
    }
}
