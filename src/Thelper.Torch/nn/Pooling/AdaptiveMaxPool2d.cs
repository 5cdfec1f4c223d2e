using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Greatest elements of equal parts of N x C x H x W. Made by <c>torch.nn.AdaptiveMaxPool2d</c>.</summary>
    public sealed class AdaptiveMaxPool2d : AdaptivePooling
    {
        internal AdaptiveMaxPool2d(long?[] output_size)
            : base(nameof(AdaptiveMaxPool2d), output_size, 2)
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.adaptive_max_pool2d(input, Sizes(input));

        /// <summary>The greatest elements, and their positions in the flattened spatial dimensions of the input (int64).</summary>
        /// <param name="input">(N, C, ...) or (C, ...).</param>
        public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input) => nn.functional.adaptive_max_pool2d_with_indices(input, Sizes(input));
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Greatest elements of equal parts of N x C x H x W.</summary>
            /// <param name="output_size">Rows and columns of parts; one number for both; none for the input's own.</param>
            /// <exception cref="UserErrorException">A size is negative.</exception>
            public static AdaptiveMaxPool2d AdaptiveMaxPool2d(long output_size) => new([output_size]);

            /// <inheritdoc cref="AdaptiveMaxPool2d(long)"/>
            public static AdaptiveMaxPool2d AdaptiveMaxPool2d((long, long) output_size) => new([output_size.Item1, output_size.Item2]);

            /// <inheritdoc cref="AdaptiveMaxPool2d(long)"/>
            public static AdaptiveMaxPool2d AdaptiveMaxPool2d((long?, long?) output_size) => new([output_size.Item1, output_size.Item2]);

            /// <inheritdoc cref="AdaptiveMaxPool2d(long)"/>
            public static AdaptiveMaxPool2d AdaptiveMaxPool2d(long[] output_size) => new(Array.ConvertAll(output_size, size => (long?)size));
        }
    }
}
