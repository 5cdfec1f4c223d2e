using Thelper.Tasks;

namespace Thelper.Infer;

/// <summary>The area of one class in a label map, as COCO's documents hold it: run lengths down the columns.</summary>
/// <param name="Label">The class.</param>
/// <param name="Mask">Its pixels.</param>
/// <param name="Left">First column with one.</param>
/// <param name="Top">First row with one.</param>
/// <param name="Width">Columns from the first to the last.</param>
/// <param name="Height">Rows from the first to the last.</param>
internal sealed record RunLengths(int Label, InstanceMask Mask, int Left, int Top, int Width, int Height)
{
    /// <summary>The areas of the classes that occur, by their indices.</summary>
    /// <param name="map">Class indices, row by row.</param>
    /// <param name="width">Width of the map.</param>
    /// <param name="height">Its height.</param>
    /// <param name="classes">Number of classes; other labels have no area.</param>
    public static IEnumerable<RunLengths> Of(ReadOnlySpan<ushort> map, int width, int height, int classes)
    {
        var areas = new Runs?[classes];
        for (var x = 0; x < width; x++)
        {
            for (var y = 0; y < height;)
            {
                var label = map[(y * width) + x];
                var from = y;
                while (y < height && map[(y * width) + x] == label)
                {
                    y++;
                }

                if (label < classes)
                {
                    (areas[label] ??= new()).Add(x, from, y, height);
                }
            }
        }

        return [.. Enumerable.Range(0, classes).Where(label => areas[label] is not null).Select(label => areas[label]!.Result(label, width, height))];
    }

    private sealed class Runs
    {
        private readonly List<int> counts = [];
        private int end;
        private (int Left, int Top, int Right, int Bottom) hull = (int.MaxValue, int.MaxValue, 0, 0);

        public void Add(int column, int from, int to, int height)
        {
            var start = (column * height) + from;
            if (start == end && counts.Count > 0)
            {
                // It goes on at the top of the next column.
                counts[^1] += to - from;
            }
            else
            {
                counts.Add(start - end);
                counts.Add(to - from);
            }

            end = start + to - from;
            hull = (Math.Min(hull.Left, column), Math.Min(hull.Top, from), column + 1, Math.Max(hull.Bottom, to));
        }

        public RunLengths Result(int label, int width, int height)
        {
            if (end < width * height)
            {
                counts.Add((width * height) - end);
            }

            return new(label, InstanceMask.FromCounts(counts, height, width), hull.Left, hull.Top, hull.Right - hull.Left, hull.Bottom - hull.Top);
        }
    }
}
