namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>The greatest element under a kernel that moves over N x C x L.</summary>
            /// <param name="input">(N, C, L) or (C, L).</param>
            /// <param name="kernel_size">Size of the kernel.</param>
            /// <param name="stride">Step of the kernel (default: its size).</param>
            /// <param name="padding">Minus infinity added at every side, at most half the kernel (default 0).</param>
            /// <param name="dilation">Distance of the kernel's elements (default 1).</param>
            /// <param name="ceil_mode">Whether last, partial positions count.</param>
            public static Tensor max_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
                => aten.max_pool1d(input, [kernel_size], [stride ?? kernel_size], [padding ?? 0], [dilation ?? 1], ceil_mode);

            /// <summary>The greatest element under a kernel that moves over N x C x L, and its position in the flattened spatial dimensions (int64).</summary>
            /// <param name="input">(N, C, L) or (C, L).</param>
            /// <param name="kernel_size">Size of the kernel.</param>
            /// <param name="stride">Step of the kernel (default: its size).</param>
            /// <param name="padding">Minus infinity added at every side, at most half the kernel (default 0).</param>
            /// <param name="dilation">Distance of the kernel's elements (default 1).</param>
            /// <param name="ceil_mode">Whether last, partial positions count.</param>
            public static (Tensor output, Tensor indices) max_pool1d_with_indices(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
                => aten.max_pool1d_with_indices(input, [kernel_size], [stride ?? kernel_size], [padding ?? 0], [dilation ?? 1], ceil_mode);

            /// <summary>The greatest element under a kernel that moves over N x C x H x W.</summary>
            /// <param name="input">(N, C, H, W) or (C, H, W).</param>
            /// <param name="kernel_size">Size of the kernel, one number or one a dimension.</param>
            /// <param name="stride">Step of the kernel (default: its size).</param>
            /// <param name="padding">Minus infinity added at every side, at most half the kernel (default 0).</param>
            /// <param name="dilation">Distance of the kernel's elements (default 1).</param>
            /// <param name="ceil_mode">Whether last, partial positions count.</param>
            public static Tensor max_pool2d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
                => aten.max_pool2d(input, kernel_size, stride ?? [], padding ?? [0], dilation ?? [1], ceil_mode);

            /// <summary>The greatest element under a kernel that moves over N x C x H x W, and its position in the flattened spatial dimensions (int64).</summary>
            /// <param name="input">(N, C, H, W) or (C, H, W).</param>
            /// <param name="kernel_size">Size of the kernel, one number or one a dimension.</param>
            /// <param name="stride">Step of the kernel (default: its size).</param>
            /// <param name="padding">Minus infinity added at every side, at most half the kernel (default 0).</param>
            /// <param name="dilation">Distance of the kernel's elements (default 1).</param>
            /// <param name="ceil_mode">Whether last, partial positions count.</param>
            public static (Tensor output, Tensor indices) max_pool2d_with_indices(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
                => aten.max_pool2d_with_indices(input, kernel_size, stride ?? [], padding ?? [0], dilation ?? [1], ceil_mode);

            /// <inheritdoc cref="max_pool2d(Tensor, long[], long[], long[], long[], bool)"/>
            public static Tensor max_pool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
                => aten.max_pool2d(input, [kernel_size], [stride ?? kernel_size], [padding ?? 0], [dilation ?? 1], ceil_mode);

            /// <summary>The greatest element under a kernel that moves over N x C x D x H x W.</summary>
            /// <param name="input">(N, C, D, H, W) or (C, D, H, W).</param>
            /// <param name="kernel_size">Size of the kernel, one number or one a dimension.</param>
            /// <param name="stride">Step of the kernel (default: its size).</param>
            /// <param name="padding">Minus infinity added at every side, at most half the kernel (default 0).</param>
            /// <param name="dilation">Distance of the kernel's elements (default 1).</param>
            /// <param name="ceil_mode">Whether last, partial positions count.</param>
            public static Tensor max_pool3d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
                => aten.max_pool3d(input, kernel_size, stride ?? [], padding ?? [0], dilation ?? [1], ceil_mode);

            /// <summary>The greatest element under a kernel that moves over N x C x D x H x W, and its position in the flattened spatial dimensions (int64).</summary>
            /// <param name="input">(N, C, D, H, W) or (C, D, H, W).</param>
            /// <param name="kernel_size">Size of the kernel, one number or one a dimension.</param>
            /// <param name="stride">Step of the kernel (default: its size).</param>
            /// <param name="padding">Minus infinity added at every side, at most half the kernel (default 0).</param>
            /// <param name="dilation">Distance of the kernel's elements (default 1).</param>
            /// <param name="ceil_mode">Whether last, partial positions count.</param>
            public static (Tensor output, Tensor indices) max_pool3d_with_indices(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
                => aten.max_pool3d_with_indices(input, kernel_size, stride ?? [], padding ?? [0], dilation ?? [1], ceil_mode);

            /// <inheritdoc cref="max_pool3d(Tensor, long[], long[], long[], long[], bool)"/>
            public static Tensor max_pool3d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
                => aten.max_pool3d(input, [kernel_size], [stride ?? kernel_size], [padding ?? 0], [dilation ?? 1], ceil_mode);

            /// <summary>The mean under a kernel that moves over N x C x L.</summary>
            /// <param name="input">(N, C, L) or (C, L).</param>
            /// <param name="kernel_size">Size of the kernel.</param>
            /// <param name="stride">Step of the kernel (default: its size).</param>
            /// <param name="padding">Zeros added at every side, at most half the kernel.</param>
            /// <param name="ceil_mode">Whether last, partial positions count.</param>
            /// <param name="count_include_pad">Whether padded zeros count in the mean.</param>
            public static Tensor avg_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true)
                => aten.avg_pool1d(input, [kernel_size], [stride ?? kernel_size], [padding ?? 0], ceil_mode, count_include_pad);

            /// <summary>The mean under a kernel that moves over N x C x H x W.</summary>
            /// <param name="input">(N, C, H, W) or (C, H, W).</param>
            /// <param name="kernel_size">Size of the kernel, one number or one a dimension.</param>
            /// <param name="stride">Step of the kernel (default: its size).</param>
            /// <param name="padding">Zeros added at every side, at most half the kernel.</param>
            /// <param name="ceil_mode">Whether last, partial positions count.</param>
            /// <param name="count_include_pad">Whether padded zeros count in the mean.</param>
            /// <param name="divisor_override">Divides the sums instead of the number of elements.</param>
            public static Tensor avg_pool2d(
                Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
                => aten.avg_pool2d(input, kernel_size, stride ?? [], padding ?? [0], ceil_mode, count_include_pad, divisor_override);

            /// <inheritdoc cref="avg_pool2d(Tensor, long[], long[], long[], bool, bool, long?)"/>
            public static Tensor avg_pool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
                => aten.avg_pool2d(input, [kernel_size], [stride ?? kernel_size], [padding ?? 0], ceil_mode, count_include_pad, divisor_override);

            /// <summary>The mean under a kernel that moves over N x C x D x H x W.</summary>
            /// <param name="input">(N, C, D, H, W) or (C, D, H, W).</param>
            /// <param name="kernel_size">Size of the kernel, one number or one a dimension.</param>
            /// <param name="stride">Step of the kernel (default: its size).</param>
            /// <param name="padding">Zeros added at every side, at most half the kernel.</param>
            /// <param name="ceil_mode">Whether last, partial positions count.</param>
            /// <param name="count_include_pad">Whether padded zeros count in the mean.</param>
            /// <param name="divisor_override">Divides the sums instead of the number of elements.</param>
            public static Tensor avg_pool3d(
                Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
                => aten.avg_pool3d(input, kernel_size, stride ?? [], padding ?? [0], ceil_mode, count_include_pad, divisor_override);

            /// <inheritdoc cref="avg_pool3d(Tensor, long[], long[], long[], bool, bool, long?)"/>
            public static Tensor avg_pool3d(Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
                => aten.avg_pool3d(input, [kernel_size], [stride ?? kernel_size], [padding ?? 0], ceil_mode, count_include_pad, divisor_override);
        }
    }
}
