namespace Thelper.Infer.Tiling;

/// <summary>Finds the boxes of different windows that belong to one object, and reports each object once.</summary>
/// <remarks>
/// What two windows both see, they should see alike: two boxes of a class are one object if their parts within both windows agree (intersection over union of one half), or if the edge of a
/// window cuts one of them and seven tenths of the smaller lie within the other. Where windows share no more than a seam, both boxes must reach it, and agree along it. Of the boxes of an
/// object those count that no inner edge of their window cuts, and of these the ones that non-maximum suppression leaves; where every window sees a part alone, the object is all parts
/// together, with the highest of their scores; masks are joined so, and each key point is the surest.
/// </remarks>
public static class BoxMerge
{
    private const double Agreement = 0.5;
    private const double Within = 0.7;

    /// <summary>Merges boxes.</summary>
    /// <param name="boxes">Boxes in pixels of the picture, each with the index of the window that it was found in.</param>
    /// <param name="plan">The windows.</param>
    /// <returns>The objects, highest score first; of equal scores in the order of their windows.</returns>
    public static IReadOnlyList<ScoredBox> Merge(IReadOnlyList<(int Window, ScoredBox Box)> boxes, TilePlan plan)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        ArgumentNullException.ThrowIfNull(plan);
        var slack = Math.Max(2, plan.Options.Size / 100.0);
        var groups = Enumerable.Range(0, boxes.Count).ToArray();
        var ofWindow = boxes.Select((box, i) => (box.Window, Index: i)).GroupBy(entry => entry.Window).ToDictionary(group => group.Key, group => group.Select(entry => entry.Index).ToList());
        foreach (var (window, own) in ofWindow)
        {
            foreach (var other in Neighbours(window, plan).Where(ofWindow.ContainsKey))
            {
                foreach (var i in own)
                {
                    foreach (var j in ofWindow[other].Where(j => boxes[j].Box.Label == boxes[i].Box.Label && Agree(boxes[i].Box, plan[window], boxes[j].Box, plan[other], plan, slack)))
                    {
                        groups[Root(groups, j)] = Root(groups, i);
                    }
                }
            }
        }

