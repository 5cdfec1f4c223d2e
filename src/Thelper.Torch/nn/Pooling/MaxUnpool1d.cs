using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Puts the values of a maximum pooling over N x C x L back where they came from, zeros elsewhere. Made by <c>torch.nn.MaxUnpool1d</c>.</summary>
    public sealed class MaxUnpool1d : MaxUnpooling
    {
        internal MaxUnpool1d(PoolingOptions options)
            : base(nameof(MaxUnpool1d), options, 1)
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input, Tensor indices, long[]? output_size)
            => nn.functional.max_unpool1d(input, indices, Options.KernelSize, Options.Stride, Options.Padding, output_size);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Puts the values of a maximum pooling over N x C x L back where they came from, zeros elsewhere.</summary>
            /// <param name="kernel_size">Size of the pooling's kernel.</param>
            /// <param name="stride">Its step (its size).</param>
            /// <param name="padding">Its padding (0).</param>
            /// <exception cref="UserErrorException">A size, step or distance is not positive, a padding is negative or more than half of the kernel, or there are more or fewer numbers than dimensions.</exception>
            public static MaxUnpool1d MaxUnpool1d(long kernel_size, long? stride = null, long? padding = null)
                => new(new(Repeat(kernel_size, 1), Repeat(stride ?? kernel_size, 1), Repeat(padding ?? 0, 1), [1], false));
        }
    }
}
