using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The Poisson distribution, of numbers of events. Made by <c>torch.distributions.Poisson</c>.</summary>
    public sealed class Poisson : distributions.ExponentialFamily
    {
        internal Poisson(Tensor rate, Generator? generator)
            : base(generator)
        {
            this.rate = Own(rate.alias());
            batch_shape = rate.shape;
        }

        /// <summary>The expected number.</summary>
        public Tensor rate { get; }

        /// <inheritdoc/>
        public override Tensor mean => rate.alias();

        /// <inheritdoc/>
        public override Tensor mode => rate.floor();

        /// <inheritdoc/>
        public override Tensor variance => rate.alias();

        /// <inheritdoc/>
        public override Tensor sample(Size sample_shape)
        {
            using var quiet = no_grad();
            return WrappedTensorDisposeScope(() => aten.poisson(rate.expand(Extended(sample_shape)), Generator));
        }

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() => aten.xlogy_Tensor(value, rate) - rate - (value + 1).lgamma());

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            return new Poisson(rate.expand(batch_shape), Generator);
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The Poisson distribution, of numbers of events.</summary>
            /// <param name="rate">The expected number.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            public static Poisson Poisson(Tensor rate, Generator? generator = null) => new(rate, generator);

            /// <inheritdoc cref="Poisson(Tensor, Generator?)"/>
            public static Poisson Poisson(double rate, Generator? generator = null)
            {
                using var scope = NewDisposeScope();
                return new(Number(rate), generator);
            }
        }
    }
}
