using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The absolute value of a normal variable around zero. Made by <c>torch.distributions.HalfNormal</c>.</summary>
    public sealed class HalfNormal : TransformedDistribution
    {
        private readonly Generator? drawsFrom;

        private HalfNormal(Tensor[] parameters, Generator? generator)
            : base(new Normal(zeros_like(parameters[0]), parameters[0], generator), new distributions.transforms.AbsTransform())
        {
            drawsFrom = generator;
            scale = Own(parameters[0].alias());
        }

        /// <summary>Standard deviation of the normal variable.</summary>
        public Tensor scale { get; }

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => scale * Math.Sqrt(2 / Math.PI));

        /// <inheritdoc/>
        public override Tensor mode => WrappedTensorDisposeScope(() => zeros_like(scale));

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => scale.square() * (1 - (2 / Math.PI)));

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() => where(value.ge(0), Base.log_prob(value) + Math.Log(2), full_like(scale, double.NegativeInfinity)));

        /// <inheritdoc/>
        public override Tensor cdf(Tensor value) => WrappedTensorDisposeScope(() => (2 * Base.cdf(value)) - 1);

        /// <inheritdoc/>
        public override Tensor icdf(Tensor value) => WrappedTensorDisposeScope(() => Base.icdf((value + 1) / 2));

        /// <inheritdoc/>
        public override Tensor entropy() => WrappedTensorDisposeScope(() => Base.entropy() - Math.Log(2));

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            return Of(scale.expand(batch_shape), drawsFrom);
        }

        internal static HalfNormal Of(Tensor scale, Generator? generator)
        {
            using var scope = NewDisposeScope();
            return new HalfNormal(aten.broadcast_tensors([scale]), generator);
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
