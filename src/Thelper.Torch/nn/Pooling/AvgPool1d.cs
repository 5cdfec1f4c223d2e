using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The mean under a kernel that moves over N x C x L. Made by <c>torch.nn.AvgPool1d</c>.</summary>
    public sealed class AvgPool1d : nn.Module<Tensor, Tensor>
    {
        private readonly PoolingOptions options;
        private readonly bool count_include_pad;

        internal AvgPool1d(PoolingOptions options, bool count_include_pad)
            : base(nameof(AvgPool1d))
        {
            options.Check(nameof(AvgPool1d), 1);
            this.options = options;
            this.count_include_pad = count_include_pad;
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input)
            => aten.avg_pool1d(input, options.KernelSize, options.Stride, options.Padding, options.CeilMode, count_include_pad);

        /// <inheritdoc/>
        protected override string ExtraRepr()
            => $"kernel_size={PythonText.Of(options.KernelSize)}, stride={PythonText.Of(options.Stride)}, padding={PythonText.Of(options.Padding)}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The mean under a kernel that moves over N x C x L.</summary>
            /// <param name="kernel_size">Size of the kernel.</param>
            /// <param name="stride">Step of the kernel (its size).</param>
            /// <param name="padding">Zeros added at every side (0), at most half the kernel.</param>
            /// <param name="ceil_mode">Whether last, partial positions count.</param>
            /// <param name="count_include_pad">Whether padded zeros count in the mean.</param>
            /// <exception cref="UserErrorException">A size, step or distance is not positive, a padding is negative or more than half of the kernel, or there are more or fewer numbers than dimensions.</exception>
            public static AvgPool1d AvgPool1d(
                long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true)
                => new(new([kernel_size], [stride ?? kernel_size], [padding], [1], ceil_mode), count_include_pad);
        }
    }
}
