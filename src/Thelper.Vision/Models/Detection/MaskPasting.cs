using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Masks of boxes into the image: the mask is stretched over its box, whose sides are whole pixels.</summary>
public static class MaskPasting
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
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentNullException.ThrowIfNull(boxes);
        using var scope = NewDisposeScope();
        var padded = nn.functional.pad(masks, [Margin, Margin, Margin, Margin]).squeeze(1);
        var side = padded.shape[^1];

        // The last pixel is included.
        var sides = Sides(boxes, masks.shape[^1]).to(ScalarType.Float32);
        Tensor Along(long axis, long pixels)
        {
            var first = sides.select(1, axis);
            return StretchedMaps.Linear(first, (sides.select(1, axis + 2) + 1 - first).clamp(min: 1), side, pixels).to(masks.dtype);
        }

        return Along(1, size.Height).matmul(padded).matmul(Along(0, size.Width).transpose(1, 2)).unsqueeze(1).MoveToOuterDisposeScope();
    }

    /// <summary>The whole pixels that masks are stretched over: a number that lies on the edge of two may put a mask on either.</summary>
    /// <param name="boxes">(N, 4), in pixels of the image.</param>
    /// <param name="mapSide">Side of a mask before it is stretched.</param>
    /// <returns>(N, 4), int64: the first and the last pixel; they may lie outside the image.</returns>
    public static Tensor Sides(Tensor boxes, long mapSide)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        using var scope = NewDisposeScope();
        return Grown(boxes, (double)(mapSide + (2 * Margin)) / mapSide).to(ScalarType.Int64).MoveToOuterDisposeScope();
    }

    private static Tensor Grown(Tensor boxes, double scale)
    {
        var (low, high) = (boxes.narrow(1, 0, 2), boxes.narrow(1, 2, 2));
        var (half, center) = ((high - low) * 0.5 * scale, (high + low) * 0.5);
        return cat([center - half, center + half], 1);
    }
}
