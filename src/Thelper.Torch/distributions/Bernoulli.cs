using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>One or zero. Made by <c>torch.distributions.Bernoulli</c>.</summary>
    public sealed class Bernoulli : ChanceDistribution
    {
        internal Bernoulli(Tensor? probs, Tensor? logits, Generator? generator)
            : base(nameof(Bernoulli), probs, logits, generator)
        {
        }

        /// <inheritdoc/>
        public override Tensor mean => probs;

        /// <inheritdoc/>
        public override Tensor mode => WrappedTensorDisposeScope(() => where(Chances.Probs.eq(0.5), full_like(Chances.Probs, double.NaN), Chances.Probs.ge(0.5).type_as(Chances.Probs)));

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => Chances.Probs * (1 - Chances.Probs));

        /// <inheritdoc/>
        public override Tensor sample(Size sample_shape)
        {
            using var quiet = no_grad();
            return WrappedTensorDisposeScope(() => aten.bernoulli(Chances.Probs.expand(Extended(sample_shape)), Generator));
        }

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        {
            var both = aten.broadcast_tensors([Chances.Logits, value]);
            return -aten.binary_cross_entropy_with_logits(both[0], both[1].type_as(both[0]), reduction: 0);
        });

        /// <inheritdoc/>
        public override Tensor entropy() => WrappedTensorDisposeScope(() => aten.binary_cross_entropy_with_logits(Chances.Logits, Chances.Probs, reduction: 0));

        /// <inheritdoc/>
        public override Tensor enumerate_support(bool expand = true) => WrappedTensorDisposeScope(() =>
        {
            const long count = 2;
            var values = arange(count, dtype: Chances.Given.dtype, device: Chances.Given.device).reshape([count, .. batch_shape.Select(_ => 1L)]);
            return expand ? values.expand([count, .. batch_shape]) : values;
        });

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            var (probs, logits) = Chances.Expanded(batch_shape);
            return new Bernoulli(probs, logits, Generator);
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>One or zero.</summary>
            /// <param name="probs">Probabilities; or give logits.</param>
            /// <param name="logits">Logarithms of odds; or give probs.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            /// <exception cref="ArgumentException">Both or none of probs and logits are given.</exception>
            public static Bernoulli Bernoulli(Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(probs, logits, generator);

            /// <inheritdoc cref="Bernoulli(Tensor?, Tensor?, Generator?)"/>
            public static Bernoulli Bernoulli(double? probs, double? logits = null, Generator? generator = null)
            {
                using var scope = NewDisposeScope();
                return new(probs is { } p ? Number(p) : null, logits is { } l ? Number(l) : null, generator);
            }
        }
    }
}
