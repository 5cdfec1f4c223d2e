using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The Weibull distribution. Made by <c>torch.distributions.Weibull</c>.</summary>
    public sealed class Weibull : TransformedDistribution
    {
        private readonly Generator? drawsFrom;

        private Weibull(Tensor[] parameters, Generator? generator)
            : base(new Exponential(ones_like(parameters[0]), generator), [new distributions.transforms.PowerTransform(parameters[1].reciprocal()), new distributions.transforms.AffineTransform(zeros_like(parameters[0]), parameters[0])])
        {
            drawsFrom = generator;
            scale = Own(parameters[0].alias());
            concentration = Own(parameters[1].alias());
        }

        /// <summary>How wide it is.</summary>
        public Tensor scale { get; }

        /// <summary>The exponent.</summary>
        public Tensor concentration { get; }

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => scale * (1 + concentration.reciprocal()).lgamma().exp());

        /// <inheritdoc/>
        public override Tensor mode => WrappedTensorDisposeScope(() => scale * ((concentration - 1) / concentration).pow(concentration.reciprocal()));

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => scale.square() * ((1 + (2 * concentration.reciprocal())).lgamma().exp() - (2 * (1 + concentration.reciprocal()).lgamma()).exp()));

        /// <inheritdoc/>
        public override Tensor entropy() => WrappedTensorDisposeScope(() => (distributions.EulerGamma * (1 - concentration.reciprocal())) + (scale * concentration.reciprocal()).log() + 1);

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            return Of(scale.expand(batch_shape), concentration.expand(batch_shape), drawsFrom);
        }

        internal static Weibull Of(Tensor scale, Tensor concentration, Generator? generator)
        {
            using var scope = NewDisposeScope();
            return new Weibull(aten.broadcast_tensors([scale, concentration]), generator);
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The Weibull distribution.</summary>
            /// <param name="scale">How wide it is.</param>
            /// <param name="concentration">The exponent.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            public static Weibull Weibull(Tensor scale, Tensor concentration, Generator? generator = null) => Modules.Weibull.Of(scale, concentration, generator);
        }
    }
}
