using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Absolute differences.</summary>
    /// <param name="reduction">How the losses of the elements become the loss.</param>
    [TypeName("torch.nn.L1Loss", "torch.nn.modules.loss.L1Loss")]
    public sealed class L1Loss(nn.Reduction reduction = nn.Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(nameof(L1Loss), reduction)
    {
        /// <inheritdoc/>
        public override Tensor forward(Tensor input, Tensor target) => nn.functional.l1_loss(input, target, this.reduction);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Absolute differences. See <see cref="Modules.L1Loss"/>.</summary>
            public static L1Loss L1Loss(Reduction reduction = Reduction.Mean) => new(reduction);
        }
    }
}
