using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The absolute value of a Cauchy variable around zero. Made by <c>torch.distributions.HalfCauchy</c>.</summary>
    public sealed class HalfCauchy : HalfDistribution
    {
        private HalfCauchy(Tensor scale, Generator? generator)
            : base(new Cauchy(zeros_like(scale), scale, generator), scale, generator)
        {
        }

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => full_like(scale, double.PositiveInfinity));

        /// <inheritdoc/>
        public override Tensor variance => Base.variance;

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            return Of(scale.expand(batch_shape), DrawsFrom);
        }

        internal static HalfCauchy Of(Tensor scale, Generator? generator)
        {
            using var scope = NewDisposeScope();
            return new HalfCauchy(scale, generator);
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The absolute value of a Cauchy variable around zero.</summary>
            /// <param name="scale">How wide the Cauchy variable is.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            public static HalfCauchy HalfCauchy(Tensor scale, Generator? generator = null) => Modules.HalfCauchy.Of(scale, generator);
        }
    }
}
