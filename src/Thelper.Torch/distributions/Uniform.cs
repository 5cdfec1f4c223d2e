using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Equal density between two limits. Made by <c>torch.distributions.Uniform</c>.</summary>
    public sealed class Uniform : distributions.Distribution
    {
        internal Uniform(Tensor low, Tensor high, Generator? generator)
            : base(generator)
        {
            var both = OwnTogether(low, high);
            (this.low, this.high) = (both[0], both[1]);
            batch_shape = this.low.shape;
        }

        /// <summary>The lower limit, which is drawn.</summary>
        public Tensor low { get; }

        /// <summary>The upper limit, which is not.</summary>
        public Tensor high { get; }

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => (high + low) / 2);

        /// <inheritdoc/>
        public override Tensor mode => WrappedTensorDisposeScope(() => double.NaN * high);

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => (high - low).square() / 12);

        /// <inheritdoc/>
        public override Tensor stddev => WrappedTensorDisposeScope(() => (high - low) / Math.Sqrt(12));

        /// <inheritdoc/>
        public override Tensor rsample(Size sample_shape) => WrappedTensorDisposeScope(() => low + (rand(Extended(sample_shape), low.dtype, low.device, generator: Generator) * (high - low)));

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() => (low.le(value).type_as(low) * high.gt(value).type_as(low)).log() - (high - low).log());

        /// <inheritdoc/>
        public override Tensor entropy() => WrappedTensorDisposeScope(() => (high - low).log());

        /// <inheritdoc/>
        public override Tensor cdf(Tensor value) => WrappedTensorDisposeScope(() => ((value - low) / (high - low)).clamp(0, 1));

        /// <inheritdoc/>
        public override Tensor icdf(Tensor value) => WrappedTensorDisposeScope(() => (value * (high - low)) + low);

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            return new Uniform(low.expand(batch_shape), high.expand(batch_shape), Generator);
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>Equal density between two limits.</summary>
            /// <param name="low">The lower limit, which is drawn.</param>
            /// <param name="high">The upper limit, which is not.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            public static Uniform Uniform(Tensor low, Tensor high, Generator? generator = null) => new(low, high, generator);

            /// <inheritdoc cref="Uniform(Tensor, Tensor, Generator?)"/>
            public static Uniform Uniform(double low, double high, Generator? generator = null)
            {
                using var scope = NewDisposeScope();
                return new(Number(low), Number(high), generator);
            }
        }
    }
}
