using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>max(0, |anchor - positive| - |anchor - negative| + margin), tensors of (N, D).</summary>
    /// <param name="margin">The margin.</param>
    /// <param name="p">The exponent of the distance.</param>
    /// <param name="eps">Added to the differences.</param>
    /// <param name="swap">Whether the distance of positive and negative replaces that of anchor and negative where it is smaller.</param>
    /// <param name="reduction">How the losses of the elements become the loss.</param>
    [TypeName("torch.nn.TripletMarginLoss", "torch.nn.modules.loss.TripletMarginLoss")]
    public sealed class TripletMarginLoss(double margin = 1.0, double p = 2, double eps = 1e-6, bool swap = false, nn.Reduction reduction = nn.Reduction.Mean) : Loss<Tensor, Tensor, Tensor, Tensor>(nameof(TripletMarginLoss), reduction)
    {
        /// <summary>The margin.</summary>
        public double margin { get; } = margin;

        /// <summary>The exponent of the distance.</summary>
        public double p { get; } = p;

        /// <summary>Added to the differences.</summary>
        public double eps { get; } = eps;

        /// <summary>Whether the distance of positive and negative replaces that of anchor and negative where it is smaller.</summary>
        public bool swap { get; } = swap;

        /// <inheritdoc/>
        public override Tensor forward(Tensor anchor, Tensor positive, Tensor negative) => nn.functional.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, this.reduction);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>max(0, |anchor - positive| - |anchor - negative| + margin). See <see cref="Modules.TripletMarginLoss"/>.</summary>
            public static TripletMarginLoss TripletMarginLoss(double margin = 1.0, double p = 2, double eps = 1e-6, bool swap = false, Reduction reduction = Reduction.Mean) => new(margin, p, eps, swap, reduction);
        }
    }
}
