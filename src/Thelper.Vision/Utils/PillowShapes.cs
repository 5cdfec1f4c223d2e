using static Thelper.Torch.torch;

namespace Thelper.Vision.Utils;

/// <summary>Shapes that have Pillow's pixels: rectangles whose borders are included, filled circles.</summary>
internal static class PillowShapes
{
    /// <summary>Fills a rectangle with a colour that lets through what is below.</summary>
    /// <param name="canvas">uint8 H×W×3, contiguous.</param>
    /// <param name="left">First column.</param>
    /// <param name="top">First row.</param>
    /// <param name="right">Last column.</param>
    /// <param name="bottom">Last row.</param>
    /// <param name="color">The colour.</param>
    /// <param name="alpha">How opaque it is, of 255.</param>
    public static void Blend(Tensor canvas, int left, int top, int right, int bottom, ImageColor color, int alpha)
    {
        var pixels = canvas.DataSpan<byte>();
        var (height, width) = ((int)canvas.shape[0], (int)canvas.shape[1]);
        ReadOnlySpan<int> values = [color.Red, color.Green, color.Blue];
        for (var y = Math.Max(top, 0); y <= Math.Min(bottom, height - 1); y++)
        {
            for (var x = Math.Max(left, 0); x <= Math.Min(right, width - 1); x++)
            {
                for (var c = 0; c < 3; c++)
                {
                    ref var pixel = ref pixels[(((y * width) + x) * 3) + c];
                    var sum = (pixel * (255 - alpha)) + (values[c] * alpha) + 128;
                    pixel = (byte)(((sum >> 8) + sum) >> 8);
                }
            }
        }
    }

    /// <summary>Draws the border of a rectangle, inwards.</summary>
    /// <param name="canvas">uint8 H×W×3, contiguous.</param>
    /// <param name="left">First column.</param>
    /// <param name="top">First row.</param>
    /// <param name="right">Last column.</param>
    /// <param name="bottom">Last row.</param>
    /// <param name="color">The colour.</param>
    /// <param name="thickness">Pixels of the border.</param>
    public static void Outline(Tensor canvas, int left, int top, int right, int bottom, ImageColor color, int thickness)
    {
        for (var i = 0; i < thickness; i++)
        {
            Fill(canvas, left, top + i, right, top + i, color);
            Fill(canvas, left, bottom - i, right, bottom - i, color);
            // A line without its end, upwards where the box is lower than two borders.
            var (start, end) = (top + thickness, bottom - thickness + 1);
            var (from, to) = start <= end ? (start, end - 1) : (end + 1, start);
            Fill(canvas, right - i, from, right - i, to, color);
            Fill(canvas, left + i, from, left + i, to, color);
        }
    }

    /// <summary>Fills a circle: a row is as wide as the step of the outline that is nearest to the true one reaches there.</summary>
    /// <param name="canvas">uint8 H×W×3, contiguous.</param>
    /// <param name="x">Column of the middle.</param>
    /// <param name="y">Row of the middle.</param>
    /// <param name="radius">The radius.</param>
    /// <param name="color">The colour.</param>
    public static void FillCircle(Tensor canvas, int x, int y, int radius, ImageColor color)
    {
        // Pillow draws nothing where the box of a circle is one pixel.
        var row = radius == 0 ? int.MaxValue : -1;
        foreach (var (across, down) in Quarter(2L * radius))
        {
            if (down / 2 > row)
            {
                row = (int)(down / 2);
                var reach = (int)(across / 2);
                Fill(canvas, x - reach, y - row, x + reach, y - row, color);
                Fill(canvas, x - reach, y + row, x + reach, y + row, color);
            }
        }
    }

    // From the right end to the top, in half pixels: of the steps up, aside and both, the one that stays nearest to the circle.
    private static IEnumerable<(long Across, long Down)> Quarter(long size)
    {
        var (across, down, square) = (size, 0L, size * size);
        while (true)
        {
            yield return (across, down);
            if (across == 0 && down == size)
            {
                yield break;
            }

            var next = (Across: across, Down: down + 2);
            if (across > 1)
            {
                next = Nearer(next, (across - 2, down + 2));
                next = Nearer(next, (across - 2, down));
            }

            (across, down) = next;
        }

        (long Across, long Down) Nearer((long Across, long Down) one, (long Across, long Down) other) => Distance(one) > Distance(other) ? other : one;

        long Distance((long Across, long Down) place) => Math.Abs((place.Down * place.Down) + (place.Across * place.Across) - square);
    }

    private static void Fill(Tensor canvas, int left, int top, int right, int bottom, ImageColor color)
    {
        var pixels = canvas.DataSpan<byte>();
        var (height, width) = ((int)canvas.shape[0], (int)canvas.shape[1]);
        for (var y = Math.Max(top, 0); y <= Math.Min(bottom, height - 1); y++)
        {
            for (var x = Math.Max(left, 0); x <= Math.Min(right, width - 1); x++)
            {
                var at = ((y * width) + x) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = ((byte)color.Red, (byte)color.Green, (byte)color.Blue);
            }
        }
    }
}
