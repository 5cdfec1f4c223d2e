namespace Thelper.Infer.Tiling;

/// <summary>Where windows begin along one side of a picture, and what each of them counts at each pixel.</summary>
internal sealed class AxisPlan
{
    private const double Deviation = 1 / 8.0;
    private readonly int[] starts;

    /// <summary>Plans a side: windows as far apart as the overlap allows, spread evenly, the first and the last at the picture's edges.</summary>
    /// <param name="size">Pixels of the picture.</param>
    /// <param name="tile">Pixels of a window.</param>
    /// <param name="overlap">Pixels that neighbours share at least.</param>
    /// <param name="blend">How the weights fall towards the edges.</param>
    public AxisPlan(int size, int tile, int overlap, WindowBlend blend)
    {
        Length = Math.Min(size, tile);
        var room = size - Length;
        var step = tile - overlap;
        var count = (int)(((long)room + step - 1) / step) + 1;
        starts = [.. Enumerable.Range(0, count).Select(i => count == 1 ? 0 : (int)((long)i * room / (count - 1)))];
        Weights = blend == WindowBlend.None ? Owned(size) : Shared(size, [.. Enumerable.Range(0, Length).Select(i => WeightOf(i, Length, blend))]);
    }

    /// <summary>The first pixel of each window, increasing.</summary>
    public IReadOnlyList<int> Starts => starts;

    /// <summary>Pixels of each window that lie in the picture.</summary>
    public int Length { get; }

    /// <summary>For each window the pixel from which on it counts, counted from the window's own first, and its weights from there on. At each pixel of the picture they add up to 1.</summary>
    public IReadOnlyList<(int From, float[] Weights)> Weights { get; }

    /// <summary>The number of the window that begins at a pixel; negative where none does.</summary>
    /// <param name="start">The pixel.</param>
    public int IndexOf(int start) => Array.BinarySearch(starts, start);

    // Never 0, so that no pixel is without a weight: at the edge of a bell curve of an eighth there are 0.0003 of the middle.
    private static double WeightOf(int pixel, int length, WindowBlend blend)
    {
        var distance = (pixel - ((length - 1) / 2.0)) / (length * Deviation);
        return blend == WindowBlend.Linear ? Math.Min(pixel + 1, length - pixel) : Math.Exp(-0.5 * distance * distance);
    }

    private (int From, float[] Weights)[] Shared(int size, double[] window)
    {
        var sums = new double[size];
        foreach (var start in starts)
        {
            for (var i = 0; i < window.Length; i++)
            {
                sums[start + i] += window[i];
            }
        }

        return [.. starts.Select(start => (0, window.Select((weight, i) => (float)(weight / sums[start + i])).ToArray()))];
    }

    private (int From, float[] Weights)[] Owned(int size)
    {
        var owned = new (int, float[])[starts.Length];
        var from = 0;
        for (var i = 0; i < starts.Length; i++)
        {
            // Half way between the middles of this window and the next.
            var to = i + 1 < starts.Length ? (starts[i] + starts[i + 1] + Length) / 2 : size;
            var ones = new float[to - from];
            Array.Fill(ones, 1f);
            owned[i] = (from - starts[i], ones);
            from = to;
        }

        return owned;
    }
}
