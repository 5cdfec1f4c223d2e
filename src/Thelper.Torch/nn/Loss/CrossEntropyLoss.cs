using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Minus the logarithm of the softmax of the scores (N, C, ...) at the target: class numbers (N, ...), or probabilities of the input's shape.</summary>
    [TypeName("torch.nn.CrossEntropyLoss", "torch.nn.modules.loss.CrossEntropyLoss")]
    public sealed class CrossEntropyLoss : WeightedLoss<Tensor, Tensor, Tensor>
    {
        private readonly double label_smoothing;

        /// <summary>Creates the loss, from a configuration or from numbers.</summary>
        /// <param name="weight">Factors of the classes (C), kept as a buffer.</param>
        /// <param name="ignore_index">The class number that does not count.</param>
        /// <param name="reduction">How the losses of the elements become the loss.</param>
        /// <param name="label_smoothing">The share of the uniform distribution mixed into the target, in [0, 1].</param>
        [ConfigConstructor]
        public CrossEntropyLoss(IReadOnlyList<double>? weight = null, long ignore_index = -100, nn.Reduction reduction = nn.Reduction.Mean, double label_smoothing = 0.0)
            : this(LossWeight.From(weight), ignore_index, reduction, label_smoothing)
        {
        }

        /// <summary>Creates the loss with factors in tensors, which it then owns.</summary>
        /// <param name="weight">Factors of the classes (C), kept as a buffer.</param>
        /// <param name="ignore_index">The class number that does not count.</param>
        /// <param name="reduction">How the losses of the elements become the loss.</param>
        /// <param name="label_smoothing">The share of the uniform distribution mixed into the target, in [0, 1].</param>
        public CrossEntropyLoss(Tensor? weight, long ignore_index = -100, nn.Reduction reduction = nn.Reduction.Mean, double label_smoothing = 0.0)
            : base(nameof(CrossEntropyLoss), weight, reduction)
        {
            this.ignore_index = ignore_index;
            this.label_smoothing = label_smoothing;
        }

        /// <summary>The class number that does not count.</summary>
        public long ignore_index { get; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input, Tensor target) => nn.functional.cross_entropy(input, target, weight, ignore_index, reduction, label_smoothing);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Minus the logarithm of the softmax of the scores at the target. See <see cref="Modules.CrossEntropyLoss"/>.</summary>
            public static CrossEntropyLoss CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean) => new(weight, ignore_index ?? -100, reduction);

            /// <summary>Minus the logarithm of the softmax of the scores at a target mixed with the uniform distribution. See <see cref="Modules.CrossEntropyLoss"/>.</summary>
            public static CrossEntropyLoss CrossEntropyLoss(Tensor? weight, long ignore_index, Reduction reduction, double label_smoothing) => new(weight, ignore_index, reduction, label_smoothing);
        }
    }
}
