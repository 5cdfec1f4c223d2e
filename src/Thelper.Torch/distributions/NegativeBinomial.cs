using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The number of successes before as many failures. Made by <c>torch.distributions.NegativeBinomial</c>.</summary>
    public sealed class NegativeBinomial : TrialDistribution
    {
        internal NegativeBinomial(Tensor total_count, Tensor? probs, Tensor? logits, Generator? generator)
            : base(nameof(NegativeBinomial), total_count, probs, logits, generator)
        {
        }

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => total_count * Chances.Logits.exp());

        /// <inheritdoc/>
        public override Tensor mode => WrappedTensorDisposeScope(() => ((total_count - 1) * Chances.Logits.exp()).floor().clamp(min: 0));

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => total_count * Chances.Logits.exp() / (-Chances.Logits).sigmoid());

        /// <inheritdoc/>
        public override Tensor sample(Size sample_shape)
        {
            using var quiet = no_grad();
            return WrappedTensorDisposeScope(() =>
            {
                using var rate = new Gamma(total_count, (-Chances.Logits).exp(), Generator);
                return aten.poisson(rate.sample(sample_shape), Generator);
            });
        }

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        {
            var logits = Chances.Logits;
            var open = (total_count * nn.functional.logsigmoid(-logits)) + (value * nn.functional.logsigmoid(logits));
            var whole = -(total_count + value).lgamma() + (1 + value).lgamma() + total_count.lgamma();
            return open - where((total_count + value).eq(0), zeros_like(whole), whole);
        });

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            var (probs, logits) = Chances.Expanded(batch_shape);
            return new NegativeBinomial(total_count.expand(batch_shape), probs, logits, Generator);
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The number of successes before as many failures.</summary>
            /// <param name="total_count">The number of failures.</param>
            /// <param name="probs">Probabilities; or give logits.</param>
            /// <param name="logits">Logarithms of odds; or give probs.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            /// <exception cref="ArgumentException">Both or none of probs and logits are given.</exception>
            public static NegativeBinomial NegativeBinomial(Tensor total_count, Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(total_count, probs, logits, generator);

            /// <inheritdoc cref="NegativeBinomial(Tensor, Tensor?, Tensor?, Generator?)"/>
            public static NegativeBinomial NegativeBinomial(int total_count, double? probs, double? logits = null, Generator? generator = null)
            {
                using var scope = NewDisposeScope();
                return new(Number(total_count), probs is { } p ? Number(p) : null, logits is { } l ? Number(l) : null, generator);
            }
        }
    }
}
