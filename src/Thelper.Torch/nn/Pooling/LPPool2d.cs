using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The p-norm under a kernel that moves over N x C x H x W. Made by <c>torch.nn.LPPool2d</c>.</summary>
    public sealed class LPPool2d : nn.Module<Tensor, Tensor>
    {
        private readonly double norm_type;
        private readonly long[] kernel_size;
        private readonly long[]? stride;
        private readonly bool ceil_mode;

        internal LPPool2d(double norm_type, long[] kernel_size, long[]? stride, bool ceil_mode)
            : base(nameof(LPPool2d))
        {
            if (norm_type == 0)
            {
                throw new UserErrorException("LPPool2d: norm_type is not 0.");
            }

            var sizes = kernel_size;
            new PoolingOptions(sizes, stride ?? sizes, [0], [1], ceil_mode).Check(nameof(LPPool2d), 2);
            (this.norm_type, this.kernel_size, this.stride, this.ceil_mode) = (norm_type, kernel_size, stride, ceil_mode);
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.lp_pool2d(input, norm_type, kernel_size, stride, ceil_mode);

        /// <inheritdoc/>
        protected override string ExtraRepr()
            => $"norm_type={PythonText.Number(norm_type)}, kernel_size={PythonText.Size(kernel_size)}, stride={(stride is null ? "None" : PythonText.Size(stride))}, ceil_mode={PythonText.Of(ceil_mode)}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The p-norm under a kernel that moves over N x C x H x W.</summary>
            /// <param name="norm_type">p.</param>
            /// <param name="kernel_size">Size of the kernel.</param>
            /// <param name="stride">Step of the kernel (its size).</param>
            /// <param name="ceil_mode">Whether last, partial positions count.</param>
            /// <exception cref="UserErrorException"><paramref name="norm_type"/> is 0, or a size or step is not positive.</exception>
            public static LPPool2d LPPool2d(double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false)
                => new(norm_type, [kernel_size], stride is { } step ? [step] : null, ceil_mode);

            /// <inheritdoc cref="LPPool2d(double, long, long?, bool)"/>
            public static LPPool2d LPPool2d(double norm_type, (long, long) kernel_size, (long, long)? stride = null, bool ceil_mode = false)
                => new(norm_type, Sizes(kernel_size), stride is null ? null : Sizes(stride), ceil_mode);

            /// <inheritdoc cref="LPPool2d(double, long, long?, bool)"/>
            public static LPPool2d LPPool2d(double norm_type, long[] kernel_size, long[]? stride = null, bool ceil_mode = false) => new(norm_type, kernel_size, stride, ceil_mode);
        }
    }
}
