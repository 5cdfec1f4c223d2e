namespace Thelper.Tasks;

/// <content>Masks in other images, and several masks together.</content>
public sealed partial class InstanceMask
{
    /// <summary>The mask as a part of an image.</summary>
    /// <param name="left">Column of the image in which the mask begins, at least 0.</param>
    /// <param name="top">Row of the image in which it begins, at least 0.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
    /// <returns>The mask without the pixels that lie beyond the image.</returns>
    internal InstanceMask Placed(int left, int top, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        return FromSpans(Pieces(), height, width);

        IEnumerable<(int From, int To)> Pieces()
        {
            foreach (var (from, to) in Spans())
            {
                for (var column = from / Height; column * Height < to && left + column < width; column++)
                {
                    var first = Math.Max(from - (column * Height), 0);
                    var last = Math.Min(Math.Min(to - (column * Height), Height), height - top);
                    if (first < last)
                    {
                        var start = ((left + column) * height) + top;
                        yield return (start + first, start + last);
                    }
                }
            }
        }
    }

    /// <summary>A mask of some rows and columns of this one, each as often as it is named.</summary>
    /// <param name="rows">The rows, from above.</param>
    /// <param name="columns">The columns, from the left.</param>
    internal InstanceMask Picked(ReadOnlySpan<int> rows, ReadOnlySpan<int> columns)
    {
        var (from, to) = (new byte[Height * Width], new byte[rows.Length * columns.Length]);
        Fill(from, 1);
        for (var y = 0; y < rows.Length; y++)
        {
            for (var x = 0; x < columns.Length; x++)
            {
                to[(y * columns.Length) + x] = from[(rows[y] * Width) + columns[x]];
            }
        }

        return FromPixels(to, rows.Length, columns.Length);
    }

    /// <summary>The pixels of two masks of one image.</summary>
    /// <param name="other">The other mask.</param>
    /// <exception cref="UserErrorException">It is of another size.</exception>
    internal InstanceMask Union(InstanceMask other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Height == Height && other.Width == Width
            ? FromSpans(Spans().Concat(other.Spans()).OrderBy(span => span.From), Height, Width)
            : throw new UserErrorException($"masks of {Width} x {Height} and {other.Width} x {other.Height} pixels cannot be put together");
    }

    /// <summary>The mask in a mirror.</summary>
    /// <param name="columns">Whether left and right change places.</param>
    /// <param name="rows">Whether top and bottom change places.</param>
    internal InstanceMask Mirrored(bool columns, bool rows)
    {
        // Turned by half a circle the runs come in the opposite order; else column by column.
        if (columns && rows)
        {
            return FromSpans(Spans().Reverse().Select(span => ((Height * Width) - span.To, (Height * Width) - span.From)), Height, Width);
        }

        if (!columns && !rows)
        {
            return this;
        }

        var (from, to) = (new byte[Height * Width], new byte[Height * Width]);
        Fill(from, 1);
        for (var y = 0; y < Height; y++)
        {
            var row = from.AsSpan((rows ? Height - 1 - y : y) * Width, Width);
            row.CopyTo(to.AsSpan(y * Width));
            if (columns)
            {
                to.AsSpan(y * Width, Width).Reverse();
            }
        }

        return FromPixels(to, Height, Width);
    }

    /// <summary>The pixels that at least half of several masks have, by weight.</summary>
    /// <param name="masks">Masks of one size, with weights that are not negative.</param>
    internal static InstanceMask Agreed(IReadOnlyList<(InstanceMask Mask, double Weight)> masks)
    {
        var (height, width) = (masks[0].Mask.Height, masks[0].Mask.Width);
        var (sums, pixels) = (new double[height * width], new byte[height * width]);
        foreach (var (mask, weight) in masks)
        {
            Array.Clear(pixels);
            mask.Fill(pixels, 1);
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += pixels[i] * weight;
            }
        }

        var half = masks.Sum(entry => entry.Weight) / 2;
        for (var i = 0; i < sums.Length; i++)
        {
            pixels[i] = sums[i] >= half && sums[i] > 0 ? (byte)1 : (byte)0;
        }

        return FromPixels(pixels, height, width);
    }

    // The object's pixels, column after column: from one to before another.
    private IEnumerable<(int From, int To)> Spans()
    {
        var at = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            if ((i & 1) == 1 && counts[i] > 0)
            {
                yield return (at, at + counts[i]);
            }

            at += counts[i];
        }
    }

    // In the order of their beginnings; they may overlap.
    private static InstanceMask FromSpans(IEnumerable<(int From, int To)> spans, int height, int width)
    {
        var runs = new List<int>();
        var end = 0;
        foreach (var (from, to) in spans)
        {
            if (from > end || runs.Count == 0)
            {
                runs.Add(from - end);
                runs.Add(to - from);
                end = to;
            }
            else if (to > end)
            {
                runs[^1] += to - end;
                end = to;
            }
        }

        if (height * width > end || runs.Count == 0)
        {
            runs.Add((height * width) - end);
        }

        return new([.. runs], height, width);
    }
}
