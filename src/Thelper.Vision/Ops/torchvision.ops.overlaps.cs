#pragma warning disable CS8981, CA1707 // torchvision's own names, which TorchSharp users know
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class ops
    {
        // (2 / pi)^2, of the difference of angles that tells how alike two shapes are.
        private const double OfAngles = 4 / (Math.PI * Math.PI);

        /// <summary>Intersection over union of every pair, less the squared distance of the centres by the diagonal of both (arXiv:1911.08287, section 3.1).</summary>
        /// <param name="boxes1">(N, 4), no negative width or height.</param>
        /// <param name="boxes2">(M, 4), likewise.</param>
        /// <param name="eps">Added to the squared diagonal.</param>
        /// <returns>(N, M), in (-1, 1].</returns>
        public static Tensor distance_box_iou(Tensor boxes1, Tensor boxes2, double eps = 1e-7)
        {
            using var scope = NewDisposeScope();
            return Distance(Wide(boxes1), Wide(boxes2), eps).Distance.MoveToOuterDisposeScope();
        }

        /// <summary>The same, less a share of how much the shapes differ (arXiv:1911.08287, section 3.2).</summary>
        /// <inheritdoc cref="distance_box_iou" path="/param"/>
        /// <returns>(N, M).</returns>
        public static Tensor complete_box_iou(Tensor boxes1, Tensor boxes2, double eps = 1e-7)
        {
            using var scope = NewDisposeScope();
            var (first, second) = (Wide(boxes1), Wide(boxes2));
            var (distance, iou) = Distance(first, second, eps);
            var angles = ((Column(first, 2) - Column(first, 0)) / (Column(first, 3) - Column(first, 1))).atan().unsqueeze(1)
                - ((Column(second, 2) - Column(second, 0)) / (Column(second, 3) - Column(second, 1))).atan();
            var unlike = angles.square() * OfAngles;
            return (distance - (Share(unlike, iou, eps) * unlike)).MoveToOuterDisposeScope();
        }

        /// <summary>The smallest boxes around masks. A mask without a pixel is refused, as it has none.</summary>
        /// <param name="masks">(N, H, W), not zero where the object is.</param>
        /// <returns>(N, 4), float32: the first and the last column and row with a pixel; both belong to the object.</returns>
        /// <exception cref="UserErrorException">A mask has no pixel, or the shape is another one.</exception>
        public static Tensor masks_to_boxes(Tensor masks)
        {
            ArgumentNullException.ThrowIfNull(masks);
            if (masks.dim() != 3)
            {
                throw new UserErrorException($"masks must have the shape (count, height, width), not ({string.Join(", ", masks.shape)})");
            }

            using var scope = NewDisposeScope();
            if (masks.numel() == 0)
            {
                return zeros([0, 4], ScalarType.Float32, masks.device).MoveToOuterDisposeScope();
            }

            var set = masks.ne(0);
            var (columns, rows) = (aten.any_dim(set, 1), aten.any_dim(set, 2));
            var empty = aten.logical_not(aten.any_dim(columns, 1));
            if (empty.any().item<bool>())
            {
                throw new UserErrorException($"mask {where(empty)[0][0].item<long>()} has no pixel, so there is no box around it");
            }

            var (left, right) = Ends(columns);
            var (top, bottom) = Ends(rows);
            return stack([left, top, right, bottom], 1).to(ScalarType.Float32).MoveToOuterDisposeScope();
        }

        // The first and the last place that is set in each row.
        private static (Tensor First, Tensor Last) Ends(Tensor set)
        {
            var places = arange(set.shape[1], ScalarType.Int64, set.device);
            var none = aten.logical_not(set);
            return (places.expand(set.shape).masked_fill(none, set.shape[1]).amin([1]), places.expand(set.shape).masked_fill(none, -1).amax([1]));
        }

        private static (Tensor Distance, Tensor IoU) Distance(Tensor boxes1, Tensor boxes2, double eps)
        {
            var iou = box_iou(boxes1, boxes2);
            var low = aten.minimum(Corners(boxes1, 0).unsqueeze(1), Corners(boxes2, 0));
            var high = aten.maximum(Corners(boxes1, 2).unsqueeze(1), Corners(boxes2, 2));
            var diagonal = (high - low).clamp(min: 0).square().sum([2]) + eps;
            var centers = ((Corners(boxes1, 0) + Corners(boxes1, 2)) / 2).unsqueeze(1) - ((Corners(boxes2, 0) + Corners(boxes2, 2)) / 2);
            return (iou - (centers.square().sum([2]) / diagonal), iou);
        }

        // How much unlike shapes count: the more, the better the boxes overlap. No way for gradients.
        private static Tensor Share(Tensor unlike, Tensor iou, double eps)
        {
            using var still = no_grad();
            return unlike / (1 - iou + unlike + eps);
        }
    }
}
