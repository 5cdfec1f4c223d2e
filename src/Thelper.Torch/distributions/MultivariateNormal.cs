using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Normal vectors. Made by <c>torch.distributions.MultivariateNormal</c>.</summary>
    public sealed class MultivariateNormal : distributions.Distribution
    {
        internal MultivariateNormal(Tensor loc, Tensor scale_tril, Generator? generator)
            : base(generator)
        {
            using var scope = NewDisposeScope();
            var size = loc.shape[^1];
            Size batch = broadcast_shapes(loc.shape[..^1], scale_tril.shape[..^2]);
            this.loc = Own(loc.expand(batch + new Size([size])));
            this.scale_tril = Own(scale_tril.expand(batch + new Size([size, size])));
            (batch_shape, event_shape) = (batch, new Size([size]));
        }

        /// <summary>The mean (..., size).</summary>
        public Tensor loc { get; }

        /// <summary>The lower triangular root of the covariance (..., size, size).</summary>
        public Tensor scale_tril { get; }

        /// <summary>The covariance (..., size, size).</summary>
        public Tensor covariance_matrix => WrappedTensorDisposeScope(() => scale_tril.matmul(scale_tril.transpose(-2, -1)));

        /// <summary>The inverse of the covariance (..., size, size).</summary>
        public Tensor precision_matrix => WrappedTensorDisposeScope(() => aten.cholesky_inverse(scale_tril));

        /// <inheritdoc/>
        public override Tensor mean => loc.alias();

        /// <inheritdoc/>
        public override Tensor mode => loc.alias();

        /// <inheritdoc/>
        public override Tensor variance => WrappedTensorDisposeScope(() => scale_tril.square().sum(-1));

        /// <inheritdoc/>
        public override Tensor rsample(Size sample_shape) => WrappedTensorDisposeScope(() => loc + scale_tril.matmul(StandardNormal(loc, Extended(sample_shape)).unsqueeze(-1)).squeeze(-1));

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        {
            var difference = (value - loc).unsqueeze(-1);
            var length = aten.linalg_solve_triangular(scale_tril, difference, upper: false).squeeze(-1).square().sum(-1);
            return (-0.5 * ((event_shape[0] * Math.Log(2 * Math.PI)) + length)) - HalfLogDeterminant();
        });

        /// <inheritdoc/>
        public override Tensor entropy() => WrappedTensorDisposeScope(() => (0.5 * event_shape[0] * (1 + Math.Log(2 * Math.PI))) + HalfLogDeterminant());

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            return new MultivariateNormal(loc.expand(batch_shape + event_shape), scale_tril.expand(batch_shape + event_shape + event_shape), Generator);
        }

        private Tensor HalfLogDeterminant() => scale_tril.diagonal(0, -2, -1).log().sum(-1);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>Normal vectors.</summary>
            /// <param name="loc">The mean (..., size).</param>
            /// <param name="covariance_matrix">The covariance (..., size, size); or give one of the next.</param>
            /// <param name="precision_matrix">The inverse of the covariance (..., size, size).</param>
            /// <param name="scale_tril">The lower triangular root of the covariance (..., size, size).</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            /// <exception cref="ArgumentException">More or fewer than one of the three matrices are given.</exception>
            public static MultivariateNormal MultivariateNormal(Tensor loc, Tensor? covariance_matrix = null, Tensor? precision_matrix = null, Tensor? scale_tril = null, Generator? generator = null)
            {
                if (new[] { covariance_matrix, precision_matrix, scale_tril }.Count(matrix => matrix is not null) != 1)
                {
                    throw new ArgumentException("MultivariateNormal takes one of covariance_matrix, precision_matrix and scale_tril.");
                }

                using var scope = NewDisposeScope();
                var root = scale_tril ?? (covariance_matrix is not null ? linalg.cholesky(covariance_matrix) : RootOf(precision_matrix!));
                return new(loc, root, generator);
            }

            // The lower root of the inverse, without inverting: the root of the matrix turned around, turned back, is its upper root.
            private static Tensor RootOf(Tensor precision)
            {
                var upper = linalg.cholesky(precision.flip(-2, -1)).flip(-2, -1).transpose(-2, -1);
                return linalg.solve_triangular(upper, eye(precision.shape[^1], dtype: precision.dtype, device: precision.device), upper: false);
            }
        }
    }
}
