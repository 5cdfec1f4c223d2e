using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>d^2 / (2 beta) where the difference d is below beta, else |d| - beta / 2.</summary>
    /// <param name="reduction">How the losses of the elements become the loss.</param>
    /// <param name="beta">Where the square ends and the straight line begins.</param>
    [TypeName("torch.nn.SmoothL1Loss", "torch.nn.modules.loss.SmoothL1Loss")]
    public sealed class SmoothL1Loss(nn.Reduction reduction = nn.Reduction.Mean, double beta = 1.0) : Loss<Tensor, Tensor, Tensor>(nameof(SmoothL1Loss), reduction)
    {
        /// <summary>Where the square ends and the straight line begins.</summary>
        public double beta { get; } = beta;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input, Tensor target) => nn.functional.smooth_l1_loss(input, target, this.reduction, beta);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Squared differences below beta, absolute ones above. See <see cref="Modules.SmoothL1Loss"/>.</summary>
            public static SmoothL1Loss SmoothL1Loss(Reduction reduction = Reduction.Mean, double beta = 1.0) => new(reduction, beta);
        }
    }
}
