using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The exponential of a normal variable. Made by <c>torch.distributions.LogNormal</c>.</summary>
    public sealed class LogNormal : TransformedDistribution
    {
        private readonly Generator? drawsFrom;

        private LogNormal(Tensor[] parameters, Generator? generator)
            : base(new Normal(parameters[0], parameters[1], generator), new distributions.transforms.ExpTransform())
        {
            drawsFrom = generator;
            loc = Own(parameters[0].alias());
            scale = Own(parameters[1].alias());
        }

        /// <summary>Mean of the logarithm.</summary>
        public Tensor loc { get; }

        /// <summary>Standard deviation of the logarithm.</summary>
        public Tensor scale { get; }

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => (loc + (scale.square() / 2)).exp());

        /// <inheritdoc/>
        public override Tensor mode => WrappedTensorDisposeScope(() => (loc - scale.square()).exp());

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => scale.square().expm1() * ((2 * loc) + scale.square()).exp());

        /// <inheritdoc/>
        public override Tensor entropy() => WrappedTensorDisposeScope(() => Base.entropy() + loc);

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            return Of(loc.expand(batch_shape), scale.expand(batch_shape), drawsFrom);
        }

        internal static LogNormal Of(Tensor loc, Tensor scale, Generator? generator)
        {
            using var scope = NewDisposeScope();
            return new LogNormal(aten.broadcast_tensors([loc, scale]), generator);
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The exponential of a normal variable.</summary>
            /// <param name="loc">Mean of the logarithm.</param>
            /// <param name="scale">Standard deviation of the logarithm.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            public static LogNormal LogNormal(Tensor loc, Tensor scale, Generator? generator = null) => Modules.LogNormal.Of(loc, scale, generator);
        }
    }
}
