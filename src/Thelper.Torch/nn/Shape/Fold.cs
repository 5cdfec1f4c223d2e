using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Sums blocks (N, C k, L), or (C k, L), into an image (N, C, H, W). Made by <c>torch.nn.Fold</c>.</summary>
    public sealed class Fold : nn.Module<Tensor, Tensor>
    {
        private readonly long[] output_size;
        private readonly BlockOptions options;

        internal Fold(long[] output_size, BlockOptions options)
            : base(nameof(Fold))
        {
            options.Check(nameof(Fold));
            if (output_size.Any(size => size <= 0))
            {
                throw new UserErrorException($"Fold: output_size is positive, not {PythonText.Size(output_size)}.");
            }

            (this.output_size, this.options) = (output_size, options);
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input)
            => aten.col2im(input, BlockOptions.Pair(output_size), options.Kernel, options.Dilations, options.Paddings, options.Strides);

        /// <inheritdoc/>
        protected override string ExtraRepr() => $"output_size={PythonText.Size(output_size)}, {options}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Sums blocks (N, C k, L), or (C k, L), into an image (N, C, H, W).</summary>
            /// <param name="output_size">Rows and columns of the image.</param>
            /// <param name="kernel_size">Rows and columns of a block, k in all.</param>
            /// <param name="dilation">Distance of a block's elements.</param>
            /// <param name="padding">Elements cut from every side.</param>
            /// <param name="stride">Step of the blocks.</param>
            /// <exception cref="UserErrorException">A size, step or distance is not positive, or a padding is negative.</exception>
            public static Fold Fold(long output_size, long kernel_size, long dilation = 1, long padding = 0, long stride = 1)
                => new([output_size], new([kernel_size], [dilation], [padding], [stride]));

            /// <inheritdoc cref="Fold(long, long, long, long, long)"/>
            public static Fold Fold((long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null)
                => new(Sizes(output_size), Blocks(kernel_size, dilation, padding, stride));
        }
    }
}
