using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Probabilities of several values that sum to 1. Made by <c>torch.distributions.Dirichlet</c>.</summary>
    public sealed class Dirichlet : distributions.ExponentialFamily
    {
        internal Dirichlet(Tensor concentration, Generator? generator)
            : base(generator)
        {
            if (concentration.ndim < 1)
            {
                throw new ArgumentException("Dirichlet: concentration has at least one dimension, the last one for the values.", nameof(concentration));
            }

            this.concentration = Own(concentration.alias());
            var shape = concentration.shape;
            (batch_shape, event_shape) = (shape[..^1], shape[^1..]);
        }

        /// <summary>The weights of the values (..., values), positive.</summary>
        public Tensor concentration { get; }

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => concentration / concentration.sum(-1, keepdim: true));

        /// <inheritdoc/>
        public override Tensor mode => WrappedTensorDisposeScope(() =>
        {
            var above = (concentration - 1).clamp(min: 0);
            var mode = above / above.sum(-1, keepdim: true);
            var none = concentration.lt(1).all(-1, keepdim: true);
            return where(none, nn.functional.one_hot(mode.argmax(-1), concentration.shape[^1]).to(mode.dtype), mode);
        });

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() =>
        {
            var total = concentration.sum(-1, keepdim: true);
            return concentration * (total - concentration) / (total.square() * (total + 1));
        });

        /// <inheritdoc/>
        public override Tensor rsample(Size sample_shape) => WrappedTensorDisposeScope(() =>
        {
            var weights = concentration.expand(Extended(sample_shape));
            return Generator is null ? distributions.DirichletSample.apply(weights) : distributions.DirichletSample.apply(weights, Generator);
        });

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() => aten.xlogy_Tensor(concentration - 1, value).sum(-1) + concentration.sum(-1).lgamma() - concentration.lgamma().sum(-1));

        /// <inheritdoc/>
        public override Tensor entropy() => WrappedTensorDisposeScope(() =>
        {
            var total = concentration.sum(-1);
            return concentration.lgamma().sum(-1) - total.lgamma() - ((concentration.shape[^1] - total) * total.digamma()) - ((concentration - 1) * concentration.digamma()).sum(-1);
        });

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            return new Dirichlet(concentration.expand(batch_shape + event_shape), Generator);
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>Probabilities of several values that sum to 1.</summary>
            /// <param name="concentration">The weights of the values (..., values), positive.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            public static Dirichlet Dirichlet(Tensor concentration, Generator? generator = null) => new(concentration, generator);
        }
    }
}
