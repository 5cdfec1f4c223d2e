using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The greatest element under a kernel that moves over N x C x L. Made by <c>torch.nn.MaxPool1d</c>.</summary>
    public sealed class MaxPool1d : MaxPooling
    {
        internal MaxPool1d(PoolingOptions options)
            : base(nameof(MaxPool1d), options, 1)
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input)
            => aten.max_pool1d(input, Options.KernelSize, Options.Stride, Options.Padding, Options.Dilation, Options.CeilMode);

        /// <inheritdoc/>
        public override (Tensor Values, Tensor Indices) forward_with_indices(Tensor input)
            => aten.max_pool1d_with_indices(input, Options.KernelSize, Options.Stride, Options.Padding, Options.Dilation, Options.CeilMode);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The greatest element under a kernel that moves over N x C x L.</summary>
            /// <param name="kernel_size">Size of the kernel.</param>
            /// <param name="stride">Step of the kernel (its size).</param>
            /// <param name="padding">Minus infinity added at every side (0), at most half the kernel.</param>
            /// <param name="dilation">Distance of the kernel's elements (1).</param>
            /// <param name="ceil_mode">Whether last, partial positions count.</param>
            /// <exception cref="UserErrorException">A size, step or distance is not positive, a padding is negative or more than half of the kernel, or there are more or fewer numbers than dimensions.</exception>
            public static MaxPool1d MaxPool1d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
                => new(new([kernel_size], [stride ?? kernel_size], [padding ?? 0], [dilation ?? 1], ceil_mode));
        }
    }
}
