#pragma warning disable CS8981, CA1707 // torchvision's own names, which TorchSharp users know
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class ops
    {
        /// <summary>Areas of boxes.</summary>
        /// <param name="boxes">(N, 4).</param>
        /// <returns>(N).</returns>
        public static Tensor box_area(Tensor boxes)
        {
            using var scope = NewDisposeScope();
            var wide = Wide(boxes);
            return ((Column(wide, 2) - Column(wide, 0)) * (Column(wide, 3) - Column(wide, 1))).MoveToOuterDisposeScope();
        }

        /// <summary>Intersection over union of every pair.</summary>
        /// <param name="boxes1">(N, 4).</param>
        /// <param name="boxes2">(M, 4).</param>
        /// <returns>(N, M), in [0, 1]; not a number for two empty boxes.</returns>
        public static Tensor box_iou(Tensor boxes1, Tensor boxes2)
        {
            using var scope = NewDisposeScope();
            var (inter, union) = Overlap(boxes1, boxes2);
            return (inter / union).MoveToOuterDisposeScope();
        }

        /// <summary>Generalised intersection over union of every pair (arXiv:1902.09630).</summary>
        /// <param name="boxes1">(N, 4), no negative width or height.</param>
        /// <param name="boxes2">(M, 4), likewise.</param>
        /// <returns>(N, M), in (-1, 1].</returns>
        public static Tensor generalized_box_iou(Tensor boxes1, Tensor boxes2)
        {
            using var scope = NewDisposeScope();
            var (inter, union) = Overlap(boxes1, boxes2);
            var low = aten.minimum(Corners(boxes1, 0).unsqueeze(1), Corners(boxes2, 0));
            var high = aten.maximum(Corners(boxes1, 2).unsqueeze(1), Corners(boxes2, 2));
            var size = Wide(high - low).clamp(min: 0);
            var hull = size.select(2, 0) * size.select(2, 1);
            return ((inter / union) - ((hull - union) / hull)).MoveToOuterDisposeScope();
        }

        /// <summary>Cuts boxes at the edges of an image.</summary>
        /// <param name="boxes">(..., 4).</param>
        /// <param name="size">Height and width of the image.</param>
        /// <returns>Boxes of the same shape within [0, width] x [0, height].</returns>
        public static Tensor clip_boxes_to_image(Tensor boxes, (long Height, long Width) size)
        {
            ArgumentNullException.ThrowIfNull(boxes);
            using var scope = NewDisposeScope();
            var dim = boxes.dim() - 1;
            var x = aten.slice_Tensor(boxes, dim, 0, null, 2).clamp(0, size.Width);
            var y = aten.slice_Tensor(boxes, dim, 1, null, 2).clamp(0, size.Height);
            return stack([x, y], dim + 1).flatten(dim, -1).MoveToOuterDisposeScope();
        }

        /// <summary>Finds the boxes of a least size.</summary>
        /// <param name="boxes">(N, 4).</param>
        /// <param name="min_size">Least width and height.</param>
        /// <returns>Rows of boxes at least that large, int64.</returns>
        public static Tensor remove_small_boxes(Tensor boxes, double min_size)
        {
            using var scope = NewDisposeScope();
            var wide = (Column(boxes, 2) - Column(boxes, 0)).ge(min_size);
            var high = (Column(boxes, 3) - Column(boxes, 1)).ge(min_size);
            return where(aten.logical_and(wide, high))[0].MoveToOuterDisposeScope();
        }

        /// <summary>Changes how boxes are written.</summary>
        /// <param name="boxes">(N, 4).</param>
        /// <param name="in_fmt"><c>xyxy</c> (corners), <c>xywh</c> (corner and size) or <c>cxcywh</c> (centre and size).</param>
        /// <param name="out_fmt">Likewise.</param>
        /// <returns>New boxes (N, 4).</returns>
        /// <exception cref="UserErrorException">A format is unknown.</exception>
        public static Tensor box_convert(Tensor boxes, string in_fmt, string out_fmt)
        {
            using var scope = NewDisposeScope();
            var (a, b, c, d) = (Column(boxes, 0), Column(boxes, 1), Column(boxes, 2), Column(boxes, 3));
            if (in_fmt == out_fmt && in_fmt is "xyxy" or "xywh" or "cxcywh")
            {
                return boxes.clone().MoveToOuterDisposeScope();
            }

            var (left, top, right, bottom) = in_fmt switch
            {
                "xyxy" => (a, b, c, d),
                "xywh" => (a, b, a + c, b + d),
                "cxcywh" => (a - (c * 0.5), b - (d * 0.5), a + (c * 0.5), b + (d * 0.5)),
                _ => throw UnknownFormat(in_fmt),
            };
            Tensor[] columns = out_fmt switch
            {
                "xyxy" => [left, top, right, bottom],
                "xywh" => [left, top, right - left, bottom - top],
                "cxcywh" => [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top],
                _ => throw UnknownFormat(out_fmt),
            };
            return stack(columns, 1).MoveToOuterDisposeScope();
        }

        private static UserErrorException UnknownFormat(string format) => new($"'{format}' is no format of boxes (known: xyxy, xywh, cxcywh)");

        private static (Tensor Inter, Tensor Union) Overlap(Tensor boxes1, Tensor boxes2)
        {
            var (area1, area2) = (box_area(boxes1), box_area(boxes2));
            var low = aten.maximum(Corners(boxes1, 0).unsqueeze(1), Corners(boxes2, 0));
            var high = aten.minimum(Corners(boxes1, 2).unsqueeze(1), Corners(boxes2, 2));
            var size = Wide(high - low).clamp(min: 0);
            var inter = size.select(2, 0) * size.select(2, 1);
            return (inter, area1.unsqueeze(1) + area2 - inter);
        }

        private static Tensor Column(Tensor boxes, long index) => boxes.select(1, index);

        private static Tensor Corners(Tensor boxes, long first) => boxes.narrow(1, first, 2);

        // Products of small types overflow.
        private static Tensor Wide(Tensor t) => t.dtype switch
        {
            ScalarType.Float32 or ScalarType.Float64 or ScalarType.Int32 or ScalarType.Int64 => t,
            ScalarType.Float16 or ScalarType.BFloat16 => t.to(ScalarType.Float32),
            _ => t.to(ScalarType.Int32),
        };
    }
}
