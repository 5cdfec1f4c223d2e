using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The p-norm under a kernel that moves over N x C x L. Made by <c>torch.nn.LPPool1d</c>.</summary>
    public sealed class LPPool1d : nn.Module<Tensor, Tensor>
    {
        private readonly double norm_type;
        private readonly long kernel_size;
        private readonly long? stride;
        private readonly bool ceil_mode;

        internal LPPool1d(double norm_type, long kernel_size, long? stride, bool ceil_mode)
            : base(nameof(LPPool1d))
        {
            if (norm_type == 0)
            {
                throw new UserErrorException("LPPool1d: norm_type is not 0.");
            }

            var sizes = new[] { kernel_size };
            new PoolingOptions(sizes, [stride ?? kernel_size], [0], [1], ceil_mode).Check(nameof(LPPool1d), 1);
            (this.norm_type, this.kernel_size, this.stride, this.ceil_mode) = (norm_type, kernel_size, stride, ceil_mode);
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.lp_pool1d(input, norm_type, kernel_size, stride, ceil_mode);

        /// <inheritdoc/>
        protected override string ExtraRepr()
            => $"norm_type={PythonText.Number(norm_type)}, kernel_size={PythonText.Of(kernel_size)}, stride={PythonText.Of(stride)}, ceil_mode={PythonText.Of(ceil_mode)}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The p-norm under a kernel that moves over N x C x L.</summary>
            /// <param name="norm_type">p.</param>
            /// <param name="kernel_size">Size of the kernel.</param>
            /// <param name="stride">Step of the kernel (its size).</param>
            /// <param name="ceil_mode">Whether a last, partial position counts.</param>
            /// <exception cref="UserErrorException"><paramref name="norm_type"/> is 0, or a size or step is not positive.</exception>
            public static LPPool1d LPPool1d(double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false) => new(norm_type, kernel_size, stride, ceil_mode);
        }
    }
}
