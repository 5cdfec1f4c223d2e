using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>A distribution whose last batch dimensions belong to the event. Made by <c>torch.distributions.Independent</c>.</summary>
    public sealed class Independent : distributions.Distribution
    {
        private readonly distributions.Distribution base_dist;
        private readonly int count;

        internal Independent(distributions.Distribution base_distribution, int reinterpreted_batch_ndims, Generator? generator)
            : base(generator)
        {
            var shape = base_distribution.batch_shape;
            if (reinterpreted_batch_ndims < 0 || reinterpreted_batch_ndims > shape.Length)
            {
                throw new ArgumentException($"Independent: {reinterpreted_batch_ndims} of the {shape.Length} dimensions of the batch cannot belong to the event.", nameof(reinterpreted_batch_ndims));
            }

            (base_dist, count) = (base_distribution, reinterpreted_batch_ndims);
            batch_shape = shape.Slice(0, shape.Length - count);
            event_shape = shape.Slice(shape.Length - count, shape.Length) + base_distribution.event_shape;
        }

        /// <inheritdoc/>
        public override Tensor mean => base_dist.mean;

        /// <inheritdoc/>
        public override Tensor mode => base_dist.mode;

        /// <inheritdoc/>
        public override Tensor variance => base_dist.variance;

        /// <inheritdoc/>
        public override Tensor sample(Size sample_shape) => base_dist.sample(sample_shape);

        /// <inheritdoc/>
        public override Tensor rsample(Size sample_shape) => base_dist.rsample(sample_shape);

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() => Sum(base_dist.log_prob(value)));

        /// <inheritdoc/>
        public override Tensor entropy() => WrappedTensorDisposeScope(() => Sum(base_dist.entropy()));

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape) => new Independent(base_dist.expand(batch_shape + event_shape.Slice(0, count)), count, Generator);

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                base_dist.Dispose();
            }

            base.Dispose(disposing);
        }

        private Tensor Sum(Tensor values) => count == 0 ? values.alias() : values.sum([.. Enumerable.Range(1, count).Select(k => -(long)k)]);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>A distribution whose last batch dimensions belong to the event.</summary>
            /// <param name="base_distribution">The distribution, which is disposed with this one.</param>
            /// <param name="reinterpreted_batch_ndims">How many dimensions.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            /// <exception cref="ArgumentException">The batch has fewer dimensions.</exception>
            public static Independent Independent(Distribution base_distribution, int reinterpreted_batch_ndims, Generator? generator = null) => new(base_distribution, reinterpreted_batch_ndims, generator);
        }
    }
}
