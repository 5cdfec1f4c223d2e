using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The Cauchy distribution: the quotient of two normal variables. It has no mean. Made by <c>torch.distributions.Cauchy</c>.</summary>
    public sealed class Cauchy : LocationScale
    {
        internal Cauchy(Tensor loc, Tensor scale, Generator? generator)
            : base(loc, scale, generator)
        {
        }

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => full_like(loc, double.NaN));

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => full_like(loc, double.PositiveInfinity));

        /// <inheritdoc/>
        public override Tensor rsample(Size sample_shape) => WrappedTensorDisposeScope(() => loc + (loc.new_empty(Extended(sample_shape)).cauchy_(generator: Generator) * scale));

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() => -Math.Log(Math.PI) - scale.log() - ((value - loc) / scale).square().log1p());

        /// <inheritdoc/>
        public override Tensor entropy() => WrappedTensorDisposeScope(() => Math.Log(4 * Math.PI) + scale.log());

        /// <inheritdoc/>
        public override Tensor cdf(Tensor value) => WrappedTensorDisposeScope(() => (((value - loc) / scale).atan() / Math.PI) + 0.5);

        /// <inheritdoc/>
        public override Tensor icdf(Tensor value) => WrappedTensorDisposeScope(() => (Math.PI * (value - 0.5)).tan() * scale + loc);

        private protected override LocationScale With(Tensor loc, Tensor scale) => new Cauchy(loc, scale, Generator);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The Cauchy distribution: the quotient of two normal variables. It has no mean.</summary>
            /// <param name="loc">Where it is centred.</param>
            /// <param name="scale">How wide it is.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            public static Cauchy Cauchy(Tensor loc, Tensor scale, Generator? generator = null) => new(loc, scale, generator);
        }
    }
}
