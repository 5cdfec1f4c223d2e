using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The Pareto distribution. Made by <c>torch.distributions.Pareto</c>.</summary>
    public sealed class Pareto : TransformedDistribution
    {
        private readonly Generator? drawsFrom;

        private Pareto(Tensor[] parameters, Generator? generator)
            : base(new Exponential(parameters[1], generator), [new distributions.transforms.ExpTransform(), new distributions.transforms.AffineTransform(zeros_like(parameters[0]), parameters[0])])
        {
            drawsFrom = generator;
            scale = Own(parameters[0].alias());
            alpha = Own(parameters[1].alias());
        }

        /// <summary>The least value.</summary>
        public Tensor scale { get; }

        /// <summary>How fast the density falls.</summary>
        public Tensor alpha { get; }

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() =>
        {
            var a = alpha.clamp(min: 1);
            return a * scale / (a - 1);
        });

        /// <inheritdoc/>
        public override Tensor mode => scale.alias();

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() =>
        {
            var a = alpha.clamp(min: 2);
            return scale.square() * a / ((a - 1).square() * (a - 2));
        });

        /// <inheritdoc/>
        public override Tensor entropy() => WrappedTensorDisposeScope(() => (scale / alpha).log() + (1 + alpha.reciprocal()));

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            return Of(scale.expand(batch_shape), alpha.expand(batch_shape), drawsFrom);
        }

        internal static Pareto Of(Tensor scale, Tensor alpha, Generator? generator)
        {
            using var scope = NewDisposeScope();
            return new Pareto(aten.broadcast_tensors([scale, alpha]), generator);
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The Pareto distribution.</summary>
            /// <param name="scale">The least value.</param>
            /// <param name="alpha">How fast the density falls.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            public static Pareto Pareto(Tensor scale, Tensor alpha, Generator? generator = null) => Modules.Pareto.Of(scale, alpha, generator);
        }
    }
}
