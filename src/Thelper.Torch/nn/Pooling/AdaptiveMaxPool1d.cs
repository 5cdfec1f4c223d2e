using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Greatest elements of equal parts of N x C x L. Made by <c>torch.nn.AdaptiveMaxPool1d</c>.</summary>
    public sealed class AdaptiveMaxPool1d : AdaptivePooling
    {
        internal AdaptiveMaxPool1d(long?[] output_size)
            : base(nameof(AdaptiveMaxPool1d), output_size, 1)
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.adaptive_max_pool1d(input, Sizes(input)[0]);

        /// <summary>The greatest elements, and their positions in the flattened spatial dimensions of the input (int64).</summary>
        /// <param name="input">(N, C, ...) or (C, ...).</param>
        public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input) => nn.functional.adaptive_max_pool1d_with_indices(input, Sizes(input)[0]);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Greatest elements of equal parts of N x C x L.</summary>
            /// <param name="output_size">The number of parts.</param>
            /// <exception cref="UserErrorException">A size is negative.</exception>
            public static AdaptiveMaxPool1d AdaptiveMaxPool1d(long output_size) => new([output_size]);
        }
    }
}
