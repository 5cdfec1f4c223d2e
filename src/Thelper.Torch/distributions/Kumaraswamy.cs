using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The Kumaraswamy distribution, of a probability. Made by <c>torch.distributions.Kumaraswamy</c>.</summary>
    public sealed class Kumaraswamy : TransformedDistribution
    {
        private readonly Generator? drawsFrom;

        private Kumaraswamy(Tensor[] parameters, Generator? generator)
            : base(new Uniform(zeros_like(parameters[0]), ones_like(parameters[0]), generator), [new distributions.transforms.PowerTransform(parameters[1].reciprocal()), new distributions.transforms.AffineTransform(1, -1), new distributions.transforms.PowerTransform(parameters[0].reciprocal())])
        {
            drawsFrom = generator;
            concentration1 = Own(parameters[0].alias());
            concentration0 = Own(parameters[1].alias());
        }

        /// <summary>First exponent, a.</summary>
        public Tensor concentration1 { get; }

        /// <summary>Second exponent, b.</summary>
        public Tensor concentration0 { get; }

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => Moment(1));

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => Moment(2) - Moment(1).square());

        /// <summary>The value of greatest density; NaN where a parameter is below 1. (PyTorch 1.13 answers NaN everywhere.)</summary>
        public override Tensor mode => WrappedTensorDisposeScope(() =>
        {
            var mode = ((concentration1 - 1) / ((concentration0 * concentration1) - 1)).pow(concentration1.reciprocal());
            return where(concentration0.lt(1).logical_or(concentration1.lt(1)), full_like(mode, double.NaN), mode);
        });

        /// <inheritdoc/>
        public override Tensor entropy() => WrappedTensorDisposeScope(() => 1 - concentration0.reciprocal() + ((1 - concentration1.reciprocal()) * ((concentration0 + 1).digamma() + distributions.EulerGamma)) - concentration0.log() - concentration1.log());

        private Tensor Moment(int n)
        {
            var first = 1 + (n / concentration1);
            return concentration0 * (first.lgamma() + concentration0.lgamma() - (first + concentration0).lgamma()).exp();
        }

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            return Of(concentration1.expand(batch_shape), concentration0.expand(batch_shape), drawsFrom);
        }

        internal static Kumaraswamy Of(Tensor concentration1, Tensor concentration0, Generator? generator)
        {
            using var scope = NewDisposeScope();
            return new Kumaraswamy(aten.broadcast_tensors([concentration1, concentration0]), generator);
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The Kumaraswamy distribution, of a probability.</summary>
            /// <param name="concentration1">First exponent, a.</param>
            /// <param name="concentration0">Second exponent, b.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            public static Kumaraswamy Kumaraswamy(Tensor concentration1, Tensor concentration0, Generator? generator = null) => Modules.Kumaraswamy.Of(concentration1, concentration0, generator);
        }
    }
}
