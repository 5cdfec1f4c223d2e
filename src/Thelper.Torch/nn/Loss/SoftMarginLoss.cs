using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>log(1 + e^(-target input)), targets 1 or -1.</summary>
    /// <param name="reduction">How the losses of the elements become the loss.</param>
    [TypeName("torch.nn.SoftMarginLoss", "torch.nn.modules.loss.SoftMarginLoss")]
    public sealed class SoftMarginLoss(nn.Reduction reduction = nn.Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(nameof(SoftMarginLoss), reduction)
    {
        /// <inheritdoc/>
        public override Tensor forward(Tensor input, Tensor target) => nn.functional.soft_margin_loss(input, target, this.reduction);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>log(1 + e^(-target input)). See <see cref="Modules.SoftMarginLoss"/>.</summary>
            public static SoftMarginLoss SoftMarginLoss(Reduction reduction = Reduction.Mean) => new(reduction);
        }
    }
}
