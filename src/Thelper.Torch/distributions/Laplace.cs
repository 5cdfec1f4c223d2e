using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The Laplace distribution: exponential to both sides. Made by <c>torch.distributions.Laplace</c>.</summary>
    public sealed class Laplace : LocationScale
    {
        internal Laplace(Tensor loc, Tensor scale, Generator? generator)
            : base(loc, scale, generator)
        {
        }

        /// <inheritdoc/>
        public override Tensor mean => loc.alias();

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => 2 * scale.square());

        /// <inheritdoc/>
        public override Tensor stddev => WrappedTensorDisposeScope(() => Math.Sqrt(2) * scale);

        /// <inheritdoc/>
        public override Tensor rsample(Size sample_shape) => WrappedTensorDisposeScope(() =>
        {
            var u = Uniform(loc, sample_shape, Eps(loc) - 1, 1);
            return loc - (scale * u.sign() * (-u.abs().clamp(min: Tiny(loc))).log1p());
        });

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() => -(2 * scale).log() - ((value - loc).abs() / scale));

        /// <inheritdoc/>
        public override Tensor entropy() => WrappedTensorDisposeScope(() => 1 + (2 * scale).log());

        /// <inheritdoc/>
        public override Tensor cdf(Tensor value) => WrappedTensorDisposeScope(() => 0.5 - (0.5 * (value - loc).sign() * (-(value - loc).abs() / scale).expm1()));

        /// <inheritdoc/>
        public override Tensor icdf(Tensor value) => WrappedTensorDisposeScope(() => loc - (scale * (value - 0.5).sign() * (-2 * (value - 0.5).abs()).log1p()));

        private protected override LocationScale With(Tensor loc, Tensor scale) => new Laplace(loc, scale, Generator);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The Laplace distribution: exponential to both sides.</summary>
            /// <param name="loc">Where it is centred.</param>
            /// <param name="scale">How wide it is.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            public static Laplace Laplace(Tensor loc, Tensor scale, Generator? generator = null) => new(loc, scale, generator);

            /// <inheritdoc cref="Laplace(Tensor, Tensor, Generator?)"/>
            public static Laplace Laplace(double loc, double scale = 1, Generator? generator = null)
            {
                using var scope = NewDisposeScope();
                return new(Number(loc), Number(scale), generator);
            }
        }
    }
}
