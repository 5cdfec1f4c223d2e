using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Minus the logarithm of a normal likelihood; the variance has the input's shape, or 1 in its last dimension, or is one for each sample (N, 1).</summary>
    /// <param name="full">Whether the constant is added.</param>
    /// <param name="eps">The least variance.</param>
    /// <param name="reduction">How the losses of the elements become the loss.</param>
    [TypeName("torch.nn.GaussianNLLLoss", "torch.nn.modules.loss.GaussianNLLLoss")]
    public sealed class GaussianNLLLoss(bool full = false, double eps = 1e-6, nn.Reduction reduction = nn.Reduction.Mean) : Loss<Tensor, Tensor, Tensor, Tensor>(nameof(GaussianNLLLoss), reduction)
    {
        /// <summary>Whether the constant is added.</summary>
        public bool full { get; } = full;

        /// <summary>The least variance.</summary>
        public double eps { get; } = eps;

        /// <inheritdoc/>
        public override Tensor forward(Tensor input, Tensor target, Tensor variance) => nn.functional.gaussian_nll_loss(input, target, variance, full, eps, this.reduction);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Minus the logarithm of a normal likelihood. See <see cref="Modules.GaussianNLLLoss"/>.</summary>
            public static GaussianNLLLoss GaussianNLLLoss(bool full = false, double eps = 1e-6, Reduction reduction = Reduction.Mean) => new(full, eps, reduction);
        }
    }
}
