using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Hinge loss between the scores (N, C) of the target classes, which the first negative number ends, and of the others.</summary>
    /// <param name="reduction">How the losses of the elements become the loss.</param>
    [TypeName("torch.nn.MultiLabelMarginLoss", "torch.nn.modules.loss.MultiLabelMarginLoss")]
    public sealed class MultiLabelMarginLoss(nn.Reduction reduction = nn.Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(nameof(MultiLabelMarginLoss), reduction)
    {
        /// <inheritdoc/>
        public override Tensor forward(Tensor input, Tensor target) => nn.functional.multilabel_margin_loss(input, target, this.reduction);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Hinge loss between the scores of the target classes and of the others. See <see cref="Modules.MultiLabelMarginLoss"/>.</summary>
            public static MultiLabelMarginLoss MultiLabelMarginLoss(Reduction reduction = Reduction.Mean) => new(reduction);
        }
    }
}
