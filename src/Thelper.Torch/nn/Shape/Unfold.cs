using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Cuts an image (N, C, H, W) into blocks (N, C k, L), k the elements of a block. Made by <c>torch.nn.Unfold</c>.</summary>
    public sealed class Unfold : nn.Module<Tensor, Tensor>
    {
        private readonly BlockOptions options;

        internal Unfold(BlockOptions options)
            : base(nameof(Unfold))
        {
            options.Check(nameof(Unfold));
            this.options = options;
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => aten.im2col(input, options.Kernel, options.Dilations, options.Paddings, options.Strides);

        /// <inheritdoc/>
        protected override string ExtraRepr() => options.ToString();
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Cuts an image (N, C, H, W) into blocks (N, C k, L), k the elements of a block.</summary>
            /// <param name="kernel_size">Rows and columns of a block.</param>
            /// <param name="dilation">Distance of a block's elements.</param>
            /// <param name="padding">Zeros added at every side.</param>
            /// <param name="stride">Step of the blocks.</param>
            /// <exception cref="UserErrorException">A size, step or distance is not positive, or a padding is negative.</exception>
            public static Unfold Unfold(long kernel_size, long dilation = 1, long padding = 0, long stride = 1) => new(new([kernel_size], [dilation], [padding], [stride]));

            /// <inheritdoc cref="Unfold(long, long, long, long)"/>
            public static Unfold Unfold((long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null)
                => new(Blocks(kernel_size, dilation, padding, stride));
        }
    }
}
