using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Means over equal parts of N x C x H x W. Made by <c>torch.nn.AdaptiveAvgPool2d</c>.</summary>
    public sealed class AdaptiveAvgPool2d : AdaptivePooling
    {
        internal AdaptiveAvgPool2d(long?[] output_size)
            : base(nameof(AdaptiveAvgPool2d), output_size, 2)
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.adaptive_avg_pool2d(input, Sizes(input));
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Means over equal parts of N x C x H x W.</summary>
            /// <param name="output_size">Rows and columns of parts; one number for both; none for the input's own.</param>
            /// <exception cref="UserErrorException">A size is negative.</exception>
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long output_size) => new([output_size]);

            /// <inheritdoc cref="AdaptiveAvgPool2d(long)"/>
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d((long, long) output_size) => new([output_size.Item1, output_size.Item2]);

            /// <inheritdoc cref="AdaptiveAvgPool2d(long)"/>
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d((long?, long?) output_size) => new([output_size.Item1, output_size.Item2]);

            /// <inheritdoc cref="AdaptiveAvgPool2d(long)"/>
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long[] output_size) => new(Array.ConvertAll(output_size, size => (long?)size));
        }
    }
}
