using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Hinge loss between the score of the target class and of each other, scores (N, C), class numbers (N).</summary>
    [TypeName("torch.nn.MultiMarginLoss", "torch.nn.modules.loss.MultiMarginLoss")]
    public sealed class MultiMarginLoss : WeightedLoss<Tensor, Tensor, Tensor>
    {
        private readonly int p;
        private readonly double margin;

        /// <summary>Creates the loss, from a configuration or from numbers.</summary>
        /// <param name="p">The exponent, 1 or 2.</param>
        /// <param name="margin">The margin.</param>
        /// <param name="weight">Factors of the classes (C), kept as a buffer.</param>
        /// <param name="reduction">How the losses of the elements become the loss.</param>
        [ConfigConstructor]
        public MultiMarginLoss(int p = 1, double margin = 1.0, IReadOnlyList<double>? weight = null, nn.Reduction reduction = nn.Reduction.Mean)
            : this(p, margin, LossWeight.From(weight), reduction)
        {
        }

        /// <summary>Creates the loss with factors in tensors, which it then owns.</summary>
        /// <param name="p">The exponent, 1 or 2.</param>
        /// <param name="margin">The margin.</param>
        /// <param name="weight">Factors of the classes (C), kept as a buffer.</param>
        /// <param name="reduction">How the losses of the elements become the loss.</param>
        public MultiMarginLoss(int p, double margin, Tensor? weight, nn.Reduction reduction = nn.Reduction.Mean)
            : base(nameof(MultiMarginLoss), weight, reduction)
        {
            this.p = p;
            this.margin = margin;
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input, Tensor target) => nn.functional.multi_margin_loss(input, target, p, margin, weight, reduction);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Hinge loss between the score of the target class and of each other. See <see cref="Modules.MultiMarginLoss"/>.</summary>
            public static MultiMarginLoss MultiMarginLoss(int p = 1, double margin = 1.0, Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(p, margin, weight, reduction);
        }
    }
}
