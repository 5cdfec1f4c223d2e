using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The distribution of functions, one after another, of what another distribution draws, element by element.</summary>
    public class TransformedDistribution : distributions.Distribution
    {
        private readonly distributions.Distribution base_dist;
        private readonly distributions.transforms.Transform[] chain;

        /// <summary>Creates the distribution, which disposes the base and the functions.</summary>
        /// <param name="base_distribution">What draws.</param>
        /// <param name="transforms">The functions, the first one first.</param>
        /// <param name="generator">Ignored: the base has its own.</param>
        public TransformedDistribution(distributions.Distribution base_distribution, IEnumerable<distributions.transforms.Transform> transforms, Generator? generator = null)
            : base(generator)
        {
            base_dist = base_distribution;
            chain = [.. transforms];
            (batch_shape, event_shape) = (base_dist.batch_shape, base_dist.event_shape);
        }

        /// <inheritdoc cref="TransformedDistribution(distributions.Distribution, IEnumerable{distributions.transforms.Transform}, Generator?)"/>
        public TransformedDistribution(distributions.Distribution base_distribution, distributions.transforms.Transform transforms, Generator? generator = null)
            : this(base_distribution, [transforms], generator)
        {
        }

        /// <inheritdoc/>
        /// <exception cref="NotImplementedException">Not known for functions in general.</exception>
        public override Tensor mean => throw new NotImplementedException($"{GetType().Name} has no mean.");

        /// <inheritdoc/>
        /// <exception cref="NotImplementedException">Not known for functions in general.</exception>
        public override Tensor variance => throw new NotImplementedException($"{GetType().Name} has no variance.");

        private protected distributions.Distribution Base => base_dist;

        /// <inheritdoc/>
        public override Tensor sample(Size sample_shape)
        {
            using var quiet = no_grad();
            return WrappedTensorDisposeScope(() => Forward(base_dist.sample(sample_shape)));
        }

        /// <inheritdoc/>
        public override Tensor rsample(Size sample_shape) => WrappedTensorDisposeScope(() => Forward(base_dist.rsample(sample_shape)));

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        {
            Tensor? slopes = null;
            for (var k = chain.Length - 1; k >= 0; k--)
            {
                var before = chain[k].inverse(value);
                var slope = chain[k].log_abs_det_jacobian(before, value);
                slopes = slopes is null ? slope : slopes + slope;
                value = before;
            }

            var found = base_dist.log_prob(value);
            return slopes is null ? found : found - (event_shape.IsEmpty ? slopes : slopes.expand(value.shape).sum(Enumerable.Range(1, event_shape.Length).Select(k => -(long)k).ToArray()));
        });

        /// <inheritdoc/>
        public override Tensor cdf(Tensor value) => WrappedTensorDisposeScope(() =>
        {
            for (var k = chain.Length - 1; k >= 0; k--)
            {
                value = chain[k].inverse(value);
            }

            return Turned(base_dist.cdf(value));
        });

        /// <inheritdoc/>
        public override Tensor icdf(Tensor value) => WrappedTensorDisposeScope(() => Forward(base_dist.icdf(Turned(value))));

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape) => throw new NotImplementedException($"{GetType().Name}: make it of an expanded distribution.");

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                base_dist.Dispose();
                Array.ForEach(chain, transform => transform.Dispose());
            }

            base.Dispose(disposing);
        }

        private Tensor Forward(Tensor x) => chain.Aggregate(x, (value, transform) => transform.forward(value));

        // A falling function exchanges below and above.
        private Tensor Turned(Tensor probability) => chain.Aggregate(1, (sign, transform) => sign * (transform.sign ?? 1)) < 0 ? 1 - probability : probability.alias();
    }
}
