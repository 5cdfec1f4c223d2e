using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>max(0, d(anchor, positive) - d(anchor, negative) + margin) with a distance of one's own.</summary>
    [TypeName("torch.nn.TripletMarginWithDistanceLoss", "torch.nn.modules.loss.TripletMarginWithDistanceLoss")]
    public sealed class TripletMarginWithDistanceLoss : Loss<Tensor, Tensor, Tensor, Tensor>
    {
        private readonly Func<Tensor, Tensor, Tensor> distance;
        private readonly double margin;
        private readonly bool swap;

        /// <summary>Creates the loss with the distance of <see cref="PairwiseDistance"/>.</summary>
        /// <param name="margin">The margin.</param>
        /// <param name="swap">Whether the distance of positive and negative replaces that of anchor and negative where it is smaller.</param>
        /// <param name="reduction">How the losses of the elements become the loss.</param>
        [ConfigConstructor]
        public TripletMarginWithDistanceLoss(double margin = 1.0, bool swap = false, nn.Reduction reduction = nn.Reduction.Mean)
            : this(new PairwiseDistance(), margin, swap, reduction)
        {
        }

        /// <summary>Creates the loss with a module as the distance, which it then owns.</summary>
        /// <param name="distance">The distance of two inputs.</param>
        /// <param name="margin">The margin.</param>
        /// <param name="swap">Whether the distance of positive and negative replaces that of anchor and negative where it is smaller.</param>
        /// <param name="reduction">How the losses of the elements become the loss.</param>
        public TripletMarginWithDistanceLoss(nn.Module<Tensor, Tensor, Tensor> distance, double margin = 1.0, bool swap = false, nn.Reduction reduction = nn.Reduction.Mean)
            : this(distance.call, margin, swap, reduction) => register_module("distance_function", distance);

        /// <summary>Creates the loss with a function as the distance.</summary>
        /// <param name="distance">The distance of two inputs.</param>
        /// <param name="margin">The margin.</param>
        /// <param name="swap">Whether the distance of positive and negative replaces that of anchor and negative where it is smaller.</param>
        /// <param name="reduction">How the losses of the elements become the loss.</param>
        public TripletMarginWithDistanceLoss(Func<Tensor, Tensor, Tensor> distance, double margin = 1.0, bool swap = false, nn.Reduction reduction = nn.Reduction.Mean)
            : base(nameof(TripletMarginWithDistanceLoss), reduction) => (this.distance, this.margin, this.swap) = (distance, margin, swap);

        /// <inheritdoc/>
        public override Tensor forward(Tensor anchor, Tensor positive, Tensor negative)
            => nn.functional.triplet_margin_with_distance_loss(anchor, positive, negative, distance, margin, swap, reduction);
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The triplet loss with a distance of one's own. See <see cref="Modules.TripletMarginWithDistanceLoss"/>.</summary>
            public static TripletMarginWithDistanceLoss TripletMarginWithDistanceLoss(
                Func<Tensor, Tensor, Tensor>? distance = null, double margin = 1.0, bool swap = false, Reduction reduction = Reduction.Mean)
                => distance is null ? new(margin, swap, reduction) : new(distance, margin, swap, reduction);
        }
    }
}
