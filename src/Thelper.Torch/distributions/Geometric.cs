using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The number of failures before the first success. Made by <c>torch.distributions.Geometric</c>.</summary>
    public sealed class Geometric : ChanceDistribution
    {
        internal Geometric(Tensor? probs, Tensor? logits, Generator? generator)
            : base(nameof(Geometric), probs, logits, generator)
        {
        }

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => Chances.Probs.reciprocal() - 1);

        /// <inheritdoc/>
        public override Tensor mode => WrappedTensorDisposeScope(() => zeros_like(Chances.Probs));

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => (Chances.Probs.reciprocal() - 1) / Chances.Probs);

        /// <inheritdoc/>
        public override Tensor sample(Size sample_shape)
        {
            using var quiet = no_grad();
            return WrappedTensorDisposeScope(() => (Uniform(Chances.Probs, sample_shape).clamp(min: Tiny(Chances.Probs)).log() / (-Chances.Probs).log1p()).floor());
        }

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        {
            var both = aten.broadcast_tensors([value, Chances.Probs]);
            var miss = where(both[1].eq(1).logical_and(both[0].eq(0)), zeros_like(both[1]), -both[1]);
            return (both[0] * miss.log1p()) + both[1].log();
        });

        /// <inheritdoc/>
        public override Tensor entropy() => WrappedTensorDisposeScope(() => aten.binary_cross_entropy_with_logits(Chances.Logits, Chances.Probs, reduction: 0) / Chances.Probs);

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            var (probs, logits) = Chances.Expanded(batch_shape);
            return new Geometric(probs, logits, Generator);
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The number of failures before the first success.</summary>
            /// <param name="probs">Probabilities; or give logits.</param>
            /// <param name="logits">Logarithms of odds; or give probs.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            /// <exception cref="ArgumentException">Both or none of probs and logits are given.</exception>
            public static Geometric Geometric(Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(probs, logits, generator);

            /// <inheritdoc cref="Geometric(Tensor?, Tensor?, Generator?)"/>
            public static Geometric Geometric(double? probs, double? logits = null, Generator? generator = null)
            {
                using var scope = NewDisposeScope();
                return new(probs is { } p ? Number(p) : null, logits is { } l ? Number(l) : null, generator);
            }
        }
    }
}
