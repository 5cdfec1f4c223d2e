using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>One of several values, as a vector with a one at its place. Made by <c>torch.distributions.OneHotCategorical</c>.</summary>
    public sealed class OneHotCategorical : distributions.Distribution
    {
        private readonly Categorical categorical;

        internal OneHotCategorical(Tensor? probs, Tensor? logits, Generator? generator)
            : base(generator)
        {
            categorical = new(probs, logits, generator);
            (batch_shape, event_shape) = (categorical.batch_shape, new Size([categorical.num_categories]));
        }

        /// <summary>The probabilities.</summary>
        public Tensor probs => categorical.probs;

        /// <summary>Logarithms of the probabilities.</summary>
        public Tensor logits => categorical.logits;

        /// <inheritdoc/>
        public override Tensor mean => probs;

        /// <inheritdoc/>
        public override Tensor mode => WrappedTensorDisposeScope(() => nn.functional.one_hot(probs.argmax(-1), event_shape[0]).type_as(probs));

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => probs * (1 - probs));

        /// <inheritdoc/>
        public override Tensor sample(Size sample_shape)
        {
            using var quiet = no_grad();
            return WrappedTensorDisposeScope(() => nn.functional.one_hot(categorical.sample(sample_shape), event_shape[0]).type_as(probs));
        }

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() => categorical.log_prob(value.argmax(-1)));

        /// <inheritdoc/>
        public override Tensor entropy() => categorical.entropy();

        /// <inheritdoc/>
        public override Tensor enumerate_support(bool expand = true) => WrappedTensorDisposeScope(() =>
        {
            var count = event_shape[0];
            var values = eye(count, dtype: probs.dtype, device: probs.device).reshape([count, .. batch_shape.Select(_ => 1L), count]);
            return expand ? values.expand([count, .. batch_shape, count]) : values;
        });

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            return new OneHotCategorical(null, categorical.logits.expand(batch_shape + event_shape), Generator);
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
            /// <summary>One of several values, as a vector with a one at its place.</summary>
            /// <param name="probs">Weights of the values (..., values), normalised; or give logits.</param>
            /// <param name="logits">Logarithms of the weights; or give probs.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            /// <exception cref="ArgumentException">Both or none of probs and logits are given.</exception>
            public static OneHotCategorical OneHotCategorical(Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(probs, logits, generator);
        }
    }
}
