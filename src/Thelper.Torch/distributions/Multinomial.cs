using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>How often each of several values comes in independent draws. Made by <c>torch.distributions.Multinomial</c>.</summary>
    public sealed class Multinomial : distributions.Distribution
    {
        private readonly Categorical categorical;

        internal Multinomial(int total_count, Tensor? probs, Tensor? logits, Generator? generator)
            : base(generator)
        {
            this.total_count = total_count;
            categorical = new(probs, logits, generator);
            (batch_shape, event_shape) = (categorical.batch_shape, new Size([categorical.num_categories]));
        }

        /// <summary>The number of draws.</summary>
        public int total_count { get; }

        /// <summary>The probabilities.</summary>
        public Tensor probs => categorical.probs;

        /// <summary>Logarithms of the probabilities.</summary>
        public Tensor logits => categorical.logits;

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => probs * total_count);

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => total_count * probs * (1 - probs));

        /// <inheritdoc/>
        public override Tensor sample(Size sample_shape)
        {
            using var quiet = no_grad();
            return WrappedTensorDisposeScope(() =>
            {
                var draws = categorical.sample(new Size([total_count]) + sample_shape).movedim(0, -1);
                return probs.new_zeros(Extended(sample_shape)).scatter_add_(-1, draws, ones_like(draws, probs.dtype));
            });
        }

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        {
            var both = aten.broadcast_tensors([logits, value]);
            var shares = where(both[1].eq(0).logical_and(both[0].eq(double.NegativeInfinity)), zeros_like(both[0]), both[0]);
            return (both[1].sum(-1) + 1).lgamma() - (both[1] + 1).lgamma().sum(-1) + (shares * both[1]).sum(-1);
        });

        /// <inheritdoc/>
        public override Tensor entropy() => WrappedTensorDisposeScope(() =>
        {
            var n = tensor((double)total_count, probs.dtype, probs.device);
            using var binomial = new Binomial(n.expand(probs.shape), probs, null, Generator);
            var counts = arange(1, total_count + 1, dtype: probs.dtype, device: probs.device).reshape([total_count, .. probs.shape.Select(_ => 1L)]);
            return (total_count * categorical.entropy()) - (n + 1).lgamma() + (binomial.log_prob(counts).exp() * (counts + 1).lgamma()).sum(0).sum(-1);
        });

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            return new Multinomial(total_count, null, categorical.logits.expand(batch_shape + event_shape), Generator);
        }

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                categorical.Dispose();
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
            /// <summary>How often each of several values comes in independent draws.</summary>
            /// <param name="total_count">The number of draws.</param>
            /// <param name="probs">Weights of the values (..., values), normalised; or give logits.</param>
            /// <param name="logits">Logarithms of the weights; or give probs.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            /// <exception cref="ArgumentException">Both or none of probs and logits are given.</exception>
            public static Multinomial Multinomial(int total_count, Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(total_count, probs, logits, generator);

            /// <summary>How often each of several values of the same probability comes in independent draws.</summary>
            /// <param name="total_count">The number of draws.</param>
            /// <param name="categories">How many values.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            public static Multinomial Multinomial(int total_count, int categories, Generator? generator = null)
            {
                using var scope = NewDisposeScope();
                return new(total_count, ones(categories), null, generator);
            }
        }
    }
}
