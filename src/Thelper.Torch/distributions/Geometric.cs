using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The number of failures before the first success. Made by <c>torch.distributions.Geometric</c>.</summary>
    public sealed class Geometric : distributions.Distribution
    {
        private readonly distributions.Chances chances;

        internal Geometric(Tensor? probs, Tensor? logits, Generator? generator)
            : base(generator)
        {
            chances = new(nameof(Geometric), probs, logits, binary: true);
            batch_shape = chances.Given.shape;
        }

        /// <summary>The probabilities.</summary>
        public Tensor probs => chances.Probs.alias();

        /// <summary>The logits.</summary>
        public Tensor logits => chances.Logits.alias();

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => chances.Probs.reciprocal() - 1);

        /// <inheritdoc/>
        public override Tensor mode => WrappedTensorDisposeScope(() => zeros_like(chances.Probs));

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => (chances.Probs.reciprocal() - 1) / chances.Probs);

        /// <inheritdoc/>
        public override Tensor sample(Size sample_shape)
        {
            using var quiet = no_grad();
            return WrappedTensorDisposeScope(() => (Uniform(chances.Probs, sample_shape).clamp(min: Tiny(chances.Probs)).log() / (-chances.Probs).log1p()).floor());
        }

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        {
            var both = aten.broadcast_tensors([value, chances.Probs]);
            var miss = where(both[1].eq(1).logical_and(both[0].eq(0)), zeros_like(both[1]), -both[1]);
            return (both[0] * miss.log1p()) + both[1].log();
        });

        /// <inheritdoc/>
        public override Tensor entropy() => WrappedTensorDisposeScope(() => aten.binary_cross_entropy_with_logits(chances.Logits, chances.Probs, reduction: 0) / chances.Probs);

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            var (probs, logits) = chances.Expanded(batch_shape);
            return new Geometric(probs, logits, Generator);
        }

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                chances.Dispose();
            }

            base.Dispose(disposing);
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
