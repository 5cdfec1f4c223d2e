using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The normal distribution. Made by <c>torch.distributions.Normal</c>.</summary>
    public sealed class Normal : LocationScale
    {
        internal Normal(Tensor loc, Tensor scale, Generator? generator)
            : base(loc, scale, generator)
        {
        }

        /// <inheritdoc/>
        public override Tensor mean => loc.alias();

        /// <inheritdoc/>
        public override Tensor variance => scale.square();

        /// <inheritdoc/>
        public override Tensor stddev => scale.alias();

        /// <inheritdoc/>
        public override Tensor sample(Size sample_shape)
        {
            using var quiet = no_grad();
            return WrappedTensorDisposeScope(() => aten.normal_Tensor_Tensor(loc.expand(Extended(sample_shape)), scale.expand(Extended(sample_shape)), Generator));
        }

        /// <inheritdoc/>
        public override Tensor rsample(Size sample_shape) => WrappedTensorDisposeScope(() => loc + (StandardNormal(loc, Extended(sample_shape)) * scale));

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() => (-(value - loc).square() / (2 * scale.square())) - scale.log() - Math.Log(Math.Sqrt(2 * Math.PI)));

        /// <inheritdoc/>
        public override Tensor entropy() => WrappedTensorDisposeScope(() => scale.log() + (0.5 + (0.5 * Math.Log(2 * Math.PI))));

        /// <inheritdoc/>
        public override Tensor cdf(Tensor value) => WrappedTensorDisposeScope(() => 0.5 * (1 + ((value - loc) * scale.reciprocal() / Math.Sqrt(2)).erf()));

        /// <inheritdoc/>
        public override Tensor icdf(Tensor value) => WrappedTensorDisposeScope(() => loc + (scale * ((2 * value) - 1).erfinv() * Math.Sqrt(2)));

        private protected override LocationScale With(Tensor loc, Tensor scale) => new Normal(loc, scale, Generator);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The normal distribution.</summary>
            /// <param name="loc">Where it is centred.</param>
            /// <param name="scale">How wide it is.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            public static Normal Normal(Tensor loc, Tensor scale, Generator? generator = null) => new(loc, scale, generator);

            /// <inheritdoc cref="Normal(Tensor, Tensor, Generator?)"/>
            public static Normal Normal(double loc, double scale = 1, Generator? generator = null)
            {
                using var scope = NewDisposeScope();
                return new(Number(loc), Number(scale), generator);
            }
        }
    }
}
