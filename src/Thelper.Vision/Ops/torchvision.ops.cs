#pragma warning disable CS8981, CA1707 // torchvision's own names, which TorchSharp users know
using Thelper.Torch;
using Thelper.Torch.Native;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

public static partial class torchvision
{
    /// <summary>torchvision's operations on boxes and regions. Boxes are rows of left, top, right, bottom unless said otherwise.</summary>
    public static partial class ops
    {
        // Above this many numbers, torchvision's CPU code handles the groups one by one.
        private const long GroupwiseFrom = 4000;

        private static readonly NamedOperator Nms = new("torchvision::nms");
        private static readonly NamedOperator GroupedNms = new("thelper::grouped_nms");
        private static readonly NamedOperator RoiAlign = new("torchvision::roi_align");
        private static readonly NamedOperator RoiPool = new("torchvision::roi_pool");

        /// <summary>Non-maximum suppression: drops each box that overlaps a better one.</summary>
        /// <param name="boxes">(N, 4), floating point.</param>
        /// <param name="scores">(N).</param>
        /// <param name="iou_threshold">A box goes when its intersection over union with a better one is above this.</param>
        /// <returns>Rows that stay, int64, best first; equal scores in the order of the rows.</returns>
        public static Tensor nms(Tensor boxes, Tensor scores, double iou_threshold)
        {
            ArgumentNullException.ThrowIfNull(boxes);
            ArgumentNullException.ThrowIfNull(scores);
            return Nms.Call(1, boxes, scores, iou_threshold)[0];
        }

        /// <summary>Non-maximum suppression within groups of boxes, such as the classes.</summary>
        /// <param name="boxes">(N, 4), floating point.</param>
        /// <param name="scores">(N).</param>
        /// <param name="idxs">(N), int64: the group of each box.</param>
        /// <param name="iou_threshold">A box goes when its intersection over union with a better one of its group is above this.</param>
        /// <returns>Rows that stay, int64, best first over all groups.</returns>
        public static Tensor batched_nms(Tensor boxes, Tensor scores, Tensor idxs, double iou_threshold)
        {
            ArgumentNullException.ThrowIfNull(boxes);
            ArgumentNullException.ThrowIfNull(scores);
            ArgumentNullException.ThrowIfNull(idxs);
            if (jit.is_tracing())
            {
                // One way for any number of boxes, none too: the groups are moved apart.
                using var traced = NewDisposeScope();
                var farthest = cat([boxes.reshape(-1), zeros([1], boxes.dtype, boxes.device)]).max();
                return nms(boxes + (idxs.to(boxes.dtype) * (farthest + 1)).unsqueeze(1), scores, iou_threshold).MoveToOuterDisposeScope();
            }

            if (boxes.numel() is > 0 and <= GroupwiseFrom)
            {
                // As torchvision does it: groups are moved apart, which rounds the coordinates; the same boxes stay.
                using var scope = NewDisposeScope();
                var offsets = idxs.to(boxes) * (boxes.max() + 1);
                return nms(boxes + offsets.unsqueeze(1), scores, iou_threshold).MoveToOuterDisposeScope();
            }

            using var rest = NewDisposeScope();

            // The same sort as torchvision's, which orders equal scores in a way of its own.
            var keep = where(GroupedNms.Call(1, boxes, scores, idxs, iou_threshold)[0])[0];
            var (_, order) = aten.sort(scores.index_select(0, keep), 0, descending: true);
            return keep.index_select(0, order).MoveToOuterDisposeScope();
        }

        /// <summary>Averages the features of each region over a grid, sampled between pixels (arXiv:1703.06870, section 3). Differentiable in the features.</summary>
        /// <param name="input">(images, C, H, W).</param>
        /// <param name="boxes">(K, 5): index of the image, left, top, right, bottom.</param>
        /// <param name="output_size">Rows and columns of the grid.</param>
        /// <param name="spatial_scale">Feature pixels per unit of the boxes.</param>
        /// <param name="sampling_ratio">Samples per cell and direction; 0 or less for as many as the cell has pixels.</param>
        /// <param name="aligned">Whether pixel centres are at half coordinates; without, regions are shifted by half a pixel and at least one pixel large.</param>
        /// <returns>(K, C, rows, columns).</returns>
        public static Tensor roi_align(
            Tensor input, Tensor boxes, (long Rows, long Columns) output_size, double spatial_scale = 1.0, long sampling_ratio = -1, bool aligned = false)
        {
            ArgumentNullException.ThrowIfNull(input);
            ArgumentNullException.ThrowIfNull(boxes);
            return RoiAlign.Call(1, input, boxes, spatial_scale, output_size.Rows, output_size.Columns, sampling_ratio, aligned)[0];
        }

        /// <summary>Averages the features of regions given per image.</summary>
        /// <inheritdoc cref="roi_align(Tensor, Tensor, ValueTuple{long, long}, double, long, bool)"/>
        public static Tensor roi_align(
            Tensor input, IReadOnlyList<Tensor> boxes, (long Rows, long Columns) output_size, double spatial_scale = 1.0, long sampling_ratio = -1, bool aligned = false)
        {
            using var scope = NewDisposeScope();
            return roi_align(input, convert_boxes_to_roi_format(boxes), output_size, spatial_scale, sampling_ratio, aligned).MoveToOuterDisposeScope();
        }

        /// <summary>Takes the greatest feature of each cell of a grid over each region (arXiv:1504.08083, section 2.1). Differentiable in the features.</summary>
        /// <param name="input">(images, C, H, W).</param>
        /// <param name="boxes">(K, 5): index of the image, left, top, right, bottom; rounded to whole feature pixels.</param>
        /// <param name="output_size">Rows and columns of the grid.</param>
        /// <param name="spatial_scale">Feature pixels per unit of the boxes.</param>
        /// <returns>(K, C, rows, columns); 0 for a cell without a pixel.</returns>
        public static Tensor roi_pool(Tensor input, Tensor boxes, (long Rows, long Columns) output_size, double spatial_scale = 1.0)
        {
            ArgumentNullException.ThrowIfNull(input);
            ArgumentNullException.ThrowIfNull(boxes);
            return RoiPool.Call(1, input, boxes, spatial_scale, output_size.Rows, output_size.Columns)[0];
        }

        /// <summary>Boxes per image as one table whose first column is the image.</summary>
        /// <param name="boxes">One (N, 4) per image.</param>
        /// <returns>(K, 5).</returns>
        internal static Tensor convert_boxes_to_roi_format(IReadOnlyList<Tensor> boxes)
        {
            ArgumentNullException.ThrowIfNull(boxes);
            using var scope = NewDisposeScope();
            var images = boxes.Select((b, i) => full_like(b.narrow(1, 0, 1), i)).ToList();
            return cat([cat(images), cat(boxes)], 1).MoveToOuterDisposeScope();
        }
    }
}
