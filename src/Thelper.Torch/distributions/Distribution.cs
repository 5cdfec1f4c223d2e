namespace Thelper.Torch;

public static partial class torch
{
    public static partial class distributions
    {
        /// <summary>A distribution of random tensors: as many independent ones as <see cref="batch_shape"/> says, each of the shape <see cref="event_shape"/>.</summary>
        /// <remarks>It keeps its parameters, and gradients go through them, until it is disposed. What a distribution does not have (a mode, an entropy) throws <see cref="NotImplementedException"/>.</remarks>
        public abstract class Distribution : IDisposable
        {
            private readonly List<Tensor> owned = [];

            /// <summary>Creates the distribution.</summary>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            protected Distribution(Generator? generator) => Generator = generator;

            /// <summary>Shape of the independent distributions.</summary>
            public Size batch_shape { get; private protected set; }

            /// <summary>Shape of what one of them draws.</summary>
            public Size event_shape { get; private protected set; }

            /// <summary>The expectations.</summary>
            public abstract Tensor mean { get; }

            /// <summary>The values of greatest probability or density.</summary>
            public virtual Tensor mode => throw Lacks("mode");

            /// <summary>The variances.</summary>
            public abstract Tensor variance { get; }

            /// <summary>The standard deviations.</summary>
            public virtual Tensor stddev => WrappedTensorDisposeScope(() => variance.sqrt());

            private protected Generator? Generator { get; }

            /// <summary>Draws, without gradients.</summary>
            /// <param name="sample_shape">How often: the result has these sizes, then those of the batch, then those of an event.</param>
            public Tensor sample(params long[] sample_shape) => sample((Size)sample_shape);

            /// <inheritdoc cref="sample(long[])"/>
            public virtual Tensor sample(Size sample_shape)
            {
                using var quiet = no_grad();
                return rsample(sample_shape);
            }

            /// <summary>Draws so that gradients reach the parameters.</summary>
            /// <inheritdoc cref="sample(long[])"/>
            /// <exception cref="NotImplementedException">The values are discrete: there is no gradient.</exception>
            public Tensor rsample(params long[] sample_shape) => rsample((Size)sample_shape);

            /// <inheritdoc cref="rsample(long[])"/>
            public virtual Tensor rsample(Size sample_shape) => throw Lacks("gradient of its samples");

            /// <summary>Logarithm of the probability or density at values.</summary>
            public abstract Tensor log_prob(Tensor value);

            /// <summary>The entropies.</summary>
            public virtual Tensor entropy() => throw Lacks("entropy");

            /// <summary>Probability of a value up to these.</summary>
            public virtual Tensor cdf(Tensor value) => throw Lacks("cdf");

            /// <summary>The values that are exceeded with one minus these probabilities.</summary>
            public virtual Tensor icdf(Tensor value) => throw Lacks("icdf");

            /// <summary>All values of a discrete distribution, along a new first dimension.</summary>
            /// <param name="expand">Whether the batch is repeated, too.</param>
            public virtual Tensor enumerate_support(bool expand = true) => throw Lacks("finite support");

            /// <summary>The exponentials of the entropies.</summary>
            public Tensor perplexity() => WrappedTensorDisposeScope(() => entropy().exp());

            /// <summary>The same distribution, repeated over a larger batch.</summary>
            public abstract Distribution expand(Size batch_shape);

            /// <inheritdoc/>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Releases the parameters.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (disposing)
                {
                    owned.ForEach(tensor => tensor.Dispose());
                }
            }

            /// <summary>Keeps a tensor as long as the distribution.</summary>
            private protected Tensor Own(Tensor tensor)
            {
                owned.Add(tensor.DetachFromDisposeScope());
                return tensor;
            }

            /// <summary>Views of parameters in their common shape, kept as long as the distribution.</summary>
            private protected Tensor[] OwnTogether(params Tensor[] tensors) => Array.ConvertAll(aten.broadcast_tensors(tensors), Own);

            /// <summary>Sizes of what is drawn.</summary>
            private protected long[] Extended(Size sample_shape) => sample_shape + batch_shape + event_shape;

            /// <summary>Uniform numbers of the type and place of a parameter.</summary>
            private protected Tensor Uniform(Tensor like, Size sample_shape, double from = 0, double to = 1) => like.new_empty(Extended(sample_shape)).uniform_(from, to, Generator);

            /// <summary>Standard normal numbers of the type and place of a parameter.</summary>
            private protected Tensor StandardNormal(Tensor like, long[] shape) => aten.normal_Tensor_Tensor(like.new_zeros(shape), like.new_ones(shape), Generator);

            /// <summary>The smallest positive number of a parameter's type.</summary>
            private protected static double Tiny(Tensor like) => distributions.Tiny(like);

            /// <summary>The distance from 1 to the next number of a parameter's type.</summary>
            private protected static double Eps(Tensor like) => distributions.Eps(like);

            private NotImplementedException Lacks(string what) => new($"{GetType().Name} has no {what}.");
        }
    }
}
