using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The mean over the classes of the two-way cross entropy of scores (N, C).</summary>
    [TypeName("torch.nn.MultiLabelSoftMarginLoss", "torch.nn.modules.loss.MultiLabelSoftMarginLoss")]
    public sealed class MultiLabelSoftMarginLoss : WeightedLoss<Tensor, Tensor, Tensor>
    {
        /// <summary>Creates the loss, from a configuration or from numbers.</summary>
        /// <param name="weight">Factors of the classes (C), kept as a buffer.</param>
        /// <param name="reduction">How the losses of the elements become the loss.</param>
        [ConfigConstructor]
        public MultiLabelSoftMarginLoss(IReadOnlyList<double>? weight = null, nn.Reduction reduction = nn.Reduction.Mean)
            : this(LossWeight.From(weight), reduction)
        {
        }

        /// <summary>Creates the loss with factors in tensors, which it then owns.</summary>
        /// <param name="weight">Factors of the classes (C), kept as a buffer.</param>
        /// <param name="reduction">How the losses of the elements become the loss.</param>
        public MultiLabelSoftMarginLoss(Tensor? weight, nn.Reduction reduction = nn.Reduction.Mean)
            : base(nameof(MultiLabelSoftMarginLoss), weight, reduction)
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input, Tensor target) => nn.functional.multilabel_soft_margin_loss(input, target, weight, reduction);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The mean over the classes of the two-way cross entropy of scores. See <see cref="Modules.MultiLabelSoftMarginLoss"/>.</summary>
            public static MultiLabelSoftMarginLoss MultiLabelSoftMarginLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction);
        }
    }
}
