using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    /// <content>Factories of poolings under a moving kernel.</content>
    public static partial class nn
    {
        /// <summary>The greatest element under a kernel that moves over N x C x L.</summary>
        /// <param name="kernel_size">Size of the kernel.</param>
        /// <param name="stride">Step of the kernel (its size).</param>
        /// <param name="padding">Minus infinity added at every side (0), at most half the kernel.</param>
        /// <param name="dilation">Distance of the kernel's elements (1).</param>
        /// <param name="ceil_mode">Whether last, partial positions count.</param>
        public static MaxPool1d MaxPool1d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
            => new(new([kernel_size], [stride ?? kernel_size], [padding ?? 0], [dilation ?? 1], ceil_mode));

        /// <summary>The greatest element under a kernel that moves over N x C x H x W.</summary>
        /// <param name="kernel_size">Size of the kernel.</param>
        /// <param name="stride">Step of the kernel (its size).</param>
        /// <param name="padding">Minus infinity added at every side (0), at most half the kernel.</param>
        /// <param name="dilation">Distance of the kernel's elements (1).</param>
        /// <param name="ceil_mode">Whether last, partial positions count.</param>
        public static MaxPool2d MaxPool2d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
            => new(new([kernel_size], [stride ?? kernel_size], [padding ?? 0], [dilation ?? 1], ceil_mode));

        /// <inheritdoc cref="MaxPool2d(long, long?, long?, long?, bool)"/>
        public static MaxPool2d MaxPool2d(
            (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false)
            => new(new(Sizes(kernel_size), Sizes(stride ?? kernel_size), padding is null ? [0] : Sizes(padding), dilation is null ? [1] : Sizes(dilation), ceil_mode));

        /// <inheritdoc cref="MaxPool2d(long, long?, long?, long?, bool)"/>
        public static MaxPool2d MaxPool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
            => new(new(kernel_size, stride ?? kernel_size, padding ?? [0], dilation ?? [1], ceil_mode));

        /// <summary>The greatest element under a kernel that moves over N x C x D x H x W.</summary>
        /// <param name="kernel_size">Size of the kernel.</param>
        /// <param name="stride">Step of the kernel (its size).</param>
        /// <param name="padding">Minus infinity added at every side (0), at most half the kernel.</param>
        /// <param name="dilation">Distance of the kernel's elements (1).</param>
        /// <param name="ceil_mode">Whether last, partial positions count.</param>
        public static MaxPool3d MaxPool3d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
            => new(new([kernel_size], [stride ?? kernel_size], [padding ?? 0], [dilation ?? 1], ceil_mode));

        /// <inheritdoc cref="MaxPool3d(long, long?, long?, long?, bool)"/>
        public static MaxPool3d MaxPool3d(
            (long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null, (long, long, long)? dilation = null, bool ceil_mode = false)
            => new(new(Sizes(kernel_size), Sizes(stride ?? kernel_size), padding is null ? [0] : Sizes(padding), dilation is null ? [1] : Sizes(dilation), ceil_mode));

        /// <inheritdoc cref="MaxPool3d(long, long?, long?, long?, bool)"/>
        public static MaxPool3d MaxPool3d(long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
            => new(new(kernel_size, stride ?? kernel_size, padding ?? [0], dilation ?? [1], ceil_mode));

        /// <summary>The mean under a kernel that moves over N x C x L.</summary>
        /// <param name="kernel_size">Size of the kernel.</param>
        /// <param name="stride">Step of the kernel (its size).</param>
        /// <param name="padding">Zeros added at every side (0), at most half the kernel.</param>
        /// <param name="ceil_mode">Whether last, partial positions count.</param>
        /// <param name="count_include_pad">Whether padded zeros count in the mean.</param>
        public static AvgPool1d AvgPool1d(
            long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true)
            => new(new([kernel_size], [stride ?? kernel_size], [padding], [1], ceil_mode), count_include_pad);

        /// <summary>The mean under a kernel that moves over N x C x H x W.</summary>
        /// <param name="kernel_size">Size of the kernel.</param>
        /// <param name="stride">Step of the kernel (its size).</param>
        /// <param name="padding">Zeros added at every side (0), at most half the kernel.</param>
        /// <param name="ceil_mode">Whether last, partial positions count.</param>
        /// <param name="count_include_pad">Whether padded zeros count in the mean.</param>
        /// <param name="divisor_override">Divides the sums instead of the number of elements.</param>
        public static AvgPool2d AvgPool2d(
            long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
            => new(new([kernel_size], [stride ?? kernel_size], [padding ?? 0], [1], ceil_mode), count_include_pad, divisor_override);

        /// <inheritdoc cref="AvgPool2d(long, long?, long?, bool, bool, long?)"/>
        public static AvgPool2d AvgPool2d(
            (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
            => new(new(Sizes(kernel_size), Sizes(stride ?? kernel_size), padding is null ? [0] : Sizes(padding), [1], ceil_mode), count_include_pad, divisor_override);

        /// <inheritdoc cref="AvgPool2d(long, long?, long?, bool, bool, long?)"/>
        public static AvgPool2d AvgPool2d(
            long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
            => new(new(kernel_size, stride ?? kernel_size, padding ?? [0], [1], ceil_mode), count_include_pad, divisor_override);

        /// <summary>The mean under a kernel that moves over N x C x D x H x W.</summary>
        /// <param name="kernel_size">Size of the kernel.</param>
        /// <param name="stride">Step of the kernel (its size).</param>
        /// <param name="padding">Zeros added at every side (0), at most half the kernel.</param>
        /// <param name="ceil_mode">Whether last, partial positions count.</param>
        /// <param name="count_include_pad">Whether padded zeros count in the mean.</param>
        /// <param name="divisor_override">Divides the sums instead of the number of elements.</param>
        public static AvgPool3d AvgPool3d(
            long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
            => new(new([kernel_size], [stride ?? kernel_size], [padding ?? 0], [1], ceil_mode), count_include_pad, divisor_override);

        /// <inheritdoc cref="AvgPool3d(long, long?, long?, bool, bool, long?)"/>
        public static AvgPool3d AvgPool3d(
            (long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
            => new(new(Sizes(kernel_size), Sizes(stride ?? kernel_size), padding is null ? [0] : Sizes(padding), [1], ceil_mode), count_include_pad, divisor_override);

        /// <inheritdoc cref="AvgPool3d(long, long?, long?, bool, bool, long?)"/>
        public static AvgPool3d AvgPool3d(
            long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
            => new(new(kernel_size, stride ?? kernel_size, padding ?? [0], [1], ceil_mode), count_include_pad, divisor_override);
    }
}
