namespace Thelper.Audit;

/// <summary>Which part of an image is seen at each place behind a step, by patterns of stripes whose bits number the parts (a Gray code, as structured light uses it).</summary>
internal sealed class CellMap
{
    private const int MostBits = 5;
    private const int LeastCell = 6;

    private CellMap()
    {
    }

    /// <summary>The share of the image's parts that are still seen, 0 to 1.</summary>
    public double Survives { get; private init; }

    /// <summary>How far parts have gone on average, in pixels.</summary>
    public double Moved { get; private init; }

    /// <summary>Pixels behind the step for each one before it, where parts are seen whole.</summary>
    public double Scale { get; private init; }

    /// <summary>How many of the pixels show a mixture of parts.</summary>
    public double Unclear { get; private init; }

    /// <summary>Looks at a step.</summary>
    public static CellMap Measure(Probe probe)
    {
        var (columns, rows) = (Bits(probe.Width), Bits(probe.Height));
        var (x, unclearX) = Read(probe, columns, across: true);
        var (y, unclearY) = Read(probe, rows, across: false);
        var (width, height) = (1 << columns, 1 << rows);
        var cells = new (int Count, double X, double Y)[width * height];
        var (seen, unclear) = (0, 0);
        for (var i = 0; i < x.Length; i++)
        {
            if (!probe.Seen[i])
            {
                continue;
            }

            seen++;
            if (unclearX[i] || unclearY[i])
            {
                unclear++;
                continue;
            }

            var cell = (y[i] * width) + x[i];
            cells[cell] = (cells[cell].Count + 1, cells[cell].X + (i % probe.OutWidth) + 0.5, cells[cell].Y + (i / probe.OutWidth) + 0.5);
        }

        var found = cells.Index().Where(cell => cell.Item.Count > 0).ToList();
        var area = (double)probe.Width * probe.Height / cells.Length;
        var counts = found.Select(cell => cell.Item.Count / area).Order().ToList();
        return new()
        {
            Survives = found.Count / (double)cells.Length,
            Moved = found.Count == 0 ? 0 : found.Average(cell => Distance(cell.Item, Middle(cell.Index % width, probe.Width, columns), Middle(cell.Index / width, probe.Height, rows))),
            Scale = counts.Count == 0 ? 1 : counts[counts.Count / 2],
            Unclear = seen == 0 ? 1 : unclear / (double)seen,
        };
    }

    private static double Distance((int Count, double X, double Y) cell, double x, double y) => Math.Sqrt(Math.Pow((cell.X / cell.Count) - x, 2) + Math.Pow((cell.Y / cell.Count) - y, 2));

    private static int Bits(int length) => Math.Clamp((int)Math.Log2(Math.Max(1, length / LeastCell)), 1, MostBits);

    private static int Cell(int at, int length, int bits) => (int)((long)at * (1 << bits) / length);

    // A bit of the Gray code of each column's, or row's, cell.
    private static float[] Pattern(int length, int bits, int bit)
    {
        var pattern = new float[length];
        for (var i = 0; i < length; i++)
        {
            var cell = Cell(i, length, bits);
            pattern[i] = ((cell ^ (cell >> 1)) >> bit) & 1;
        }

        return pattern;
    }

    // Of the pixels that belong to a cell.
    private static double Middle(int cell, int length, int bits)
    {
        var first = (((long)cell * length) + (1 << bits) - 1) >> bits;
        var end = ((((long)cell + 1) * length) + (1 << bits) - 1) >> bits;
        return (first + end) / 2.0;
    }

    // Neighbours differ in one bit, so that a pixel between two is one of them.
    private static (int[] Cells, bool[] Unclear) Read(Probe probe, int bits, bool across)
    {
        var codes = new int[probe.OutHeight * probe.OutWidth];
        var doubts = new int[codes.Length];
        for (var bit = 0; bit < bits; bit++)
        {
            var mark = new float[probe.Height * probe.Width];
            var pattern = Pattern(across ? probe.Width : probe.Height, bits, bit);
            for (var row = 0; row < probe.Height; row++)
            {
                var line = mark.AsSpan(row * probe.Width, probe.Width);
                if (across)
                {
                    pattern.CopyTo(line);
                }
                else
                {
                    line.Fill(pattern[row]);
                }
            }

            var share = probe.Look(mark).Share;
            for (var i = 0; i < codes.Length; i++)
            {
                codes[i] |= share[i] > 0.5f ? 1 << bit : 0;
                doubts[i] += share[i] is > 0.3f and < 0.7f ? 1 : 0;
            }
        }

        for (var i = 0; i < codes.Length; i++)
        {
            for (var shift = codes[i] >> 1; shift > 0; shift >>= 1)
            {
                codes[i] ^= shift;
            }
        }

        return (codes, Array.ConvertAll(doubts, count => count > 1));
    }
}
