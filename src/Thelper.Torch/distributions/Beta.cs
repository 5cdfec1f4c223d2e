using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The beta distribution, of a probability. Made by <c>torch.distributions.Beta</c>.</summary>
    public sealed class Beta : distributions.ExponentialFamily
    {
        private readonly Dirichlet both;

        internal Beta(Tensor concentration1, Tensor concentration0, Generator? generator)
            : base(generator)
        {
            using var scope = NewDisposeScope();
            both = new Dirichlet(stack(aten.broadcast_tensors([concentration1, concentration0]), -1), generator);
            batch_shape = both.batch_shape;
            this.concentration1 = Own(both.concentration.select(-1, 0));
            this.concentration0 = Own(both.concentration.select(-1, 1));
        }

        /// <summary>The weight of the value, alpha.</summary>
        public Tensor concentration1 { get; }

        /// <summary>The weight of one minus the value, beta.</summary>
        public Tensor concentration0 { get; }

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => concentration1 / (concentration1 + concentration0));

        /// <inheritdoc/>
        public override Tensor mode => WrappedTensorDisposeScope(() => both.mode[TensorIndex.Ellipsis, 0]);

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() =>
        {
            var total = concentration1 + concentration0;
            return concentration1 * concentration0 / (total.square() * (total + 1));
        });

        /// <inheritdoc/>
        public override Tensor rsample(Size sample_shape) => WrappedTensorDisposeScope(() => both.rsample(sample_shape).select(-1, 0));

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() => both.log_prob(stack([value, 1 - value], -1)));

        /// <inheritdoc/>
        public override Tensor entropy() => both.entropy();

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            return new Beta(concentration1.expand(batch_shape), concentration0.expand(batch_shape), Generator);
        }

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                both.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The beta distribution, of a probability.</summary>
            /// <param name="concentration1">The weight of the value, alpha.</param>
            /// <param name="concentration0">The weight of one minus the value, beta.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            public static Beta Beta(Tensor concentration1, Tensor concentration0, Generator? generator = null) => new(concentration1, concentration0, generator);
        }
    }
}
