using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The absolute value of a normal variable around zero. Made by <c>torch.distributions.HalfNormal</c>.</summary>
    public sealed class HalfNormal : HalfDistribution
    {
        private HalfNormal(Tensor scale, Generator? generator)
            : base(new Normal(zeros_like(scale), scale, generator), scale, generator)
        {
        }

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => scale * Math.Sqrt(2 / Math.PI));

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => scale.square() * (1 - (2 / Math.PI)));

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            return Of(scale.expand(batch_shape), DrawsFrom);
        }

        internal static HalfNormal Of(Tensor scale, Generator? generator)
        {
            using var scope = NewDisposeScope();
            return new HalfNormal(scale, generator);
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The absolute value of a normal variable around zero.</summary>
            /// <param name="scale">Standard deviation of the normal variable.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            public static HalfNormal HalfNormal(Tensor scale, Generator? generator = null) => Modules.HalfNormal.Of(scale, generator);
        }
    }
}
