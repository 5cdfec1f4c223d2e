namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>The greatest element under a kernel that moves over N x C x L.</summary>
            /// <param name="input">(N, C, L) or (C, L).</param>
            /// <param name="kernelSize">Size of the kernel.</param>
            /// <param name="stride">Step of the kernel (default: its size).</param>
            /// <param name="padding">Minus infinity added at both ends, at most half the kernel (default 0).</param>
            /// <param name="dilation">Distance of the kernel's elements (default 1).</param>
            /// <param name="ceil_mode">Whether a last, partial position counts.</param>
            public static Tensor max_pool1d(Tensor input, long kernelSize, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
                => aten.max_pool1d(input, [kernelSize], [stride ?? kernelSize], [padding ?? 0], [dilation ?? 1], ceil_mode);

            /// <summary>The greatest element under a kernel that moves over N x C x H x W.</summary>
            /// <param name="input">(N, C, H, W) or (C, H, W).</param>
            /// <param name="kernelSize">Size of the kernel, one or two numbers.</param>
            /// <param name="strides">Step of the kernel (default: its size).</param>
            /// <param name="padding">Minus infinity added at every side, at most half the kernel (default 0).</param>
            /// <param name="dilation">Distance of the kernel's elements (default 1).</param>
            /// <param name="ceil_mode">Whether last, partial positions count.</param>
            public static Tensor max_pool2d(Tensor input, long[] kernelSize, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
                => aten.max_pool2d(input, kernelSize, strides ?? [], padding ?? [0], dilation ?? [1], ceil_mode);

            /// <inheritdoc cref="max_pool2d(Tensor, long[], long[], long[], long[], bool)"/>
            public static Tensor max_pool2d(Tensor input, long kernelSize, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
                => aten.max_pool2d(input, [kernelSize], [stride ?? kernelSize], [padding ?? 0], [dilation ?? 1], ceil_mode);

            /// <summary>The mean under a kernel that moves over N x C x L.</summary>
            /// <param name="input">(N, C, L) or (C, L).</param>
            /// <param name="kernel_size">Size of the kernel.</param>
            /// <param name="stride">Step of the kernel (default: its size).</param>
            /// <param name="padding">Zeros added at both ends, at most half the kernel.</param>
            /// <param name="ceil_mode">Whether a last, partial position counts.</param>
            /// <param name="count_include_pad">Whether padded zeros count in the mean.</param>
            public static Tensor avg_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true)
                => aten.avg_pool1d(input, [kernel_size], [stride ?? kernel_size], [padding ?? 0], ceil_mode, count_include_pad);

            /// <summary>The mean under a kernel that moves over N x C x H x W.</summary>
            /// <param name="input">(N, C, H, W) or (C, H, W).</param>
            /// <param name="kernel_size">Size of the kernel, one or two numbers.</param>
            /// <param name="stride">Step of the kernel (default: its size).</param>
            /// <param name="padding">Zeros added at every side, at most half the kernel.</param>
            /// <param name="ceil_mode">Whether last, partial positions count.</param>
            /// <param name="count_include_pad">Whether padded zeros count in the mean.</param>
            /// <param name="divisor_override">Divides the sums instead of the number of elements.</param>
            public static Tensor avg_pool2d(
                Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
                => aten.avg_pool2d(input, kernel_size, stride ?? [], padding ?? [0], ceil_mode, count_include_pad, divisor_override);

            /// <inheritdoc cref="avg_pool2d(Tensor, long[], long[], long[], bool, bool, long?)"/>
            public static Tensor avg_pool2d(
                Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
                => aten.avg_pool2d(input, [kernel_size], [stride ?? kernel_size], [padding], ceil_mode, count_include_pad, divisor_override);

            /// <summary>Means over equal parts of N x C x L.</summary>
            /// <param name="input">(N, C, L) or (C, L).</param>
            /// <param name="outputSize">The number of parts.</param>
            public static Tensor adaptive_avg_pool1d(Tensor input, long outputSize) => aten.adaptive_avg_pool1d(input, [outputSize]);

            /// <summary>Means over equal parts of N x C x H x W.</summary>
            /// <param name="input">(N, C, H, W) or (C, H, W).</param>
            /// <param name="outputSize">Rows and columns of parts; one number for both.</param>
            public static Tensor adaptive_avg_pool2d(Tensor input, long[] outputSize) => aten.adaptive_avg_pool2d(input, Pair(outputSize));

            /// <inheritdoc cref="adaptive_avg_pool2d(Tensor, long[])"/>
            public static Tensor adaptive_avg_pool2d(Tensor input, long outputSize) => aten.adaptive_avg_pool2d(input, [outputSize, outputSize]);

            /// <inheritdoc cref="adaptive_avg_pool2d(Tensor, long[])"/>
            public static Tensor adaptive_avg_pool2d(Tensor input, (long Rows, long Columns) outputSize) => aten.adaptive_avg_pool2d(input, [outputSize.Rows, outputSize.Columns]);

            /// <summary>Greatest elements of equal parts of N x C x H x W.</summary>
            /// <param name="input">(N, C, H, W) or (C, H, W).</param>
            /// <param name="outputSize">Rows and columns of parts; one number for both.</param>
            public static Tensor adaptive_max_pool2d(Tensor input, long[] outputSize)
            {
                var (values, indices) = aten.adaptive_max_pool2d(input, Pair(outputSize));
                indices.Dispose();
                return values;
            }

            private static long[] Pair(long[] size) => size.Length == 1 ? [size[0], size[0]] : size;
        }
    }
}
