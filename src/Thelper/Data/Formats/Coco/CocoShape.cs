using Thelper.Imaging;

namespace Thelper.Data.Formats.Coco;

/// <summary>The area of one object in COCO's forms: polygons, or run lengths down the columns.</summary>
internal sealed class CocoShape
{
    private readonly double[][]? polygons;
    private readonly int[]? counts;

    private CocoShape(double[][]? polygons, int[]? counts, long height, long width)
    {
        this.polygons = polygons;
        this.counts = counts;
        Height = height;
        Width = width;
    }

    /// <summary>Height of the run lengths' image; 0 for polygons.</summary>
    public long Height { get; }

    /// <summary>Width of the run lengths' image; 0 for polygons.</summary>
    public long Width { get; }

    /// <summary>The numbers of the area.</summary>
    public override string ToString() => counts is not null ? string.Join(',', counts) : string.Join(';', polygons!.Select(polygon => string.Join(',', polygon.Select(PythonFloat.Of))));

    /// <summary>An area of polygons, each a list x, y, x, y, ... in pixels; each by itself is filled by the even-odd rule.</summary>
    public static CocoShape Polygons(double[][] polygons) => new(polygons, null, 0, 0);

    /// <summary>An area of alternating counts of pixels outside and inside, column after column.</summary>
    /// <exception cref="FormatException">The counts do not fill the image.</exception>
    public static CocoShape Runs(int[] counts, long height, long width)
    {
        RequireSize(height, width);
        var total = 0L;
        foreach (var count in counts)
        {
            total += count < 0 ? throw new FormatException("a run length is negative") : count;
        }

        return total == height * width
            ? new CocoShape(null, counts, height, width)
            : throw new FormatException(FormattableString.Invariant($"the run lengths cover {total} pixels of {width} x {height}"));
    }

    /// <summary>Reads COCO's compressed run lengths: numbers of 5 bits a character, least first, from the fourth on as difference to the one before last.</summary>
    /// <exception cref="FormatException">The text is damaged, or the counts do not fill the image.</exception>
    public static CocoShape Compressed(string text, long height, long width)
    {
        RequireSize(height, width);
        var counts = new List<int>();
        for (var at = 0; at < text.Length;)
        {
            var (value, shift, bits) = (0L, 0, 0);
            do
            {
                bits = at < text.Length ? text[at++] - '0' : -1;
                if (bits is < 0 or > 63 || shift > 30)
                {
                    throw new FormatException("the compressed run lengths are damaged");
                }

                value |= (long)(bits & 31) << shift;
                shift += 5;
            }
            while ((bits & 32) != 0);
            if ((bits & 16) != 0)
            {
                value |= -1L << shift;
            }

            value += counts.Count > 2 ? counts[^2] : 0;
            if (value < 0 || value > height * width)
            {
                throw new FormatException("the compressed run lengths are damaged");
            }

            counts.Add((int)value);
        }

        return Runs([.. counts], height, width);
    }

    /// <summary>Writes a value into the area's pixels, those whose centre it covers.</summary>
    /// <param name="map">Row after row.</param>
    /// <param name="height">Height of the map.</param>
    /// <param name="width">Width of the map.</param>
    /// <param name="value">The value.</param>
    public void Fill(Span<byte> map, int height, int width, byte value)
    {
        if (counts is not null)
        {
            FillRuns(map, height, width, value);
            return;
        }

        foreach (var polygon in polygons!)
        {
            FillPolygon(map, height, width, polygon, value);
        }
    }

    private static void RequireSize(long height, long width)
    {
        if (height < 1 || width < 1 || height > int.MaxValue || width > int.MaxValue || height * width > ImageCodec.MaxPixels)
        {
            throw new FormatException(FormattableString.Invariant($"the size {width} x {height} of the run lengths is out of range"));
        }
    }

    private static void FillPolygon(Span<byte> map, int height, int width, double[] points, byte value)
    {
        var (least, most) = (double.MaxValue, double.MinValue);
        for (var i = 1; i < points.Length; i += 2)
        {
            (least, most) = (Math.Min(least, points[i]), Math.Max(most, points[i]));
        }

        // Row by row: an outline that crosses every row a million times needs no more memory than another.
        var (first, end) = (RowOf(least, height), RowOf(most, height));
        var crossings = new List<double>();
        for (var row = first; row < end; row++)
        {
            crossings.Clear();
            for (int i = 0, j = points.Length - 2; i < points.Length; j = i, i += 2)
            {
                var (x0, y0, x1, y1) = (points[j], points[j + 1], points[i], points[i + 1]);
                if (row >= RowOf(Math.Min(y0, y1), height) && row < RowOf(Math.Max(y0, y1), height))
                {
                    // Where the outline crosses the line through the row's centres.
                    crossings.Add(x0 + ((row + 0.5 - y0) * (x1 - x0) / (y1 - y0)));
                }
            }

            crossings.Sort();
            for (var i = 0; i + 1 < crossings.Count; i += 2)
            {
                var left = (int)Math.Clamp(Math.Ceiling(crossings[i] - 0.5), 0, width);
                var right = (int)Math.Clamp(Math.Ceiling(crossings[i + 1] - 0.5), 0, width);
                map.Slice((row * width) + left, right - left).Fill(value);
            }
        }
    }

    private static int RowOf(double y, int height) => (int)Math.Clamp(Math.Ceiling(y - 0.5), 0, height);

    private void FillRuns(Span<byte> map, int height, int width, byte value)
    {
        var at = 0;
        for (var i = 0; i < counts!.Length; i++)
        {
            var end = at + counts[i];
            for (; (i & 1) == 1 && at < end; at++)
            {
                map[(at % height * width) + (at / height)] = value;
            }

            at = end;
        }
    }
}
