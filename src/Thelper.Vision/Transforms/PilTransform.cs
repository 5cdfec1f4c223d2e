using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>Maps images of bytes as PIL does: each pixel of the result asks where its centre comes from.</summary>
internal static class PilTransform
{
    // PIL walks in steps of 2⁻¹⁶ pixels where all places fit into 16 bits before the point.
    private const int FractionBits = 16;
    private const int MostFixed = 32768;

    /// <summary>Maps an image.</summary>
    /// <param name="image">Bytes H×W×C.</param>
    /// <param name="source">Leads from places in the result to places in the image.</param>
    /// <param name="height">Height of the result.</param>
    /// <param name="width">Width of the result.</param>
    /// <param name="filter">Nearest, bilinear or bicubic.</param>
    /// <param name="fill">Value outside, one per channel.</param>
    public static torch.Tensor Map(torch.Tensor image, PlaneMap source, long height, long width, PilFilter filter, ReadOnlySpan<byte> fill)
    {
        using var packed = image.contiguous();
        var target = new Target((int)height, (int)width, (int)image.shape[2]);
        var from = new Source(packed.DataSpan<byte>(), (int)image.shape[0], (int)image.shape[1], target.Channels);
        var result = torch.empty([.. MaxPixels.Check(height, width), target.Channels], torch.uint8);
        var to = result.DataSpan<byte>();
        switch (filter)
        {
            case PilFilter.Nearest:
                Nearest(from, to, target, source, fill);
                break;
            default:
                Interpolate(from, to, target, (x, y) => source.Apply(x + 0.5, y + 0.5), fill, filter == PilFilter.Bilinear ? 2 : 4);
                break;
        }

        return result;
    }

    /// <summary>Maps an image by any function.</summary>
    /// <param name="image">Bytes H×W×C.</param>
    /// <param name="source">Gives for a pixel of the result, by column and row, where its centre comes from.</param>
    /// <param name="height">As above.</param>
    /// <param name="width">As above.</param>
    /// <param name="filter">As above.</param>
    /// <param name="fill">As above.</param>
    public static torch.Tensor Map(torch.Tensor image, Func<int, int, (double X, double Y)> source, long height, long width, PilFilter filter, ReadOnlySpan<byte> fill)
    {
        using var packed = image.contiguous();
        var target = new Target((int)height, (int)width, (int)image.shape[2]);
        var from = new Source(packed.DataSpan<byte>(), (int)image.shape[0], (int)image.shape[1], target.Channels);
        var result = torch.empty([.. MaxPixels.Check(height, width), target.Channels], torch.uint8);
        var to = result.DataSpan<byte>();
        if (filter != PilFilter.Nearest)
        {
            Interpolate(from, to, target, source, fill, filter == PilFilter.Bilinear ? 2 : 4);
            return result;
        }

        for (int y = 0, at = 0; y < target.Height; y++)
        {
            for (var x = 0; x < target.Width; x++, at += target.Channels)
            {
                var (column, row) = source(x, y);
                from.Copy(column < 0 ? -1 : (long)column, row < 0 ? -1 : (long)row, to[at..], fill);
            }
        }

        return result;
    }

    /// <summary>Maps labels of any type by the nearest pixel, byte by byte the same way.</summary>
    /// <param name="labels">H×W or H×W×C.</param>
    /// <param name="source">As above.</param>
    /// <param name="height">As above.</param>
    /// <param name="width">As above.</param>
    /// <param name="fill">The label outside.</param>
    public static torch.Tensor MapLabels(torch.Tensor labels, PlaneMap source, long height, long width, double fill)
    {
        using var scope = torch.NewDisposeScope();
        var bytes = aten.view_dtype(labels.reshape([labels.shape[0], labels.shape[1], -1]).contiguous(), torch.uint8);
        var value = aten.view_dtype(torch.full([bytes.shape[2] / labels.dtype.ElementSize()], fill, labels.dtype), torch.uint8);
        var moved = Map(bytes, source, height, width, PilFilter.Nearest, value.DataSpan<byte>());
        return aten.view_dtype(moved, labels.dtype).view([height, width, .. labels.shape[2..]]).MoveToOuterDisposeScope();
    }

