using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>Turns images of bytes as PIL does.</summary>
internal static class PilRotate
{
    /// <summary>Turns an image.</summary>
    /// <param name="image">Bytes H×W×C.</param>
    /// <param name="degrees">Counter-clockwise.</param>
    /// <param name="filter">Nearest or bilinear.</param>
    /// <param name="expand">Whether the result holds the whole turned image.</param>
    /// <param name="center">What stays in place (x, y); null for the image's centre.</param>
    /// <param name="fill">Value outside, one per channel.</param>
    public static torch.Tensor Rotate(torch.Tensor image, double degrees, PilFilter filter, bool expand, (double X, double Y)? center, byte[] fill)
    {
        var (height, width) = ((int)image.shape[0], (int)image.shape[1]);
        degrees -= Math.Floor(degrees / 360) * 360;
        if (center is null && degrees is 0 or 180 || (degrees is 90 or 270 && (expand || height == width)))
        {
            return degrees switch
            {
                0 => image,
                180 => aten.flip(image, [0, 1]),
                90 => aten.flip(image.transpose(0, 1), [0]),
                _ => aten.flip(image.transpose(0, 1), [1]),
            };
        }

        var radians = -degrees * Math.PI / 180;
        var (cos, sin) = (Math.Round(Math.Cos(radians), 15), Math.Round(Math.Sin(radians), 15));
        var (cx, cy) = center ?? (width / 2.0, height / 2.0);
        double[] to = [cos, sin, cx - (cos * cx) - (sin * cy), -sin, cos, cy + (sin * cx) - (cos * cy)];
        var (newWidth, newHeight) = (width, height);
        if (expand)
        {
            var corners = new[] { (0, 0), (width, 0), (width, height), (0, height) }.Select(p => (X: (to[0] * p.Item1) + (to[1] * p.Item2) + to[2], Y: (to[3] * p.Item1) + (to[4] * p.Item2) + to[5])).ToArray();
            newWidth = (int)(Math.Ceiling(corners.Max(p => p.X)) - Math.Floor(corners.Min(p => p.X)));
            newHeight = (int)(Math.Ceiling(corners.Max(p => p.Y)) - Math.Floor(corners.Min(p => p.Y)));
            var (dx, dy) = (-(newWidth - width) / 2.0, -(newHeight - height) / 2.0);
            (to[2], to[5]) = ((to[0] * dx) + (to[1] * dy) + to[2], (to[3] * dx) + (to[4] * dy) + to[5]);
        }

        using var source = image.contiguous();
        var channels = (int)image.shape[2];
        var result = torch.empty([newHeight, newWidth, channels], torch.uint8);
        if (filter == PilFilter.Nearest)
        {
            Nearest(source.DataSpan<byte>(), result.DataSpan<byte>(), to, height, width, newWidth, channels, fill);
        }
        else
        {
            Bilinear(source.DataSpan<byte>(), result.DataSpan<byte>(), to, height, width, newWidth, channels, fill);
        }

        return result;
    }

    // In steps of 2⁻¹⁶ pixels, as PIL walks.
    private static void Nearest(ReadOnlySpan<byte> from, Span<byte> to, double[] m, int height, int width, int newWidth, int channels, byte[] fill)
    {
        static long Fixed(double value) => (long)Math.Floor((value * 65536) + 0.5);
        var (stepX, stepY) = (Fixed(m[0]), Fixed(m[3]));
        for (int at = 0, y = 0; at < to.Length; y++)
        {
            var sourceX = Fixed(m[2] + (m[0] * 0.5) + (m[1] * 0.5)) + (y * Fixed(m[1]));
            var sourceY = Fixed(m[5] + (m[3] * 0.5) + (m[4] * 0.5)) + (y * Fixed(m[4]));
            for (var x = 0; x < newWidth; x++, at += channels, sourceX += stepX, sourceY += stepY)
            {
                var (column, row) = (sourceX >> 16, sourceY >> 16);
                var inside = column >= 0 && column < width && row >= 0 && row < height;
                (inside ? from.Slice((int)((row * width) + column) * channels, channels) : fill).CopyTo(to[at..]);
            }
        }
    }

    private static void Bilinear(ReadOnlySpan<byte> from, Span<byte> to, double[] m, int height, int width, int newWidth, int channels, byte[] fill)
    {
        for (var i = 0; i < to.Length / channels; i++)
        {
            var (x, y) = ((i % newWidth) + 0.5, (i / newWidth) + 0.5);
            var (column, row) = ((m[0] * x) + (m[1] * y) + m[2], (m[3] * x) + (m[4] * y) + m[5]);
            if (column < 0 || column >= width || row < 0 || row >= height)
            {
                fill.CopyTo(to[(i * channels)..]);
                continue;
            }

            var (left, top) = (Math.Floor(column - 0.5), Math.Floor(row - 0.5));
            var (dx, dy) = (column - 0.5 - left, row - 0.5 - top);
            var (x0, x1) = ((int)Math.Max(left, 0), Math.Min((int)left + 1, width - 1));
            var (y0, y1) = ((int)Math.Max(top, 0), Math.Min((int)top + 1, height - 1));
            for (var c = 0; c < channels; c++)
            {
                double a = from[(((y0 * width) + x0) * channels) + c], b = from[(((y0 * width) + x1) * channels) + c];
                double d = from[(((y1 * width) + x0) * channels) + c], e = from[(((y1 * width) + x1) * channels) + c];
                var upper = a + ((b - a) * dx);
                to[(i * channels) + c] = (byte)(upper + ((d + ((e - d) * dx) - upper) * dy));
            }
        }
    }
}
