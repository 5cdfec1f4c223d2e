using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>How many pixels of a mask are set in a rectangle, by an integral image: four look-ups per question.</summary>
internal sealed class MaskCounts
{
    private readonly long width;
    private readonly long height;
    private readonly long[] sums;

    public MaskCounts(torch.Tensor mask, long width, long height)
    {
        if (mask.shape is not [var rows, var columns] || rows != height || columns != width)
        {
            throw new UserErrorException($"needs a mask of shape [{height}, {width}], got [{string.Join(", ", mask.shape)}]");
        }

        this.width = width;
        this.height = height;
        sums = new long[(width + 1) * (height + 1)];
        using var set = aten.ne_Scalar(mask, 0);
        using var packed = set.contiguous();
        var pixels = packed.DataSpan<bool>();
        for (var y = 1L; y <= height; y++)
        {
            var row = 0L;
            for (var x = 1L; x <= width; x++)
            {
                row += pixels[(int)(((y - 1) * width) + x - 1)] ? 1 : 0;
                sums[(y * (width + 1)) + x] = sums[((y - 1) * (width + 1)) + x] + row;
            }
        }
    }

    /// <summary>The number of set pixels in a rectangle; nothing is set outside the mask.</summary>
    public long Count(long left, long top, long tileWidth, long tileHeight)
    {
        var (x0, x1) = (Math.Clamp(left, 0, width), Math.Clamp(left + tileWidth, 0, width));
        var (y0, y1) = (Math.Clamp(top, 0, height), Math.Clamp(top + tileHeight, 0, height));
        var pitch = width + 1;
        return sums[(y1 * pitch) + x1] - sums[(y0 * pitch) + x1] - sums[(y1 * pitch) + x0] + sums[(y0 * pitch) + x0];
    }

    /// <summary>The first place, row by row, at which a rectangle holds at least the given number of set pixels.</summary>
    public (long Left, long Top)? FirstWith(long tileWidth, long tileHeight, double needed)
    {
        for (var top = 0L; top + tileHeight <= height; top++)
        {
            for (var left = 0L; left + tileWidth <= width; left++)
            {
                if (Count(left, top, tileWidth, tileHeight) >= needed)
                {
                    return (left, top);
                }
            }
        }

        return null;
    }
}
