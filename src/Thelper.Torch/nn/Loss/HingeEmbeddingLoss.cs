using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The input where the target is 1, max(0, margin - input) where it is -1.</summary>
    /// <param name="margin">The margin.</param>
    /// <param name="reduction">How the losses of the elements become the loss.</param>
    [TypeName("torch.nn.HingeEmbeddingLoss", "torch.nn.modules.loss.HingeEmbeddingLoss")]
    public sealed class HingeEmbeddingLoss(double margin = 1.0, nn.Reduction reduction = nn.Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(nameof(HingeEmbeddingLoss), reduction)
    {
        /// <summary>The margin.</summary>
        public double margin { get; } = margin;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input, Tensor target) => nn.functional.hinge_embedding_loss(input, target, margin, this.reduction);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The input where the target is 1, max(0, margin - input) where it is -1. See <see cref="Modules.HingeEmbeddingLoss"/>.</summary>
            public static HingeEmbeddingLoss HingeEmbeddingLoss(double margin = 1.0, Reduction reduction = Reduction.Mean) => new(margin, reduction);
        }
    }
}
