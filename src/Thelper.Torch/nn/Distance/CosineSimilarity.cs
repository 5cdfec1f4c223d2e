using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The cosine of the angle between two inputs along one dimension.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="eps">The least product of the lengths.</param>
    public sealed class CosineSimilarity(long dim = 1, double eps = 1e-8) : nn.Module<Tensor, Tensor, Tensor>(nameof(CosineSimilarity))
    {
        /// <summary>The dimension.</summary>
        public long dim { get; set; } = dim;

        /// <summary>The least product of the lengths.</summary>
        public double eps { get; set; } = eps;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input1, Tensor input2) => nn.functional.cosine_similarity(input1, input2, dim, eps);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The cosine of the angle between two inputs along one dimension.</summary>
            /// <param name="dim">The dimension.</param>
            /// <param name="eps">The least product of the lengths.</param>
            public static CosineSimilarity CosineSimilarity(long dim = 1, double eps = 1e-8) => new(dim, eps);
        }
    }
}
