using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The cross entropy of two-way probabilities; the input holds scores, the target is in [0, 1].</summary>
    [TypeName("torch.nn.BCEWithLogitsLoss", "torch.nn.modules.loss.BCEWithLogitsLoss")]
    public sealed class BCEWithLogitsLoss : WeightedLoss<Tensor, Tensor, Tensor>
    {
        private readonly Tensor? pos_weight;

        /// <summary>Creates the loss, from a configuration or from numbers.</summary>
        /// <param name="weight">Factors of the elements, of a shape that broadcasts; kept as a buffer.</param>
        /// <param name="reduction">How the losses of the elements become the loss.</param>
        /// <param name="pos_weight">Factors of the positive part, often one a class; kept as a buffer.</param>
        [ConfigConstructor]
        public BCEWithLogitsLoss(IReadOnlyList<double>? weight = null, nn.Reduction reduction = nn.Reduction.Mean, IReadOnlyList<double>? pos_weight = null)
            : this(LossWeight.From(weight), reduction, LossWeight.From(pos_weight))
        {
        }

        /// <summary>Creates the loss with factors in tensors, which it then owns.</summary>
        /// <param name="weight">Factors of the elements, of a shape that broadcasts; kept as a buffer.</param>
        /// <param name="reduction">How the losses of the elements become the loss.</param>
        /// <param name="pos_weight">Factors of the positive part, often one a class; kept as a buffer.</param>
        public BCEWithLogitsLoss(Tensor? weight, nn.Reduction reduction = nn.Reduction.Mean, Tensor? pos_weight = null)
            : base(nameof(BCEWithLogitsLoss), weight, reduction)
        {
            this.pos_weight = pos_weight;
            LossWeight.Register(this, "pos_weight", pos_weight);
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input, Tensor target) => nn.functional.binary_cross_entropy_with_logits(input, target, weight, reduction, pos_weight);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The cross entropy of two-way probabilities given as scores. See <see cref="Modules.BCEWithLogitsLoss"/>.</summary>
            public static BCEWithLogitsLoss BCEWithLogitsLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) => new(weight, reduction, pos_weights);
        }
    }
}
