using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The greatest elements of parts of N x C x H x W whose borders are drawn at random. Made by <c>torch.nn.FractionalMaxPool2d</c>.</summary>
    public sealed class FractionalMaxPool2d : FractionalMaxPooling
    {
        internal FractionalMaxPool2d(FractionalOptions options)
            : base(nameof(FractionalMaxPool2d), options, 2)
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.fractional_max_pool2d(input, Options.KernelSize, Options.OutputSize, Options.OutputRatio);

        /// <inheritdoc/>
        public override (Tensor Values, Tensor Indices) forward_with_indices(Tensor input)
            => nn.functional.fractional_max_pool2d_with_indices(input, Options.KernelSize, Options.OutputSize, Options.OutputRatio);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The greatest elements of parts of N x C x H x W whose borders are drawn at random.</summary>
            /// <param name="kernel_size">Size of the kernel.</param>
            /// <param name="output_size">Size of the output; either this or the ratio.</param>
            /// <param name="output_ratio">Size of the output as a share of the input's, between 0 and 1.</param>
            /// <exception cref="UserErrorException">Neither or both of size and ratio are given, a size is not positive, or a ratio is not between 0 and 1.</exception>
            public static FractionalMaxPool2d FractionalMaxPool2d(long kernel_size, long? output_size = null, double? output_ratio = null)
                => new(new(Repeat(kernel_size, 2), output_size is { } size ? Repeat(size, 2) : null, output_ratio is { } ratio ? [ratio, ratio] : null));

            /// <inheritdoc cref="FractionalMaxPool2d(long, long?, double?)"/>
            public static FractionalMaxPool2d FractionalMaxPool2d((long, long) kernel_size, (long, long)? output_size = null, (double, double)? output_ratio = null)
                => new(new(Sizes(kernel_size), output_size is null ? null : Sizes(output_size), output_ratio is { } ratio ? [ratio.Item1, ratio.Item2] : null));

            /// <inheritdoc cref="FractionalMaxPool2d(long, long?, double?)"/>
            public static FractionalMaxPool2d FractionalMaxPool2d(long[] kernel_size, long[]? output_size = null, double[]? output_ratio = null)
                => new(new(kernel_size, output_size, output_ratio));
        }
    }
}
