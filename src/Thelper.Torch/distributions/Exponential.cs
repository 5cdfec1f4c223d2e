using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The exponential distribution. Made by <c>torch.distributions.Exponential</c>.</summary>
    public sealed class Exponential : distributions.ExponentialFamily
    {
        internal Exponential(Tensor rate, Generator? generator)
            : base(generator)
        {
            this.rate = Own(rate.alias());
            batch_shape = rate.shape;
        }

        /// <summary>Events a unit.</summary>
        public Tensor rate { get; }

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => rate.reciprocal());

        /// <inheritdoc/>
        public override Tensor mode => WrappedTensorDisposeScope(() => zeros_like(rate));

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => rate.pow(-2));

        /// <inheritdoc/>
        public override Tensor stddev => WrappedTensorDisposeScope(() => rate.reciprocal());

        /// <inheritdoc/>
        public override Tensor rsample(Size sample_shape) => WrappedTensorDisposeScope(() => rate.new_empty(Extended(sample_shape)).exponential_(generator: Generator) / rate);

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() => rate.log() - (rate * value));

        /// <inheritdoc/>
        public override Tensor entropy() => WrappedTensorDisposeScope(() => 1 - rate.log());

        /// <inheritdoc/>
        public override Tensor cdf(Tensor value) => WrappedTensorDisposeScope(() => 1 - (-rate * value).exp());

        /// <inheritdoc/>
        public override Tensor icdf(Tensor value) => WrappedTensorDisposeScope(() => -(1 - value).log() / rate);

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            return new Exponential(rate.expand(batch_shape), Generator);
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The exponential distribution.</summary>
            /// <param name="rate">Events a unit.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            public static Exponential Exponential(Tensor rate, Generator? generator = null) => new(rate, generator);
        }
    }
}
