using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The distribution of the quotient of two mean squares. Made by <c>torch.distributions.FisherSnedecor</c>.</summary>
    public sealed class FisherSnedecor : distributions.Distribution
    {
        private readonly Gamma above;
        private readonly Gamma below;

        internal FisherSnedecor(Tensor df1, Tensor df2, Generator? generator)
            : base(generator)
        {
            var both = OwnTogether(df1, df2);
            (this.df1, this.df2) = (both[0], both[1]);
            batch_shape = this.df1.shape;
            using var scope = NewDisposeScope();
            above = new Gamma(this.df1 * 0.5, this.df1 * 0.5, generator);
            below = new Gamma(this.df2 * 0.5, this.df2 * 0.5, generator);
        }

        /// <summary>Degrees of freedom above.</summary>
        public Tensor df1 { get; }

        /// <summary>Degrees of freedom below.</summary>
        public Tensor df2 { get; }

        /// <inheritdoc/>
        public override Tensor mean => WrappedTensorDisposeScope(() => Where(df2.gt(2), df2 / (df2 - 2)));

        /// <inheritdoc/>
        public override Tensor mode => WrappedTensorDisposeScope(() => Where(df1.gt(2), (df1 - 2) / df1 * df2 / (df2 + 2)));

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => Where(df2.gt(4), 2 * df2.square() * (df1 + df2 - 2) / (df1 * (df2 - 2).square() * (df2 - 4))));

        /// <inheritdoc/>
        public override Tensor rsample(Size sample_shape) => WrappedTensorDisposeScope(() => above.rsample(sample_shape).div(below.rsample(sample_shape)).clamp(min: Tiny(df1)));

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        {
            var (half1, half2, quotient) = (df1 * 0.5, df2 * 0.5, df1 / df2);
            var start = (half1 + half2).lgamma() - half1.lgamma() - half2.lgamma();
            return start + (half1 * quotient.log()) + ((half1 - 1) * value.log()) - ((half1 + half2) * (quotient * value).log1p());
        });

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            return new FisherSnedecor(df1.expand(batch_shape), df2.expand(batch_shape), Generator);
        }

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                above.Dispose();
                below.Dispose();
            }

            base.Dispose(disposing);
        }

        private static Tensor Where(Tensor known, Tensor value) => where(known, value, full_like(value, double.NaN));
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The distribution of the quotient of two mean squares.</summary>
            /// <param name="df1">Degrees of freedom above.</param>
            /// <param name="df2">Degrees of freedom below.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            public static FisherSnedecor FisherSnedecor(Tensor df1, Tensor df2, Generator? generator = null) => new(df1, df2, generator);
        }
    }
}
