using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Means over equal parts of N x C x L. Made by <c>torch.nn.AdaptiveAvgPool1d</c>.</summary>
    public sealed class AdaptiveAvgPool1d : AdaptivePooling
    {
        internal AdaptiveAvgPool1d(long?[] output_size)
            : base(nameof(AdaptiveAvgPool1d), output_size, 1)
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.adaptive_avg_pool1d(input, Sizes(input)[0]);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Means over equal parts of N x C x L.</summary>
            /// <param name="output_size">The number of parts.</param>
            /// <exception cref="UserErrorException">A size is negative.</exception>
            public static AdaptiveAvgPool1d AdaptiveAvgPool1d(long output_size) => new([output_size]);
        }
    }
}
