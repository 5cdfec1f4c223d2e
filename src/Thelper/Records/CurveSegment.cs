namespace Thelper.Records;

/// <summary>What one run wrote of a curve: a session that was resumed has one more.</summary>
/// <param name="Steps">Iterations or epochs, ascending.</param>
/// <param name="Values">The value at each; NaN and infinities are values.</param>
public sealed record CurveSegment(IReadOnlyList<double> Steps, IReadOnlyList<double> Values)
{
    /// <summary>No more points than fit on a screen, such that nothing that stands out is lost: of each column of pixels the smallest and the largest value, and one that is no number.</summary>
    /// <param name="columns">How many columns there are.</param>
    /// <param name="from">The step at the left edge.</param>
    /// <param name="to">The step at the right edge.</param>
    /// <returns>Points of the segment, in its order; all of them where they are few. The nearest points beyond the edges are kept, so that lines reach them.</returns>
    public CurveSegment Columns(int columns, double from, double to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        var first = Math.Max(0, Place(from) - 1);
        var last = Math.Min(Steps.Count - 1, Place(to));
        if (last - first < 4 * columns)
        {
            return Only(Enumerable.Range(first, Math.Max(0, last - first + 1)));
        }

        var kept = new SortedSet<int> { first, last };
        var width = (to - from) / columns;
        for (var i = first; i <= last;)
        {
            var (column, least, most, none) = (Column(i), -1, -1, -1);
            do
            {
                if (!double.IsFinite(Values[i]))
                {
                    none = i;
                }
                else
                {
                    least = least < 0 || Values[i] < Values[least] ? i : least;
                    most = most < 0 || Values[i] > Values[most] ? i : most;
                }
            }
            while (++i <= last && Column(i) == column);

            kept.UnionWith(new[] { least, most, none }.Where(index => index >= 0));
        }

        return Only(kept);

        double Column(int i) => Math.Floor((Steps[i] - from) / width);
    }

    /// <summary>Smooths exponentially: a constant stays what it is to the last bit, and what is no number is passed over and stays.</summary>
    /// <param name="weight">Of what was before, from 0 for none to nearly 1.</param>
    public CurveSegment Smoothed(double weight)
    {
        var state = double.NaN;
        return new(Steps, [.. Values.Select(value =>
        {
            if (!double.IsFinite(value))
            {
                return value;
            }

            state = double.IsNaN(state) ? value : state + ((1 - weight) * (value - state));
            return state;
        })]);
    }

    // The first point after the step.
    private int Place(double step)
    {
        var (low, high) = (0, Steps.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Steps[middle] <= step ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private CurveSegment Only(IEnumerable<int> indices)
    {
        var list = indices.ToList();
        return new([.. list.Select(i => Steps[i])], [.. list.Select(i => Values[i])]);
    }
}
