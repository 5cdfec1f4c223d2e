using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Each element divided by a power of the mean square of its neighbours in the channels. Made by <c>torch.nn.LocalResponseNorm</c>.</summary>
    /// <remarks>A. Krizhevsky et al., "ImageNet classification with deep convolutional neural networks", 2012.</remarks>
    public sealed class LocalResponseNorm : nn.Module<Tensor, Tensor>
    {
        private readonly long size;
        private readonly double alpha;
        private readonly double beta;
        private readonly double k;

        internal LocalResponseNorm(long size, double alpha, double beta, double k)
            : base(nameof(LocalResponseNorm))
        {
            if (size <= 0)
            {
                throw new UserErrorException($"LocalResponseNorm: size is positive, not {size}.");
            }

            (this.size, this.alpha, this.beta, this.k) = (size, alpha, beta, k);
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.local_response_norm(input, size, alpha, beta, k);

        /// <inheritdoc/>
        protected override string ExtraRepr() => $"{size}, alpha={PythonText.Of(alpha)}, beta={PythonText.Of(beta)}, k={PythonText.Of(k)}";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Each element divided by a power of the mean square of its neighbours in the channels.</summary>
            /// <param name="size">The number of neighbours.</param>
            /// <param name="alpha">Factor of the mean square.</param>
            /// <param name="beta">The power.</param>
            /// <param name="k">Added to the mean square.</param>
            /// <exception cref="UserErrorException"><paramref name="size"/> is not positive.</exception>
            public static LocalResponseNorm LocalResponseNorm(long size, double alpha = 0.0001, double beta = 0.75, double k = 1.0) => new(size, alpha, beta, k);
        }
    }
}
