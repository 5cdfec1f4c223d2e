using System.Collections.Concurrent;

namespace Thelper.Web.Annotating;

/// <summary>The pixels of a brush: for each row the columns from first to last, relative to its centre. They are those that OpenCV fills for a circle whose centre has fractional bits.</summary>
/// <remarks>
/// OpenCV fills a polygon in place of the circle: corners every 90, 30, 18 or 5 degrees, by radius, in 1/65536 of a pixel. A row reaches over all pixels that its edges touch,
/// walked in their longer direction, and over those that its edges have at the height of the row. Hence a disc is not quite symmetric.
/// </remarks>
internal sealed class Disc
{
    /// <summary>The largest radius, in pixels.</summary>
    public const int MaxRadius = 4096;

    private const int One = 1 << Bits;
    private const int Half = One / 2;
    private const int Bits = 16;
    private static readonly ConcurrentDictionary<int, Disc> Known = new();
    private readonly int[] first;
    private readonly int[] last;

    private Disc(int radius)
    {
        Radius = radius;
        first = new int[(2 * radius) + 1];
        last = new int[first.Length];
        Array.Fill(first, int.MaxValue);
        Array.Fill(last, int.MinValue);
        var corners = Corners(radius);
        for (var i = 0; i < corners.Count; i++)
        {
            var (from, to) = (corners[(i == 0 ? corners.Count : i) - 1], corners[i]);
            Put(Rounded(to.X), Rounded(to.Y));
            Walk(from, to);
            Cross(from, to);
        }
    }

    /// <summary>Pixels from the centre to the outermost ones.</summary>
    public int Radius { get; }

    /// <summary>First column of each row, from <c>-Radius</c> to <c>Radius</c>.</summary>
    public ReadOnlySpan<int> First => first;

    /// <summary>Last column of each row, inside.</summary>
    public ReadOnlySpan<int> Last => last;

    /// <summary>The disc of a radius.</summary>
    /// <param name="radius">0 (one pixel) to <see cref="MaxRadius"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The radius is out of range.</exception>
    public static Disc Of(int radius)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(radius, MaxRadius);
        return Known.GetOrAdd(radius, static radius => new Disc(radius));
    }

    private static List<(long X, long Y)> Corners(int radius)
    {
        var degrees = radius switch { < 3 => 90, < 10 => 30, < 15 => 18, _ => 5 };
        var corners = new List<(long X, long Y)>();
        for (var angle = 0; angle < 360; angle += degrees)
        {
            corners.Add((Scaled(radius, Math.Cos(double.DegreesToRadians(angle))), Scaled(radius, Math.Sin(double.DegreesToRadians(angle)))));
        }

        return corners;
    }

    // OpenCV has its sines with seven decimals, in single precision.
    private static long Scaled(int radius, double share) => (long)Math.Round((double)(float)Math.Round(share, 7) * radius * One);

    private static int Rounded(long place) => (int)((place + Half) >> Bits);

    // The pixels along an edge: one in each column of a flat one, in each row of a steep one.
    private void Walk((long X, long Y) from, (long X, long Y) to)
    {
        var isFlat = Math.Abs(to.X - from.X) > Math.Abs(to.Y - from.Y);
        if (isFlat ? to.X < from.X : to.Y < from.Y)
        {
            (from, to) = (to, from);
        }

        var (length, rise) = isFlat ? (to.X - from.X, to.Y - from.Y) : (to.Y - from.Y, to.X - from.X);
        var slope = (rise << Bits) / (length | 1);
        var (along, across) = isFlat ? (Rounded(from.X), from.Y + Half) : (Rounded(from.Y), from.X + Half);
        for (var i = 0; i <= length >> Bits; i++, across += slope)
        {
            Put(isFlat ? along + i : (int)(across >> Bits), isFlat ? (int)(across >> Bits) : along + i);
        }
    }

    // Where an edge is at each row that it crosses.
    private void Cross((long X, long Y) from, (long X, long Y) to)
    {
        if (to.Y < from.Y)
        {
            (from, to) = (to, from);
        }

        var rows = Rounded(to.Y) - Rounded(from.Y);
        for (var i = 0; i < rows; i++)
        {
            var step = (((to.X - from.X) * 2) + rows) / (2 * rows);
            Put(Rounded(from.X + (step * i)), Rounded(from.Y) + i);
        }
    }

    private void Put(int x, int y)
    {
        first[y + Radius] = Math.Min(first[y + Radius], x);
        last[y + Radius] = Math.Max(last[y + Radius], x);
    }
}
