using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Minus the logarithm of a Poisson likelihood.</summary>
    /// <param name="log_input">Whether the input holds logarithms of rates.</param>
    /// <param name="full">Whether Stirling's approximation of the constant is added.</param>
    /// <param name="eps">Added to the rate before its logarithm.</param>
    /// <param name="reduction">How the losses of the elements become the loss.</param>
    [TypeName("torch.nn.PoissonNLLLoss", "torch.nn.modules.loss.PoissonNLLLoss")]
    public sealed class PoissonNLLLoss(bool log_input = true, bool full = false, double eps = 1e-8, nn.Reduction reduction = nn.Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(nameof(PoissonNLLLoss), reduction)
    {
        /// <summary>Whether the input holds logarithms of rates.</summary>
        public bool log_input { get; } = log_input;

        /// <summary>Whether Stirling's approximation of the constant is added.</summary>
        public bool full { get; } = full;

        /// <summary>Added to the rate before its logarithm.</summary>
        public double eps { get; } = eps;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input, Tensor target) => nn.functional.poisson_nll_loss(input, target, log_input, full, eps, this.reduction);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Minus the logarithm of a Poisson likelihood. See <see cref="Modules.PoissonNLLLoss"/>.</summary>
            public static PoissonNLLLoss PoissonNLLLoss(bool log_input = true, bool full = false, double eps = 1e-8, Reduction reduction = Reduction.Mean) => new(log_input, full, eps, reduction);
        }
    }
}
