using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The cross entropy of two-way probabilities, input and target in [0, 1] and of one shape.</summary>
    [TypeName("torch.nn.BCELoss", "torch.nn.modules.loss.BCELoss")]
    public sealed class BCELoss : WeightedLoss<Tensor, Tensor, Tensor>
    {
        /// <summary>Creates the loss, from a configuration or from numbers.</summary>
        /// <param name="weight">Factors of the elements, of a shape that broadcasts; kept as a buffer.</param>
        /// <param name="reduction">How the losses of the elements become the loss.</param>
        [ConfigConstructor]
        public BCELoss(IReadOnlyList<double>? weight = null, nn.Reduction reduction = nn.Reduction.Mean)
            : this(LossWeight.From(weight), reduction)
        {
        }

        /// <summary>Creates the loss with factors in tensors, which it then owns.</summary>
        /// <param name="weight">Factors of the elements, of a shape that broadcasts; kept as a buffer.</param>
        /// <param name="reduction">How the losses of the elements become the loss.</param>
        public BCELoss(Tensor? weight, nn.Reduction reduction = nn.Reduction.Mean)
            : base(nameof(BCELoss), weight, reduction)
        {
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input, Tensor target) => nn.functional.binary_cross_entropy(input, target, weight, reduction);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The cross entropy of two-way probabilities. See <see cref="Modules.BCELoss"/>.</summary>
            public static BCELoss BCELoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction);
        }
    }
}
