using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The number of one of several values. Made by <c>torch.distributions.Categorical</c>.</summary>
    public sealed class Categorical : distributions.Distribution
    {
        private readonly distributions.Chances chances;

        internal Categorical(Tensor? probs, Tensor? logits, Generator? generator)
            : base(generator)
        {
            chances = new(nameof(Categorical), probs, logits, binary: false);
            batch_shape = chances.Given.shape[..^1];
        }

        /// <summary>Number of values.</summary>
        public long num_categories => chances.Given.shape[^1];

        /// <summary>The probabilities.</summary>
        public Tensor probs => chances.Probs.alias();

        /// <summary>The logits.</summary>
        public Tensor logits => chances.Logits.alias();

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => full(batch_shape.Shape, double.NaN, chances.Given.dtype, chances.Given.device));

        /// <inheritdoc/>
        public override Tensor mode => WrappedTensorDisposeScope(() => chances.Probs.argmax(-1));

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => full(batch_shape.Shape, double.NaN, chances.Given.dtype, chances.Given.device));

        /// <inheritdoc/>
        public override Tensor sample(Size sample_shape)
        {
            using var quiet = no_grad();
            return WrappedTensorDisposeScope(() => aten.multinomial(chances.Probs.reshape(-1, num_categories), sample_shape.numel(), true, Generator).T.reshape(Extended(sample_shape)));
        }

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        {
            var both = aten.broadcast_tensors([value.to(ScalarType.Int64).unsqueeze(-1), chances.Logits]);
            return both[1].gather(-1, both[0].narrow(-1, 0, 1)).squeeze(-1);
        });

        /// <inheritdoc/>
        public override Tensor entropy() => WrappedTensorDisposeScope(() => -(chances.Logits.clamp(min: finfo(chances.Given.dtype).min) * chances.Probs).sum(-1));

        /// <inheritdoc/>
        public override Tensor enumerate_support(bool expand = true) => WrappedTensorDisposeScope(() =>
        {
            var count = num_categories;
            var values = arange(count, dtype: ScalarType.Int64, device: chances.Given.device).reshape([count, .. batch_shape.Select(_ => 1L)]);
            return expand ? values.expand([count, .. batch_shape]) : values;
        });

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            var (probs, logits) = chances.Expanded(batch_shape + new Size([num_categories]));
            return new Categorical(probs, logits, Generator);
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
            /// <summary>The number of one of several values.</summary>
            /// <param name="probs">Weights of the values (..., values), normalised; or give logits.</param>
            /// <param name="logits">Logarithms of the weights; or give probs.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            /// <exception cref="ArgumentException">Both or none of probs and logits are given.</exception>
            public static Categorical Categorical(Tensor? probs = null, Tensor? logits = null, Generator? generator = null) => new(probs, logits, generator);

            /// <summary>The number of one of several values of the same probability.</summary>
            /// <param name="categories">How many values.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            public static Categorical Categorical(int categories, Generator? generator = null)
            {
                using var scope = NewDisposeScope();
                return new(ones(categories), null, generator);
            }
        }
    }
}
