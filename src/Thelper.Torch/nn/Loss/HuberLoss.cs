using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>d^2 / 2 where the difference d is below delta, else delta (|d| - delta / 2).</summary>
    /// <param name="reduction">How the losses of the elements become the loss.</param>
    /// <param name="delta">Where the square ends and the straight line begins.</param>
    [TypeName("torch.nn.HuberLoss", "torch.nn.modules.loss.HuberLoss")]
    public sealed class HuberLoss(nn.Reduction reduction = nn.Reduction.Mean, double delta = 1.0) : Loss<Tensor, Tensor, Tensor>(nameof(HuberLoss), reduction)
    {
        /// <summary>Where the square ends and the straight line begins.</summary>
        public double delta { get; } = delta;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input, Tensor target) => nn.functional.huber_loss(input, target, delta, this.reduction);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Squared differences below delta, absolute ones above. See <see cref="Modules.HuberLoss"/>.</summary>
            public static HuberLoss HuberLoss(double delta = 1.0, Reduction reduction = Reduction.Mean) => new(reduction, delta);
        }
    }
}
