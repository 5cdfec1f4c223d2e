using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Means over equal parts of N x C x D x H x W. Made by <c>torch.nn.AdaptiveAvgPool3d</c>.</summary>
    public sealed class AdaptiveAvgPool3d : AdaptivePooling
    {
        internal AdaptiveAvgPool3d(long?[] output_size)
            : base(nameof(AdaptiveAvgPool3d), output_size, 3)
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.adaptive_avg_pool3d(input, Sizes(input));
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Means over equal parts of N x C x D x H x W.</summary>
            /// <param name="output_size">Parts in depth, rows and columns; one number for all; none for the input's own.</param>
            /// <exception cref="UserErrorException">A size is negative.</exception>
            public static AdaptiveAvgPool3d AdaptiveAvgPool3d(long output_size) => new([output_size]);

            /// <inheritdoc cref="AdaptiveAvgPool3d(long)"/>
            public static AdaptiveAvgPool3d AdaptiveAvgPool3d((long, long, long) output_size) => new([output_size.Item1, output_size.Item2, output_size.Item3]);

            /// <inheritdoc cref="AdaptiveAvgPool3d(long)"/>
            public static AdaptiveAvgPool3d AdaptiveAvgPool3d((long?, long?, long?) output_size) => new([output_size.Item1, output_size.Item2, output_size.Item3]);

            /// <inheritdoc cref="AdaptiveAvgPool3d(long)"/>
            public static AdaptiveAvgPool3d AdaptiveAvgPool3d(long[] output_size) => new(Array.ConvertAll(output_size, size => (long?)size));
        }
    }
}
