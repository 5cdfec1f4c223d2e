using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Minus the log-probabilities (N, C, ...) at the target: class numbers (N, ...).</summary>
    [TypeName("torch.nn.NLLLoss", "torch.nn.modules.loss.NLLLoss")]
    public class NLLLoss : WeightedLoss<Tensor, Tensor, Tensor>
    {

        /// <summary>Creates the loss, from a configuration or from numbers.</summary>
        /// <param name="weight">Factors of the classes (C), kept as a buffer.</param>
        /// <param name="ignore_index">The class number that does not count.</param>
        /// <param name="reduction">How the losses of the elements become the loss.</param>
        [ConfigConstructor]
        public NLLLoss(IReadOnlyList<double>? weight = null, long ignore_index = -100, nn.Reduction reduction = nn.Reduction.Mean)
            : this(LossWeight.From(weight), ignore_index, reduction)
        {
        }

        /// <summary>Creates the loss with factors in tensors, which it then owns.</summary>
        /// <param name="weight">Factors of the classes (C), kept as a buffer.</param>
        /// <param name="ignore_index">The class number that does not count.</param>
        /// <param name="reduction">How the losses of the elements become the loss.</param>
        public NLLLoss(Tensor? weight, long ignore_index = -100, nn.Reduction reduction = nn.Reduction.Mean)
            : base(nameof(NLLLoss), weight, reduction)
        {
            this.ignore_index = ignore_index;
        }

        /// <summary>The class number that does not count.</summary>
        public long ignore_index { get; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input, Tensor target) => nn.functional.nll_loss(input, target, weight, ignore_index, reduction);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Minus the log-probabilities at the target. See <see cref="Modules.NLLLoss"/>.</summary>
            public static NLLLoss NLLLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction: reduction);

            /// <summary>Minus the log-probabilities at the target, one class left out. See <see cref="Modules.NLLLoss"/>.</summary>
            public static NLLLoss NLLLoss(Tensor? weight, long ignore_index, Reduction reduction = Reduction.Mean) => new(weight, ignore_index, reduction);
        }
    }
}
