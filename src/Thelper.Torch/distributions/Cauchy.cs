using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The Cauchy distribution: the quotient of two normal variables. It has no mean. Made by <c>torch.distributions.Cauchy</c>.</summary>
    public sealed class Cauchy : distributions.Distribution
    {
        internal Cauchy(Tensor loc, Tensor scale, Generator? generator)
            : base(generator)
        {
            var both = OwnTogether(loc, scale);
            (this.loc, this.scale) = (both[0], both[1]);
            batch_shape = this.loc.shape;
        }

        /// <summary>Where it is centred.</summary>
        public Tensor loc { get; }

        /// <summary>How wide it is.</summary>
        public Tensor scale { get; }

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => full_like(loc, double.NaN));

        /// <inheritdoc/>
        public override Tensor mode => loc.alias();

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

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            return new Cauchy(loc.expand(batch_shape), scale.expand(batch_shape), Generator);
        }
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
