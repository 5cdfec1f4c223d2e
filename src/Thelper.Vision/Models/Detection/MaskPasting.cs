using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Masks of boxes into the image: the mask is stretched over its box, whose sides are whole pixels.</summary>
internal static class MaskPasting
{
    // Pixels around a mask, so that it fades to nothing at the edge of its box.
    private const int Margin = 1;

    /// <summary>Pastes masks.</summary>
    /// <param name="masks">(N, 1, M, M), in [0, 1].</param>
    /// <param name="boxes">(N, 4), in pixels of the image.</param>
    /// <param name="size">Height and width of the image.</param>
    /// <returns>(N, 1, height, width), in [0, 1].</returns>
    public static Tensor Paste(Tensor masks, Tensor boxes, (long Height, long Width) size)
    {
        using var scope = NewDisposeScope();
        var count = masks.shape[0];
        var image = zeros([count, 1, size.Height, size.Width], masks.dtype, masks.device);
        if (count == 0)
        {
            return image.MoveToOuterDisposeScope();
        }

        var padded = nn.functional.pad(masks, [Margin, Margin, Margin, Margin]);
        var sides = Grown(boxes, (double)padded.shape[^1] / masks.shape[^1]).to(ScalarType.Int64).cpu().contiguous().DataSpan<long>();
        for (var i = 0; i < count; i++)
        {
            using var step = NewDisposeScope();
            var (left, top, right, bottom) = (sides[4 * i], sides[(4 * i) + 1], sides[(4 * i) + 2] + 1, sides[(4 * i) + 3] + 1);
            var (x0, x1, y0, y1) = (Math.Max(left, 0), Math.Min(right, size.Width), Math.Max(top, 0), Math.Min(bottom, size.Height));
            if (x1 <= x0 || y1 <= y0)
            {
                continue;
            }

            long[] stretched = [Math.Max(bottom - top, 1), Math.Max(right - left, 1)];
            var mask = nn.functional.interpolate(padded[i].unsqueeze(0), size: stretched, mode: InterpolationMode.Bilinear, align_corners: false)[0][0];
            image[i][0].narrow(0, y0, y1 - y0).narrow(1, x0, x1 - x0).copy_(mask.narrow(0, y0 - top, y1 - y0).narrow(1, x0 - left, x1 - x0));
        }

        return image.MoveToOuterDisposeScope();
    }

    private static Tensor Grown(Tensor boxes, double scale)
    {
        var (low, high) = (boxes.narrow(1, 0, 2), boxes.narrow(1, 2, 2));
        var (half, center) = ((high - low) * 0.5 * scale, (high + low) * 0.5);
        return cat([center - half, center + half], 1);
    }
}