        return [.. Enumerable.Range(0, boxes.Count).GroupBy(i => Root(groups, i)).SelectMany(group => Objects([.. group.Select(i => boxes[i])], plan, slack)).OrderByDescending(box => box.Score)];
    }

    /// <summary>Keeps the boxes that overlap no better one of their class by more than a share.</summary>
    /// <param name="boxes">The boxes.</param>
    /// <param name="most">Intersection over union from 0 to 1.</param>
    internal static List<ScoredBox> Suppress(IEnumerable<ScoredBox> boxes, double most)
    {
        var kept = new List<ScoredBox>();
        foreach (var box in boxes.OrderByDescending(box => box.Score))
        {
            if (!kept.Exists(better => better.Label == box.Label && better.Overlap(box) > most))
            {
                kept.Add(box);
            }
        }

        return kept;
    }

    private static List<ScoredBox> Objects(List<(int Window, ScoredBox Box)> seen, TilePlan plan, double slack)
    {
        var whole = seen.Where(entry => !IsCut(entry.Box, plan[entry.Window], plan, slack)).Select(entry => entry.Box).ToList();
        return whole.Count > 0 ? Suppress(whole, Agreement) : [seen.Select(entry => entry.Box).Aggregate(Joined)];
    }

    private static ScoredBox Joined(ScoredBox a, ScoredBox b) => new(
        a.Label, Math.Max(a.Score, b.Score), Math.Min(a.Left, b.Left), Math.Min(a.Top, b.Top), Math.Max(a.Right, b.Right), Math.Max(a.Bottom, b.Bottom))
    {
        Shape = ShapeParts.Joined(a.Shape, b.Shape),
    };

    private static int Root(int[] groups, int i)
    {
        while (groups[i] != i)
        {
            i = groups[i] = groups[groups[i]];
        }

        return i;
    }

    // Later windows that share pixels or a seam with one.
    private static IEnumerable<int> Neighbours(int window, TilePlan plan)
    {
        var columns = plan.Columns.Starts.Count;
        var (row, column) = Math.DivRem(window, columns);
        foreach (var r in Enumerable.Range(row, plan.Rows.Starts.Count - row).TakeWhile(r => plan.Rows.Starts[r] <= plan.Rows.Starts[row] + plan.Rows.Length))
        {
            foreach (var c in Enumerable.Range(0, columns).Where(c => Math.Abs(plan.Columns.Starts[c] - plan.Columns.Starts[column]) <= plan.Columns.Length))
            {
                if ((r * columns) + c > window)
                {
                    yield return (r * columns) + c;
                }
            }
        }
    }

    private static bool IsCut(ScoredBox box, Window window, TilePlan plan, double slack) =>
        (window.Left > 0 && box.Left < window.Left + slack) || (window.Right < plan.Width && box.Right > window.Right - slack)
        || (window.Top > 0 && box.Top < window.Top + slack) || (window.Bottom < plan.Height && box.Bottom > window.Bottom - slack);

    private static bool Agree(ScoredBox a, Window ofA, ScoredBox b, Window ofB, TilePlan plan, double slack)
    {
        var (left, right) = (Math.Max(ofA.Left, ofB.Left), Math.Min(ofA.Right, ofB.Right));
        var (top, bottom) = (Math.Max(ofA.Top, ofB.Top), Math.Min(ofA.Bottom, ofB.Bottom));
        var (isNarrow, isLow) = (right - left <= 2 * slack, bottom - top <= 2 * slack);
        if (isNarrow || isLow)
        {
            return isNarrow != isLow && (isNarrow
                ? Meet((a.Left, a.Right), (ofA.Left, ofA.Right), (b.Left, b.Right), (ofB.Left, ofB.Right), slack) && Alike(a.Top, a.Bottom, b.Top, b.Bottom, top, bottom)
                : Meet((a.Top, a.Bottom), (ofA.Top, ofA.Bottom), (b.Top, b.Bottom), (ofB.Top, ofB.Bottom), slack) && Alike(a.Left, a.Right, b.Left, b.Right, left, right));
        }

        var (partOfA, partOfB) = (Part(a, left, top, right, bottom), Part(b, left, top, right, bottom));
        return partOfA.Overlap(partOfB) >= Agreement
            || ((IsCut(a, ofA, plan, slack) || IsCut(b, ofB, plan, slack)) && a.Shared(b) >= Within * Math.Min(a.Area, b.Area));
    }

    private static ScoredBox Part(ScoredBox box, double left, double top, double right, double bottom) =>
        box with { Left = Math.Clamp(box.Left, left, right), Top = Math.Clamp(box.Top, top, bottom), Right = Math.Clamp(box.Right, left, right), Bottom = Math.Clamp(box.Bottom, top, bottom) };

    // Each of the boxes reaches what the windows share, and there is no gap between them.
    private static bool Meet((double From, double To) a, (int From, int To) ofA, (double From, double To) b, (int From, int To) ofB, double slack)
    {
        if (ofA.From > ofB.From)
        {
            (a, ofA, b, ofB) = (b, ofB, a, ofA);
        }

        return a.To >= ofB.From - slack && b.From <= ofA.To + slack && b.From - a.To <= slack;
    }

    // Along the seam: of the lengths that both windows see.
    private static bool Alike(double fromA, double toA, double fromB, double toB, double from, double to)
    {
        (fromA, toA, fromB, toB) = (Math.Clamp(fromA, from, to), Math.Clamp(toA, from, to), Math.Clamp(fromB, from, to), Math.Clamp(toB, from, to));
        var shared = Math.Min(toA, toB) - Math.Max(fromA, fromB);
        return shared > 0 && shared >= Agreement * (Math.Max(toA, toB) - Math.Min(fromA, fromB));
    }
}
