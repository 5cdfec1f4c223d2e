using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>max(0, -target (input1 - input2) + margin).</summary>
    /// <param name="margin">The margin.</param>
    /// <param name="reduction">How the losses of the elements become the loss.</param>
    [TypeName("torch.nn.MarginRankingLoss", "torch.nn.modules.loss.MarginRankingLoss")]
    public sealed class MarginRankingLoss(double margin = 0.0, nn.Reduction reduction = nn.Reduction.Mean) : Loss<Tensor, Tensor, Tensor, Tensor>(nameof(MarginRankingLoss), reduction)
    {
        /// <summary>The margin.</summary>
        public double margin { get; } = margin;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input1, Tensor input2, Tensor target) => nn.functional.margin_ranking_loss(input1, input2, target, margin, this.reduction);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>max(0, -target (input1 - input2) + margin). See <see cref="Modules.MarginRankingLoss"/>.</summary>
            public static MarginRankingLoss MarginRankingLoss(double margin = 0.0, Reduction reduction = Reduction.Mean) => new(margin, reduction);
        }
    }
}
