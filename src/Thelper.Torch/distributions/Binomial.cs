using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The number of successes in independent trials. Made by <c>torch.distributions.Binomial</c>.</summary>
    public sealed class Binomial : TrialDistribution
    {
        internal Binomial(Tensor total_count, Tensor? probs, Tensor? logits, Generator? generator)
            : base(nameof(Binomial), total_count, probs, logits, generator)
        {
        }

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => total_count * Chances.Probs);

        /// <inheritdoc/>
        public override Tensor mode => WrappedTensorDisposeScope(() => ((total_count + 1) * Chances.Probs).floor().minimum(total_count));

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => total_count * Chances.Probs * (1 - Chances.Probs));

        /// <inheritdoc/>
        public override Tensor sample(Size sample_shape)
        {
            using var quiet = no_grad();
            return WrappedTensorDisposeScope(() => aten.binomial(total_count.expand(Extended(sample_shape)), Chances.Probs.expand(Extended(sample_shape)), Generator));
        }

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        {
            var logits = Chances.Logits;
            var whole = (total_count * logits.clamp(min: 0)) + (total_count * (-logits.abs()).exp().log1p()) - (total_count + 1).lgamma();
            return (value * logits) - (value + 1).lgamma() - (total_count - value + 1).lgamma() - whole;
        });

        /// <inheritdoc/>
        /// <exception cref="NotImplementedException">The numbers of trials differ.</exception>
        public override Tensor entropy() => WrappedTensorDisposeScope(() =>
        {
            var logarithm = log_prob(enumerate_support(false));
            return -(logarithm.exp() * logarithm).sum(0);
        });

        /// <inheritdoc/>
        /// <exception cref="NotImplementedException">The numbers of trials differ.</exception>
        public override Tensor enumerate_support(bool expand = true) => WrappedTensorDisposeScope(() =>
        {
            var most = total_count.max();
            if (!total_count.eq(most).all().ToBoolean())
            {
                throw new NotImplementedException("Binomial: the numbers of trials differ, so that there is no common support.");
            }

            var count = most.ToInt64() + 1;
            var values = arange(count, dtype: total_count.dtype, device: total_count.device).reshape([count, .. batch_shape.Select(_ => 1L)]);
            return expand ? values.expand([count, .. batch_shape]) : values;
        });

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            var (probs, logits) = Chances.Expanded(batch_shape);
            return new Binomial(total_count.expand(batch_shape), probs, logits, Generator);
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The number of successes in independent trials.</summary>
            /// <param name="total_count">The number of trials.</param>
            /// <param name="probs">Probabilities; or give logits.</param>
            /// <param name="logits">Logarithms of odds; or give probs.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            /// <exception cref="ArgumentException">Both or none of probs and logits are given.</exception>
            public static Binomial Binomial(Tensor total_count, Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(total_count, probs, logits, generator);

            /// <inheritdoc cref="Binomial(Tensor, Tensor?, Tensor?, Generator?)"/>
            public static Binomial Binomial(int total_count, double? probs, double? logits = null, Generator? generator = null)
            {
                using var scope = NewDisposeScope();
                return new(Number(total_count), probs is { } p ? Number(p) : null, logits is { } l ? Number(l) : null, generator);
            }
        }
    }
}
