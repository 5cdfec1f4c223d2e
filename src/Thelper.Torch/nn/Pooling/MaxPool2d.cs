using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The greatest element under a kernel that moves over N x C x H x W. Made by <c>torch.nn.MaxPool2d</c>.</summary>
    public sealed class MaxPool2d : MaxPooling
    {
        internal MaxPool2d(PoolingOptions options)
            : base(nameof(MaxPool2d), options, 2)
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input)
            => aten.max_pool2d(input, Options.KernelSize, Options.Stride, Options.Padding, Options.Dilation, Options.CeilMode);

        /// <inheritdoc/>
        public override (Tensor Values, Tensor Indices) forward_with_indices(Tensor input)
            => aten.max_pool2d_with_indices(input, Options.KernelSize, Options.Stride, Options.Padding, Options.Dilation, Options.CeilMode);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The greatest element under a kernel that moves over N x C x H x W.</summary>
            /// <param name="kernel_size">Size of the kernel.</param>
            /// <param name="stride">Step of the kernel (its size).</param>
            /// <param name="padding">Minus infinity added at every side (0), at most half the kernel.</param>
            /// <param name="dilation">Distance of the kernel's elements (1).</param>
            /// <param name="ceil_mode">Whether last, partial positions count.</param>
            /// <exception cref="UserErrorException">A size, step or distance is not positive, a padding is negative or more than half of the kernel, or there are more or fewer numbers than dimensions.</exception>
            public static MaxPool2d MaxPool2d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
                => new(new([kernel_size], [stride ?? kernel_size], [padding ?? 0], [dilation ?? 1], ceil_mode));

            /// <inheritdoc cref="MaxPool2d(long, long?, long?, long?, bool)"/>
            public static MaxPool2d MaxPool2d(
                (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false)
                => new(new(Sizes(kernel_size), Sizes(stride ?? kernel_size), padding is null ? [0] : Sizes(padding), dilation is null ? [1] : Sizes(dilation), ceil_mode));

            /// <inheritdoc cref="MaxPool2d(long, long?, long?, long?, bool)"/>
            public static MaxPool2d MaxPool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false)
                => new(new(kernel_size, stride ?? kernel_size, padding ?? [0], dilation ?? [1], ceil_mode));
        }
    }
}