    private static void Nearest(Source from, Span<byte> to, Target target, PlaneMap map, ReadOnlySpan<byte> fill)
    {
        var m = map.Numbers;
        if (m[6] != 0 || m[7] != 0)
        {
            for (int y = 0, at = 0; y < target.Height; y++)
            {
                for (var x = 0; x < target.Width; x++, at += target.Channels)
                {
                    var (column, row) = map.Apply(x + 0.5, y + 0.5);
                    from.Copy(column < 0 ? -1 : (long)column, row < 0 ? -1 : (long)row, to[at..], fill);
                }
            }
        }
        else if (m[1] == 0 && m[3] == 0)
        {
            var (columns, rows) = (Walk(m[0], m[2], target.Width), Walk(m[4], m[5], target.Height));
            for (int y = 0, at = 0; y < target.Height; y++)
            {
                for (var x = 0; x < target.Width; x++, at += target.Channels)
                {
                    from.Copy(columns[x], rows[y], to[at..], fill);
                }
            }
        }
        else if (FitsFixed(map, target))
        {
            static long Fixed(double value) => (long)Math.Floor((value * (1 << FractionBits)) + 0.5);
            var (stepX, stepY) = (Fixed(m[0]), Fixed(m[3]));
            for (int y = 0, at = 0; y < target.Height; y++)
            {
                var sourceX = Fixed(m[2] + (m[0] * 0.5) + (m[1] * 0.5)) + (y * Fixed(m[1]));
                var sourceY = Fixed(m[5] + (m[3] * 0.5) + (m[4] * 0.5)) + (y * Fixed(m[4]));
                for (var x = 0; x < target.Width; x++, at += target.Channels, sourceX += stepX, sourceY += stepY)
                {
                    from.Copy(sourceX >> FractionBits, sourceY >> FractionBits, to[at..], fill);
                }
            }
        }
        else
        {
            var (startX, startY) = (m[2] + (m[1] * 0.5) + (m[0] * 0.5), m[5] + (m[4] * 0.5) + (m[3] * 0.5));
            for (int y = 0, at = 0; y < target.Height; y++, startX += m[1], startY += m[4])
            {
                var (column, row) = (startX, startY);
                for (var x = 0; x < target.Width; x++, at += target.Channels, column += m[0], row += m[3])
                {
                    from.Copy(column < 0 ? -1 : (long)column, row < 0 ? -1 : (long)row, to[at..], fill);
                }
            }
        }
    }

    // Added up step by step, as PIL does: on the border between two pixels the rounding of the sum decides.
    private static long[] Walk(double step, double start, int length)
    {
        var places = new long[length];
        var at = start + (step * 0.5);
        for (var i = 0; i < length; i++, at += step)
        {
            places[i] = at < 0 ? -1 : (long)at;
        }

        return places;
    }

    private static bool FitsFixed(PlaneMap map, Target target)
    {
        foreach (var (x, y) in new (double, double)[] { (0, 0), (target.Width - 1, target.Height - 1), (0, target.Height - 1), (target.Width - 1, 0) })
        {
            var (column, row) = map.Apply(x, y);
            if (Math.Abs(column) >= MostFixed || Math.Abs(row) >= MostFixed)
            {
                return false;
            }
        }

        return true;
    }

    private static void Interpolate(Source from, Span<byte> to, Target target, Func<int, int, (double X, double Y)> source, ReadOnlySpan<byte> fill, int taps)
    {
        Span<int> columns = stackalloc int[4];
        Span<int> rows = stackalloc int[4];
        Span<double> values = stackalloc double[4];
        Span<double> along = stackalloc double[4];
        for (int y = 0, at = 0; y < target.Height; y++)
        {
            for (var x = 0; x < target.Width; x++, at += target.Channels)
            {
                var (column, row) = source(x, y);
                if (!(column >= 0 && column < from.Width && row >= 0 && row < from.Height))
                {
                    fill.CopyTo(to[at..]);
                    continue;
                }

                var (left, top) = (Math.Floor(column - 0.5), Math.Floor(row - 0.5));
                var (dx, dy) = (column - 0.5 - left, row - 0.5 - top);
                var before = (taps / 2) - 1;
                for (var k = 0; k < taps; k++)
                {
                    columns[k] = Math.Clamp((int)left - before + k, 0, from.Width - 1) * target.Channels;
                    rows[k] = Math.Clamp((int)top - before + k, 0, from.Height - 1) * from.Width * target.Channels;
                }

                for (var c = 0; c < target.Channels; c++)
                {
                    for (var k = 0; k < taps; k++)
                    {
                        for (var i = 0; i < taps; i++)
                        {
                            values[i] = from.Pixels[rows[k] + columns[i] + c];
                        }

                        along[k] = Mean(values[..taps], dx);
                    }

                    to[at + c] = (byte)Math.Clamp(Mean(along[..taps], dy), 0, 255);
                }
            }
        }
    }

    // Of two values along a line, of four along the cubic with a = -1 that PIL takes here (not the one of its resizing).
    private static double Mean(ReadOnlySpan<double> v, double d)
    {
        if (v.Length == 2)
        {
            return v[0] + ((v[1] - v[0]) * d);
        }

        var (p1, p2, p3, p4) = (v[1], v[2] - v[0], (2 * (v[0] - v[1])) + v[2] - v[3], -v[0] + v[1] - v[2] + v[3]);
        return p1 + (d * (p2 + (d * (p3 + (d * p4)))));
    }

    private readonly record struct Target(int Height, int Width, int Channels);

    private readonly ref struct Source(ReadOnlySpan<byte> pixels, int height, int width, int channels)
    {
        public readonly ReadOnlySpan<byte> Pixels = pixels;
        public readonly int Height = height;
        public readonly int Width = width;

        public void Copy(long column, long row, Span<byte> to, ReadOnlySpan<byte> fill) =>
            (column >= 0 && column < Width && row >= 0 && row < Height ? Pixels.Slice((int)((row * Width) + column) * channels, channels) : fill).CopyTo(to);
    }
}
