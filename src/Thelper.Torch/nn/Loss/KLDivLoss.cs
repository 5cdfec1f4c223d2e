using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The Kullback-Leibler divergence of log-probabilities from a target; its mathematical definition is the reduction <c>batchmean</c>.</summary>
    /// <param name="reduction">How the losses of the elements become the loss.</param>
    /// <param name="log_target">Whether the target holds logarithms.</param>
    [TypeName("torch.nn.KLDivLoss", "torch.nn.modules.loss.KLDivLoss")]
    public sealed class KLDivLoss(nn.Reduction reduction = nn.Reduction.Mean, bool log_target = false) : Loss<Tensor, Tensor, Tensor>(nameof(KLDivLoss), reduction)
    {
        /// <summary>Whether the target holds logarithms.</summary>
        public bool log_target { get; } = log_target;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input, Tensor target) => nn.functional.kl_div(input, target, log_target, this.reduction);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The Kullback-Leibler divergence of log-probabilities from a target. See <see cref="Modules.KLDivLoss"/>.</summary>
            public static KLDivLoss KLDivLoss(bool log_target = false, Reduction reduction = Reduction.Mean) => new(reduction, log_target);
        }
    }
}
