namespace Thelper.Infer.Tiling;

/// <summary>A part of the windows of a picture: those that see a strip between two columns, from a row of windows on. Predictions on all strips are those on the picture.</summary>
/// <remarks>Of a strip, batches never hold windows of two rows: so a run that is taken up again at a row computes what the first one would have.</remarks>
public sealed record TileStrip
{
    /// <summary>The first column of pixels.</summary>
    public required int Left { get; init; }

    /// <summary>The column after the last.</summary>
    public required int Right { get; init; }

    /// <summary>The row of windows from whose first pixels on the result is handed on; windows above that reach below are predicted on, too.</summary>
    public int FirstRow { get; init; }

    /// <summary>Whether a window is passed over: the result is then 0 where no other window sees a pixel. Null for none.</summary>
    public Func<Window, bool>? Skips { get; init; }

    /// <summary>Cuts a picture into strips, each of which but the last begins and ends where a window begins.</summary>
    /// <param name="plan">The windows.</param>
    /// <param name="most">Columns of a strip at most; a strip has those of one step of the windows at least.</param>
    public static IReadOnlyList<TileStrip> Of(TilePlan plan, int most)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var strips = new List<TileStrip>();
        var (left, next) = (0, 0);
        foreach (var start in plan.Columns.Starts.Skip(1).Append(plan.Width))
        {
            if (start - left > most && next > left)
            {
                strips.Add(new() { Left = left, Right = next });
                left = next;
            }

            next = start;
        }

        strips.Add(new() { Left = left, Right = plan.Width });
        return strips;
    }

    /// <summary>The windows, row after row.</summary>
    internal IEnumerable<IEnumerable<int>> Rows(TilePlan plan)
    {
        var seeing = Columns(plan);
        return Enumerable.Range(0, plan.Rows.Starts.Count).SkipWhile(row => row < FirstNeeded(plan))
            .Select(row => Enumerable.Range(seeing.Start.Value, seeing.End.Value - seeing.Start.Value).Select(column => (row * plan.Columns.Starts.Count) + column)
                .Where(index => Skips?.Invoke(plan[index]) != true));
    }

    /// <summary>The columns of windows that see the strip.</summary>
    internal Range Columns(TilePlan plan)
    {
        var columns = plan.Columns;
        return columns.Starts.Count(start => start + columns.Length <= Left)..columns.Starts.Count(start => start < Right);
    }

    /// <summary>The first row of windows that reaches below the first row of pixels that is wanted.</summary>
    internal int FirstNeeded(TilePlan plan)
    {
        var first = FirstRow;
        while (first > 0 && plan.Rows.Starts[first - 1] + plan.Rows.Length > plan.Rows.Starts[FirstRow])
        {
            first--;
        }

        return first;
    }
}
