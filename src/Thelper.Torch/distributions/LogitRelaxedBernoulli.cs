using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The logit of a value between zero and one that comes near one of both as the temperature falls. Made by <c>torch.distributions.LogitRelaxedBernoulli</c>.</summary>
    /// <remarks>C. Maddison, A. Mnih, Y. W. Teh, "The concrete distribution: a continuous relaxation of discrete random variables", 2017. Gradients go through its samples; it has no moments.</remarks>
    public sealed class LogitRelaxedBernoulli : ChanceDistribution
    {
        internal LogitRelaxedBernoulli(Tensor temperature, Tensor? probs, Tensor? logits, Generator? generator)
            : base(nameof(LogitRelaxedBernoulli), probs, logits, generator) => this.temperature = Own(temperature.alias());

        /// <summary>How far from zero and one the values stay.</summary>
        public Tensor temperature { get; }

        /// <inheritdoc/>
        /// <exception cref="NotImplementedException">It has none.</exception>
        public override Tensor mean => throw new NotImplementedException("LogitRelaxedBernoulli has no mean.");

        /// <inheritdoc/>
        /// <exception cref="NotImplementedException">It has none.</exception>
        public override Tensor variance => throw new NotImplementedException("LogitRelaxedBernoulli has no variance.");

        /// <inheritdoc/>
        public override Tensor rsample(Size sample_shape) => WrappedTensorDisposeScope(() =>
        {
            var eps = Eps(Chances.Given);
            var chance = Chances.Probs.expand(Extended(sample_shape)).clamp(eps, 1 - eps);
            var drawn = Uniform(Chances.Given, sample_shape).clamp(eps, 1 - eps);
            return (drawn.log() - (-drawn).log1p() + chance.log() - (-chance).log1p()) / temperature;
        });

        /// <inheritdoc/>
        public override Tensor log_prob(Tensor value) => WrappedTensorDisposeScope(() =>
        {
            var distance = Chances.Logits - (value * temperature);
            return temperature.log() + distance - (2 * distance.exp().log1p());
        });

        /// <inheritdoc/>
        public override distributions.Distribution expand(Size batch_shape)
        {
            using var scope = NewDisposeScope();
            var (probs, logits) = Chances.Expanded(batch_shape);
            return new LogitRelaxedBernoulli(temperature, probs, logits, Generator);
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <summary>The logit of a value between zero and one that comes near one of both as the temperature falls.</summary>
            /// <param name="temperature">How far from zero and one the values stay.</param>
            /// <param name="probs">Probabilities; or give logits.</param>
            /// <param name="logits">Logarithms of odds; or give probs.</param>
            /// <param name="generator">Where random numbers come from; libtorch's own generator for null.</param>
            /// <exception cref="ArgumentException">Both or none of probs and logits are given.</exception>
            public static LogitRelaxedBernoulli LogitRelaxedBernoulli(Tensor temperature, Tensor? probs = null, Tensor? logits = null, Generator? generator = null)
                => new(temperature, probs, logits, generator);
        }
    }
}
