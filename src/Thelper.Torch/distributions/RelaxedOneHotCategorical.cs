using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Shares that come near one of several values as the temperature falls. Made by <c>torch.distributions.RelaxedOneHotCategorical</c>.</summary>
    /// <remarks>C. Maddison, A. Mnih, Y. W. Teh, "The concrete distribution: a continuous relaxation of discrete random variables", 2017.</remarks>
    public sealed class RelaxedOneHotCategorical : TransformedDistribution
    {
        private readonly ExpRelaxedCategorical before;

        internal RelaxedOneHotCategorical(ExpRelaxedCategorical before)
            : base(before, new distributions.transforms.ExpTransform()) => this.before = before;

        /// <summary>How far from a single value the shares stay.</summary>
        public Tensor temperature => before.temperature.alias();

        /// <summary>The probabilities.</summary>
        public Tensor probs => before.probs;

        /// <summary>Logarithms of the probabilities.</summary>
        public Tensor logits => before.logits;

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape) => new RelaxedOneHotCategorical((ExpRelaxedCategorical)before.expand(batch_shape));
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>Shares that come near one of several values as the temperature falls.</summary>
            /// <param name="temperature">How far from a single value the shares stay.</param>
            /// <param name="probs">Weights of the values (..., values), normalised; or give logits.</param>
            /// <param name="logits">Logarithms of the weights; or give probs.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            /// <exception cref="ArgumentException">Both or none of probs and logits are given.</exception>
            public static RelaxedOneHotCategorical RelaxedOneHotCategorical(Tensor temperature, Tensor? probs = null, Tensor? logits = null, Generator? generator = null)
                => new(new ExpRelaxedCategorical(temperature, new Categorical(probs, logits, generator), generator));
        }
    }
}
