using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The gamma distribution. Made by <c>torch.distributions.Gamma</c>.</summary>
    public class Gamma : distributions.ExponentialFamily
    {
        internal Gamma(Tensor concentration, Tensor rate, Generator? generator)
            : base(generator)
        {
            var both = OwnTogether(concentration, rate);
            (this.concentration, this.rate) = (both[0], both[1]);
            batch_shape = this.rate.shape;
        }

        /// <summary>The shape, alpha.</summary>
        public Tensor concentration { get; }

        /// <summary>One over the scale, beta.</summary>
        public Tensor rate { get; }

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => concentration / rate);

        /// <inheritdoc/>
        public override Tensor mode => WrappedTensorDisposeScope(() => ((concentration - 1) / rate).clamp(min: 0));

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => concentration / rate.square());

        /// <inheritdoc/>
        public override Tensor rsample(Size sample_shape) => WrappedTensorDisposeScope(() =>
        {
            var shape = Extended(sample_shape);
            var drawn = aten._standard_gamma(concentration.expand(shape), Generator) / rate.expand(shape);
            using (no_grad())
            {
                drawn.detach().clamp_(min: Tiny(drawn));  // in the memory of the result: zero has no logarithm
            }

            return drawn;
        });

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() => aten.xlogy_Tensor(concentration, rate) + aten.xlogy_Tensor(concentration - 1, value) - (rate * value) - concentration.lgamma());

        /// <inheritdoc/>
        public override Tensor entropy() => WrappedTensorDisposeScope(() => concentration - rate.log() + concentration.lgamma() + ((1 - concentration) * concentration.digamma()));

        /// <inheritdoc/>
        public override Tensor cdf(Tensor value) => WrappedTensorDisposeScope(() => aten.special_gammainc(concentration, rate * value));

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            return new Gamma(concentration.expand(batch_shape), rate.expand(batch_shape), Generator);
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The gamma distribution.</summary>
            /// <param name="concentration">The shape, alpha.</param>
            /// <param name="rate">One over the scale, beta.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            public static Gamma Gamma(Tensor concentration, Tensor rate, Generator? generator = null) => new(concentration, rate, generator);
        }
    }
}
