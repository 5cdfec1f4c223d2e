using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The p-norm of the differences of two inputs along the last dimension.</summary>
    /// <param name="p">The exponent of the norm.</param>
    /// <param name="eps">Added to the differences.</param>
    /// <param name="keepdim">Whether the last dimension stays, with size 1.</param>
    public sealed class PairwiseDistance(double p = 2.0, double eps = 1e-6, bool keepdim = false) : nn.Module<Tensor, Tensor, Tensor>(nameof(PairwiseDistance))
    {
        /// <summary>The exponent of the norm.</summary>
        public double p { get; set; } = p;

        /// <summary>Added to the differences.</summary>
        public double eps { get; set; } = eps;

        /// <summary>Whether the last dimension stays, with size 1.</summary>
        public bool keepdim { get; set; } = keepdim;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input1, Tensor input2) => nn.functional.pairwise_distance(input1, input2, p, eps, keepdim);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The p-norm of the differences of two inputs along the last dimension.</summary>
            /// <param name="p">The exponent of the norm.</param>
            /// <param name="eps">Added to the differences.</param>
            /// <param name="keepdim">Whether the last dimension stays, with size 1.</param>
            public static PairwiseDistance PairwiseDistance(double p = 2.0, double eps = 1e-6, bool keepdim = false) => new(p, eps, keepdim);
        }
    }
}
