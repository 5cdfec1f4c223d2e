using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Minus the logarithm of the sum over all alignments of labels (N, S) to log-probabilities (T, N, C).</summary>
    /// <param name="blank">The number of the blank label.</param>
    /// <param name="reduction">How the losses of the elements become the loss.</param>
    /// <param name="zero_infinity">Whether infinite losses, of inputs too short for their target, become 0.</param>
    [TypeName("torch.nn.CTCLoss", "torch.nn.modules.loss.CTCLoss")]
    public sealed class CTCLoss(long blank = 0, nn.Reduction reduction = nn.Reduction.Mean, bool zero_infinity = false) : Loss<Tensor, Tensor, Tensor, Tensor, Tensor>(nameof(CTCLoss), reduction)
    {
        /// <summary>The number of the blank label.</summary>
        public long blank { get; } = blank;

        /// <summary>Whether infinite losses, of inputs too short for their target, become 0.</summary>
        public bool zero_infinity { get; } = zero_infinity;

        /// <inheritdoc/>
        public override Tensor forward(Tensor log_probs, Tensor targets, Tensor input_lengths, Tensor target_lengths) => nn.functional.ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, zero_infinity, this.reduction);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Minus the logarithm of the sum over all alignments of labels to inputs. See <see cref="Modules.CTCLoss"/>.</summary>
            public static CTCLoss CTCLoss(long blank = 0, bool zero_infinity = false, Reduction reduction = Reduction.Mean) => new(blank, reduction, zero_infinity);
        }
    }
}
