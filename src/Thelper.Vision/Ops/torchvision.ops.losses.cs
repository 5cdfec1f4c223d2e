#pragma warning disable CS8981, CA1707 // torchvision's own names, which TorchSharp users know
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class ops
    {
        /// <summary>Cross entropy of yes and no, in which what is right already counts little (arXiv:1708.02002, equation 5).</summary>
        /// <param name="inputs">Scores before the sigmoid, of any shape.</param>
        /// <param name="targets">1 for yes, 0 for no; of the same shape, floating point.</param>
        /// <param name="alpha">Weight of yes in [0, 1], no has the rest; below 0 for none.</param>
        /// <param name="gamma">How much less what is right counts; 0 for plain cross entropy.</param>
        /// <param name="reduction">What becomes of the elements.</param>
        /// <returns>The loss of each element, or their mean or sum.</returns>
        public static Tensor sigmoid_focal_loss(Tensor inputs, Tensor targets, double alpha = 0.25, double gamma = 2, nn.Reduction reduction = nn.Reduction.None)
        {
            ArgumentNullException.ThrowIfNull(inputs);
            ArgumentNullException.ThrowIfNull(targets);
            using var scope = NewDisposeScope();
            var entropy = nn.functional.binary_cross_entropy_with_logits(inputs, targets, reduction: nn.Reduction.None);
            var loss = entropy * (1 - OfTarget(inputs.sigmoid(), targets)).pow(gamma);
            loss = alpha < 0 ? loss : ((alpha * targets) + ((1 - alpha) * (1 - targets))) * loss;
            return Reduced(loss, reduction).MoveToOuterDisposeScope();
        }

        /// <summary>One minus the generalised intersection over union of each pair (arXiv:1902.09630, algorithm 2).</summary>
        /// <param name="boxes1">(..., 4), no negative width or height.</param>
        /// <param name="boxes2">Likewise, as many.</param>
        /// <param name="reduction">What becomes of the elements; the mean of none is 0.</param>
        /// <param name="eps">Added to divisors.</param>
        /// <returns>The loss of each pair, or their mean or sum.</returns>
        public static Tensor generalized_box_iou_loss(Tensor boxes1, Tensor boxes2, nn.Reduction reduction = nn.Reduction.None, double eps = 1e-7)
        {
            using var scope = NewDisposeScope();
            var pair = new BoxPairs(boxes1, boxes2);
            var iou = pair.Intersection / (pair.Union + eps);
            var hull = pair.HullWidth * pair.HullHeight;
            return Reduced(1 - (iou - ((hull - pair.Union) / (hull + eps))), reduction).MoveToOuterDisposeScope();
        }

        /// <summary>One minus the distance intersection over union of each pair (arXiv:1911.08287, equation 7).</summary>
        /// <inheritdoc cref="generalized_box_iou_loss"/>
        public static Tensor distance_box_iou_loss(Tensor boxes1, Tensor boxes2, nn.Reduction reduction = nn.Reduction.None, double eps = 1e-7)
        {
            using var scope = NewDisposeScope();
            return Reduced(new BoxPairs(boxes1, boxes2).DistanceLoss(eps).Loss, reduction).MoveToOuterDisposeScope();
        }

        /// <summary>One minus the complete intersection over union of each pair (arXiv:1911.08287, equation 10).</summary>
        /// <inheritdoc cref="generalized_box_iou_loss"/>
        public static Tensor complete_box_iou_loss(Tensor boxes1, Tensor boxes2, nn.Reduction reduction = nn.Reduction.None, double eps = 1e-7)
        {
            using var scope = NewDisposeScope();
            var pair = new BoxPairs(boxes1, boxes2);
            var (loss, iou) = pair.DistanceLoss(1e-7);
            var unlike = (pair.Angle2 - pair.Angle1).square() * OfAngles;
            return Reduced(loss + (Share(unlike, iou, eps) * unlike), reduction).MoveToOuterDisposeScope();
        }

        // The chance that was given to what is true.
        private static Tensor OfTarget(Tensor yes, Tensor targets) => (yes * targets) + ((1 - yes) * (1 - targets));

        private static Tensor Reduced(Tensor loss, nn.Reduction reduction) => reduction switch
        {
            nn.Reduction.Sum => loss.sum(),
            nn.Reduction.Mean => loss.numel() > 0 ? loss.mean() : loss.sum() * 0,
            _ => loss,
        };

        /// <summary>Pairs of boxes, and what their losses are made of. Belongs to the dispose scope it is made in.</summary>
        private sealed class BoxPairs
        {
            private readonly Tensor left1, top1, right1, bottom1, left2, top2, right2, bottom2;

            public BoxPairs(Tensor boxes1, Tensor boxes2)
            {
                (left1, top1, right1, bottom1) = Sides(boxes1);
                (left2, top2, right2, bottom2) = Sides(boxes2);
                var width = aten.minimum(right1, right2) - aten.maximum(left1, left2);
                var height = aten.minimum(bottom1, bottom2) - aten.maximum(top1, top2);
                var apart = aten.logical_or(width.le(0), height.le(0));
                Intersection = (width * height).masked_fill(apart, 0);
                Union = ((right1 - left1) * (bottom1 - top1)) + ((right2 - left2) * (bottom2 - top2)) - Intersection;
            }

            public Tensor Intersection { get; }

            public Tensor Union { get; }

            public Tensor HullWidth => aten.maximum(right1, right2) - aten.minimum(left1, left2);

            public Tensor HullHeight => aten.maximum(bottom1, bottom2) - aten.minimum(top1, top2);

            public Tensor Angle1 => ((right1 - left1) / (bottom1 - top1)).atan();

            public Tensor Angle2 => ((right2 - left2) / (bottom2 - top2)).atan();

            public (Tensor Loss, Tensor IoU) DistanceLoss(double eps)
            {
                var iou = Intersection / (Union + eps);
                var diagonal = HullWidth.square() + HullHeight.square() + eps;
                var (x, y) = (((right1 + left1) / 2) - ((left2 + right2) / 2), ((bottom1 + top1) / 2) - ((top2 + bottom2) / 2));
                return (1 - iou + ((x.square() + y.square()) / diagonal), iou);
            }

            private static (Tensor Left, Tensor Top, Tensor Right, Tensor Bottom) Sides(Tensor boxes)
            {
                var wide = boxes.dtype is ScalarType.Float32 or ScalarType.Float64 ? boxes : boxes.to(ScalarType.Float32);
                return (wide.select(-1, 0), wide.select(-1, 1), wide.select(-1, 2), wide.select(-1, 3));
            }
        }
    }
}
