using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Logarithms of shares that come near one of several values as the temperature falls. Made by <c>torch.distributions.ExpRelaxedCategorical</c>.</summary>
    /// <remarks>C. Maddison, A. Mnih, Y. W. Teh, "The concrete distribution: a continuous relaxation of discrete random variables", 2017. Gradients go through its samples; it has no moments.</remarks>
    public sealed class ExpRelaxedCategorical : distributions.Distribution
    {
        private readonly Categorical categorical;

        internal ExpRelaxedCategorical(Tensor temperature, Categorical categorical, Generator? generator)
            : base(generator)
        {
            this.categorical = categorical;
            this.temperature = Own(temperature.alias());
            (batch_shape, event_shape) = (categorical.batch_shape, new Size([categorical.num_categories]));
        }

        /// <summary>How far from a single value the shares stay.</summary>
        public Tensor temperature { get; }

        /// <summary>The probabilities.</summary>
        public Tensor probs => categorical.probs;

        /// <summary>Logarithms of the probabilities.</summary>
        public Tensor logits => categorical.logits;

        /// <inheritdoc/>
        /// <exception cref="NotImplementedException">It has none.</exception>
        public override Tensor mean => throw new NotImplementedException("ExpRelaxedCategorical has no mean.");

        /// <inheritdoc/>
        /// <exception cref="NotImplementedException">It has none.</exception>
        public override Tensor variance => throw new NotImplementedException("ExpRelaxedCategorical has no variance.");

        /// <inheritdoc/>
        public override Tensor rsample(Size sample_shape) => WrappedTensorDisposeScope(() =>
        {
            var eps = Eps(logits);
            var gumbels = -(-Uniform(logits, sample_shape).clamp(eps, 1 - eps).log()).log();
            var scores = (logits + gumbels) / temperature;
            return scores - scores.logsumexp(-1, keepdim: true);
        });

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        {
            var count = event_shape[0];
            var score = logits - (value * temperature);
            return (score - score.logsumexp(-1, keepdim: true)).sum(-1) + full_like(temperature, (double)count).lgamma() + ((count - 1) * temperature.log());
        });

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            return new ExpRelaxedCategorical(temperature, new Categorical(null, categorical.logits.expand(batch_shape + event_shape), Generator), Generator);
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
            /// <summary>Logarithms of shares that come near one of several values as the temperature falls.</summary>
            /// <param name="temperature">How far from a single value the shares stay.</param>
            /// <param name="probs">Weights of the values (..., values), normalised; or give logits.</param>
            /// <param name="logits">Logarithms of the weights; or give probs.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            /// <exception cref="ArgumentException">Both or none of probs and logits are given.</exception>
            public static ExpRelaxedCategorical ExpRelaxedCategorical(Tensor temperature, Tensor? probs = null, Tensor? logits = null, Generator? generator = null)
                => new(temperature, new Categorical(probs, logits, generator), generator);
        }
    }
}
