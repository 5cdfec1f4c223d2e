using Thelper.Infer.Tiling;

namespace Thelper.Geo.Scenes;

/// <summary>Which windows of a scene were predicted on, and how often that covers each pixel.</summary>
/// <param name="raster">A byte for each window, in rows and columns of windows: 1 for those that were predicted on.</param>
/// <param name="plan">The windows.</param>
internal sealed class WindowLog(RawRaster raster, TilePlan plan)
{
    private readonly int columns = raster.Width;

    /// <summary>Notes a window.</summary>
    /// <param name="index">The window.</param>
    public void Note(int index)
    {
        var (row, column) = Math.DivRem(index, columns);
        raster.Write(0, row, column, [1]);
    }

    /// <summary>Whether a window was noted.</summary>
    /// <param name="index">The window.</param>
    public bool IsNoted(int index)
    {
        Span<byte> noted = stackalloc byte[1];
        raster.Read(0, index / columns, index % columns, noted);
        return noted[0] != 0;
    }

    /// <summary>How many windows were predicted on, and how many passed over.</summary>
    public (long Predicted, long Empty) Total()
    {
        var noted = new byte[columns];
        var predicted = 0L;
        for (var row = 0; row < raster.Height; row++)
        {
            raster.Read(0, row, 0, noted);
            predicted += noted.Count(value => value != 0);
        }

        return (predicted, plan.Count - predicted);
    }

    /// <summary>Reads how many windows saw each pixel of some rows.</summary>
    /// <param name="top">The first row.</param>
    /// <param name="counts">Gets the counts, row after row; a multiple of the width.</param>
    public void Count(int top, Span<ushort> counts)
    {
        var width = plan.Width;
        var steps = new int[width + 1];
        var noted = new byte[columns];
        for (var y = 0; y < counts.Length / width; y++)
        {
            Array.Clear(steps);
            for (var row = 0; row < raster.Height; row++)
            {
                var first = plan[row * columns];
                if (top + y < first.Top || top + y >= first.Bottom)
                {
                    continue;
                }

                raster.Read(0, row, 0, noted);
                for (var column = 0; column < columns; column++)
                {
                    if (noted[column] != 0)
                    {
                        var window = plan[column];
                        steps[window.Left]++;
                        steps[window.Right]--;
                    }
                }
            }

            var count = 0;
            var line = counts.Slice(y * width, width);
            for (var x = 0; x < width; x++)
            {
                count += steps[x];
                line[x] = (ushort)count;
            }
        }
    }
}
