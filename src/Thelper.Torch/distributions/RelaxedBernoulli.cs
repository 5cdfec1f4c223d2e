using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>A value between zero and one that comes near one of both as the temperature falls. Made by <c>torch.distributions.RelaxedBernoulli</c>.</summary>
    /// <remarks>C. Maddison, A. Mnih, Y. W. Teh, "The concrete distribution: a continuous relaxation of discrete random variables", 2017.</remarks>
    public sealed class RelaxedBernoulli : TransformedDistribution
    {
        private readonly LogitRelaxedBernoulli before;

        internal RelaxedBernoulli(LogitRelaxedBernoulli before)
            : base(before, new distributions.transforms.SigmoidTransform()) => this.before = before;

        /// <summary>How far from zero and one the values stay.</summary>
        public Tensor temperature => before.temperature.alias();

        /// <summary>The probabilities.</summary>
        public Tensor probs => before.probs;

        /// <summary>The logits.</summary>
        public Tensor logits => before.logits;

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape) => new RelaxedBernoulli((LogitRelaxedBernoulli)before.expand(batch_shape));
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>A value between zero and one that comes near one of both as the temperature falls.</summary>
            /// <param name="temperature">How far from zero and one the values stay.</param>
            /// <param name="probs">Probabilities; or give logits.</param>
            /// <param name="logits">Logarithms of odds; or give probs.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            /// <exception cref="ArgumentException">Both or none of probs and logits are given.</exception>
            public static RelaxedBernoulli RelaxedBernoulli(Tensor temperature, Tensor? probs = null, Tensor? logits = null, Generator? generator = null)
                => new(new LogitRelaxedBernoulli(temperature, probs, logits, generator));
        }
    }
}
