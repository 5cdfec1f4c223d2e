namespace Thelper.Viz.Projection;

/// <summary>Weights between points, a row each: what is not listed is 0.</summary>
/// <param name="Starts">Where the row of each point begins, and the end of the last one.</param>
/// <param name="Columns">The other points, ascending within a row.</param>
/// <param name="Weights">The weights.</param>
internal sealed record SparseGraph(int[] Starts, int[] Columns, double[] Weights)
{
    /// <summary>How many points there are.</summary>
    public int Count => Starts.Length - 1;

    /// <summary>A graph of neighbours.</summary>
    /// <param name="neighbors">The neighbours.</param>
    /// <param name="weights">A weight for each.</param>
    public static SparseGraph Of(Neighbors neighbors, double[] weights)
    {
        var starts = new int[neighbors.Count + 1];
        var columns = (int[])neighbors.Indices.Clone();
        var sorted = (double[])weights.Clone();
        for (var row = 0; row < neighbors.Count; row++)
        {
            starts[row + 1] = (row + 1) * neighbors.Each;
            Array.Sort(columns, sorted, row * neighbors.Each, neighbors.Each);
        }

        return new(starts, columns, sorted);
    }

    /// <summary>The same with rows and columns exchanged.</summary>
    public SparseGraph Transposed()
    {
        var starts = new int[Starts.Length];
        foreach (var column in Columns)
        {
            starts[column + 1]++;
        }

        for (var row = 0; row < Count; row++)
        {
            starts[row + 1] += starts[row];
        }

        var next = (int[])starts.Clone();
        var (columns, weights) = (new int[Columns.Length], new double[Columns.Length]);
        for (var row = 0; row < Count; row++)
        {
            for (var i = Starts[row]; i < Starts[row + 1]; i++)
            {
                var at = next[Columns[i]]++;
                (columns[at], weights[at]) = (row, Weights[i]);
            }
        }

        return new(starts, columns, weights);
    }

    /// <summary>Joins each weight with the one of the other direction.</summary>
    /// <param name="join">Takes the two, 0 where one is not listed; must not depend on their order.</param>
    public SparseGraph Symmetric(Func<double, double, double> join)
    {
        var other = Transposed();
        var starts = new int[Starts.Length];
        var columns = new List<int>(2 * Columns.Length);
        var weights = new List<double>(2 * Columns.Length);
        for (var row = 0; row < Count; row++)
        {
            var (i, j) = (Starts[row], other.Starts[row]);
            while (i < Starts[row + 1] || j < other.Starts[row + 1])
            {
                var mine = i < Starts[row + 1] ? Columns[i] : int.MaxValue;
                var theirs = j < other.Starts[row + 1] ? other.Columns[j] : int.MaxValue;
                columns.Add(Math.Min(mine, theirs));
                weights.Add(join(mine <= theirs ? Weights[i] : 0, theirs <= mine ? other.Weights[j] : 0));
                i += mine <= theirs ? 1 : 0;
                j += theirs <= mine ? 1 : 0;
            }

            starts[row + 1] = columns.Count;
        }

        return new(starts, [.. columns], [.. weights]);
    }

    /// <summary>The sums of rows.</summary>
    public double[] Degrees()
    {
        var sums = new double[Count];
        for (var row = 0; row < Count; row++)
        {
            for (var i = Starts[row]; i < Starts[row + 1]; i++)
            {
                sums[row] += Weights[i];
            }
        }

        return sums;
    }

    /// <summary>Whether one can come from every point to every other one.</summary>
    public bool IsConnected()
    {
        var seen = new bool[Count];
        var waiting = new Stack<int>([0]);
        seen[0] = true;
        var reached = 1;
        while (waiting.TryPop(out var row))
        {
            for (var i = Starts[row]; i < Starts[row + 1]; i++)
            {
                if (Weights[i] > 0 && !seen[Columns[i]])
                {
                    seen[Columns[i]] = true;
                    reached++;
                    waiting.Push(Columns[i]);
                }
            }
        }

        return reached == Count;
    }
}
