using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The Gumbel distribution, of maxima. Made by <c>torch.distributions.Gumbel</c>.</summary>
    public sealed class Gumbel : LocationScale
    {
        internal Gumbel(Tensor loc, Tensor scale, Generator? generator)
            : base(loc, scale, generator)
        {
        }

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => loc + (scale * distributions.EulerGamma));

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => scale.square() * (Math.PI * Math.PI / 6));

        /// <inheritdoc/>
        public override Tensor stddev => WrappedTensorDisposeScope(() => Math.PI / Math.Sqrt(6) * scale);

        /// <inheritdoc/>
        public override Tensor rsample(Size sample_shape) => WrappedTensorDisposeScope(() => loc - (scale * (-Uniform(loc, sample_shape, Tiny(loc), 1 - Eps(loc)).log()).log()));

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        {
            var distance = (loc - value) / scale;
            return distance - distance.exp() - scale.log();
        });

        /// <inheritdoc/>
        public override Tensor cdf(Tensor value) => WrappedTensorDisposeScope(() => (-((loc - value) / scale).exp()).exp());

        /// <inheritdoc/>
        public override Tensor icdf(Tensor value) => WrappedTensorDisposeScope(() => loc - (scale * (-value.log()).log()));

        /// <inheritdoc/>
        public override Tensor entropy() => WrappedTensorDisposeScope(() => scale.log() + (1 + distributions.EulerGamma));

        private protected override LocationScale With(Tensor loc, Tensor scale) => new Gumbel(loc, scale, Generator);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The Gumbel distribution, of maxima.</summary>
            /// <param name="loc">Where it is centred.</param>
            /// <param name="scale">How wide it is.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            public static Gumbel Gumbel(Tensor loc, Tensor scale, Generator? generator = null) => new(loc, scale, generator);
        }
    }
}
