using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The mean under a kernel that moves over N x C x H x W. Made by <c>torch.nn.AvgPool2d</c>.</summary>
    public sealed class AvgPool2d : AvgPooling
    {
        internal AvgPool2d(PoolingOptions options, bool count_include_pad, long? divisor_override)
            : base(nameof(AvgPool2d), options, 2, count_include_pad, divisor_override)
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input)
            => aten.avg_pool2d(input, Options.KernelSize, Options.Stride, Options.Padding, Options.CeilMode, CountIncludePad, Divisor);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The mean under a kernel that moves over N x C x H x W.</summary>
            /// <param name="kernel_size">Size of the kernel.</param>
            /// <param name="stride">Step of the kernel (its size).</param>
            /// <param name="padding">Zeros added at every side (0), at most half the kernel.</param>
            /// <param name="ceil_mode">Whether last, partial positions count.</param>
            /// <param name="count_include_pad">Whether padded zeros count in the mean.</param>
            /// <param name="divisor_override">Divides the sums instead of the number of elements.</param>
            /// <exception cref="UserErrorException">A size or step is not positive, a padding is negative or more than half of the kernel, there are more or fewer numbers than dimensions, or <paramref name="divisor_override"/> is 0.</exception>
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
        }
    }
}
