using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>1 - cosine of two inputs (N, D) where the target is 1, max(0, cosine - margin) where it is -1.</summary>
    /// <param name="margin">The margin, in [-1, 1].</param>
    /// <param name="reduction">How the losses of the elements become the loss.</param>
    [TypeName("torch.nn.CosineEmbeddingLoss", "torch.nn.modules.loss.CosineEmbeddingLoss")]
    public sealed class CosineEmbeddingLoss(double margin = 0.0, nn.Reduction reduction = nn.Reduction.Mean) : Loss<Tensor, Tensor, Tensor, Tensor>(nameof(CosineEmbeddingLoss), reduction)
    {
        /// <summary>The margin, in [-1, 1].</summary>
        public double margin { get; } = margin;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input1, Tensor input2, Tensor target) => nn.functional.cosine_embedding_loss(input1, input2, target, margin, this.reduction);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>1 - cosine where the target is 1, max(0, cosine - margin) where it is -1. See <see cref="Modules.CosineEmbeddingLoss"/>.</summary>
            public static CosineEmbeddingLoss CosineEmbeddingLoss(double margin = 0.0, Reduction reduction = Reduction.Mean) => new(margin, reduction);
        }
    }
}
