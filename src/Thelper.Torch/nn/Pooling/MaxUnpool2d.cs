using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Puts the values of a maximum pooling over N x C x H x W back where they came from, zeros elsewhere. Made by <c>torch.nn.MaxUnpool2d</c>.</summary>
    public sealed class MaxUnpool2d : MaxUnpooling
    {
        internal MaxUnpool2d(PoolingOptions options)
            : base(nameof(MaxUnpool2d), options, 2)
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input, Tensor indices, long[]? output_size)
            => nn.functional.max_unpool2d(input, indices, Options.KernelSize, Options.Stride, Options.Padding, output_size);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Puts the values of a maximum pooling over N x C x H x W back where they came from, zeros elsewhere.</summary>
            /// <param name="kernel_size">Size of the pooling's kernel.</param>
            /// <param name="stride">Its step (its size).</param>
            /// <param name="padding">Its padding (0).</param>
            /// <exception cref="UserErrorException">A size, step or distance is not positive, a padding is negative or more than half of the kernel, or there are more or fewer numbers than dimensions.</exception>
            public static MaxUnpool2d MaxUnpool2d(long kernel_size, long? stride = null, long? padding = null)
                => new(new(Repeat(kernel_size, 2), Repeat(stride ?? kernel_size, 2), Repeat(padding ?? 0, 2), [1], false));

            /// <inheritdoc cref="MaxUnpool2d(long, long?, long?)"/>
            public static MaxUnpool2d MaxUnpool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null)
                => new(new(Sizes(kernel_size), Sizes(stride ?? kernel_size), Sizes(padding, 0), [1], false));

            /// <inheritdoc cref="MaxUnpool2d(long, long?, long?)"/>
            public static MaxUnpool2d MaxUnpool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null)
                => new(new(Spread(kernel_size, 2), Spread(stride ?? kernel_size, 2), Spread(padding ?? [0], 2), [1], false));
        }
    }
}
