#pragma warning disable CS8981, CA1707 // torchvision's own names, which TorchSharp users know
using Thelper.Imaging;
using Thelper.Torch;
using Thelper.Vision.Utils;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class utils
    {
        private const int Half = 100;

        /// <summary>Draws boxes, as Pillow does. Labels are in OpenCV's letters, not Pillow's.</summary>
        /// <param name="image">uint8 (3, H, W), or (1, H, W), which becomes coloured.</param>
        /// <param name="boxes">(N, 4): left, top, right, bottom, both included.</param>
        /// <param name="labels">A text for each box; null for none.</param>
        /// <param name="colors">A colour for each, or one for all: names (<c>red</c>) or <c>#rrggbb</c>; null for a palette.</param>
        /// <param name="fill">Whether boxes are filled with their colour, 100 of 255 opaque.</param>
        /// <param name="width">Pixels of the line.</param>
        /// <returns>uint8 (3, H, W).</returns>
        /// <exception cref="UserErrorException">Image, boxes, labels or colours have another form or number.</exception>
        public static Tensor draw_bounding_boxes(
            Tensor image, Tensor boxes, IReadOnlyList<string>? labels = null, IReadOnlyList<string>? colors = null, bool fill = false, int width = 1)
        {
            ArgumentNullException.ThrowIfNull(boxes);
            CheckImage(image, 1, 3);
            if (boxes.dim() != 2 || boxes.shape[1] != 4)
            {
                throw new UserErrorException($"draw_bounding_boxes: takes boxes (N, 4), not ({string.Join(", ", boxes.shape)})");
            }

            var count = (int)boxes.shape[0];
            if (labels is not null && labels.Count != count)
            {
                throw new UserErrorException($"draw_bounding_boxes: {count} boxes and {labels.Count} labels");
            }

            using var scope = NewDisposeScope();
            var places = boxes.to(ScalarType.Int64).cpu().contiguous().DataSpan<long>().ToArray();
            var canvas = Canvas(image);
            foreach (var (i, color) in Colors(colors, count).Index())
            {
                var (left, top, right, bottom) = ((int)places[4 * i], (int)places[(4 * i) + 1], (int)places[(4 * i) + 2], (int)places[(4 * i) + 3]);
                if (left > right || top > bottom)
                {
                    throw new UserErrorException($"draw_bounding_boxes: box {i} is [{left}, {top}, {right}, {bottom}]: left and top come first (torchvision.ops.box_convert)");
                }

                if (fill)
                {
                    PillowShapes.Blend(canvas, left, top, right, bottom, color, Half);
                }

                PillowShapes.Outline(canvas, left, top, right, bottom, color, Math.Max(width, 1));
                if (labels is not null)
                {
                    var (_, height, _) = ImageDrawing.TextSize(labels[i]);
                    ImageDrawing.Text(canvas, labels[i], left + width + 1, top + width + 1 + height, [color.Red, color.Green, color.Blue]);
                }
            }

            return canvas.permute(2, 0, 1).contiguous().MoveToOuterDisposeScope();
        }

        /// <summary>Colours masks.</summary>
        /// <param name="image">uint8 (3, H, W).</param>
        /// <param name="masks">bool (N, H, W) or (H, W).</param>
        /// <param name="alpha">How opaque they are, 0 to 1.</param>
        /// <param name="colors">A colour for each, or one for all; null for a palette.</param>
        /// <returns>uint8 (3, H, W).</returns>
        /// <exception cref="UserErrorException">Image, masks or colours have another form or number.</exception>
        public static Tensor draw_segmentation_masks(Tensor image, Tensor masks, double alpha = 0.8, IReadOnlyList<string>? colors = null)
        {
            ArgumentNullException.ThrowIfNull(masks);
            CheckImage(image, 3);
            using var scope = NewDisposeScope();
            var all = masks.dim() == 2 ? masks.unsqueeze(0) : masks;
            if (all.dim() != 3 || all.dtype != ScalarType.Bool || !all.shape.AsSpan(1).SequenceEqual(image.shape.AsSpan(1)))
            {
                throw new UserErrorException($"draw_segmentation_masks: takes bool masks (N, {image.shape[1]}, {image.shape[2]}), not {masks.dtype} ({string.Join(", ", masks.shape)})");
            }

            var painted = image.clone();
            foreach (var (i, color) in Colors(colors, (int)all.shape[0]).Index())
            {
                var values = tensor(new long[] { color.Red, color.Green, color.Blue }).to(ScalarType.Byte).to(image.device).view(3, 1, 1);
                painted = where(all[i].unsqueeze(0), values, painted);
            }

            return ((image * (1 - alpha)) + (painted * alpha)).to(ScalarType.Byte).MoveToOuterDisposeScope();
        }

        /// <summary>Draws key points as Pillow draws circles, and lines between them (OpenCV's, which may differ from Pillow's at their borders).</summary>
        /// <param name="image">uint8 (3, H, W).</param>
        /// <param name="keypoints">(N, K, 2): x and y of the points of each object.</param>
        /// <param name="connectivity">Pairs of points that a white line connects; null for none.</param>
        /// <param name="colors">Colour of the points; null draws lines alone.</param>
        /// <param name="radius">Radius of the points.</param>
        /// <param name="width">Pixels of the lines.</param>
        /// <returns>uint8 (3, H, W).</returns>
        /// <exception cref="UserErrorException">Image or points have another form, or a connection names a point that is not there.</exception>
        public static Tensor draw_keypoints(
            Tensor image, Tensor keypoints, IReadOnlyList<(int From, int To)>? connectivity = null, string? colors = null, int radius = 2, int width = 3)
        {
            ArgumentNullException.ThrowIfNull(keypoints);
            CheckImage(image, 3);
            if (keypoints.dim() != 3 || keypoints.shape[2] != 2)
            {
                throw new UserErrorException($"draw_keypoints: takes points (objects, points, 2), not ({string.Join(", ", keypoints.shape)})");
            }

            using var scope = NewDisposeScope();
            var places = keypoints.to(ScalarType.Int64).cpu().contiguous().DataSpan<long>().ToArray();
            var count = (int)keypoints.shape[1];
            if (connectivity?.FirstOrDefault(pair => Math.Min(pair.From, pair.To) < 0 || Math.Max(pair.From, pair.To) >= count) is { } wrong && wrong != default)
            {
                throw new UserErrorException($"draw_keypoints: there are {count} points, none with the number of ({wrong.From}, {wrong.To})");
            }

            var canvas = Canvas(image);
            for (var one = 0; one < keypoints.shape[0]; one++)
            {
                for (var i = 0; i < count && colors is not null; i++)
                {
                    var (x, y) = Point(one, i);
                    PillowShapes.FillCircle(canvas, x, y, radius, ImageColor.Of(colors));
                }

                foreach (var (from, to) in connectivity ?? [])
                {
                    var ((x1, y1), (x2, y2)) = (Point(one, from), Point(one, to));
                    ImageDrawing.Line(canvas, x1, y1, x2, y2, [255, 255, 255], width);
                }
            }

            return canvas.permute(2, 0, 1).contiguous().MoveToOuterDisposeScope();

            (int X, int Y) Point(int one, int i) => ((int)places[2 * ((one * count) + i)], (int)places[(2 * ((one * count) + i)) + 1]);
        }

        private static void CheckImage(Tensor image, params long[] channels)
        {
            ArgumentNullException.ThrowIfNull(image);
            if (image.dim() != 3 || image.dtype != ScalarType.Byte || !channels.Contains(image.shape[0]))
            {
                throw new UserErrorException($"takes an image of bytes ({string.Join(" or ", channels)}, H, W), not {image.dtype} ({string.Join(", ", image.shape)})");
            }
        }

        // H×W×3 of its own.
        private static Tensor Canvas(Tensor image) => image.cpu().expand(3, -1, -1).permute(1, 2, 0).contiguous().clone();

        private static IEnumerable<ImageColor> Colors(IReadOnlyList<string>? colors, int count) => colors switch
        {
            null => Enumerable.Range(0, count).Select(ImageColor.OfPalette),
            [var one] => Enumerable.Repeat(ImageColor.Of(one), count),
            _ when colors.Count < count => throw new UserErrorException($"{count} things to draw and {colors.Count} colours"),
            _ => colors.Take(count).Select(ImageColor.Of),
        };
    }
}
