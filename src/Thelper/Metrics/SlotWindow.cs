namespace Thelper.Metrics;

/// <summary>One slot per iteration of an epoch, or of the last so many iterations; a new epoch overwrites the old one slot by slot.</summary>
/// <typeparam name="T">What an iteration leaves behind.</typeparam>
/// <param name="maxSize">The largest number of slots; null for one per iteration of an epoch.</param>
internal sealed class SlotWindow<T>(int? maxSize = null)
{
    private (bool Filled, T Value)[] slots = [];

    /// <summary>The values of filled slots, in slot order.</summary>
    public IEnumerable<T> Values
    {
        get
        {
            foreach (var (filled, value) in slots)
            {
                if (filled)
                {
                    yield return value;
                }
            }
        }
    }

    /// <summary>The elements of all filled slots, in slot order.</summary>
    /// <param name="elements">The elements of a slot.</param>
    public TElement[] Join<TElement>(Func<T, TElement[]> elements)
    {
        var all = new TElement[Values.Sum(value => elements(value).Length)];
        var place = 0;
        foreach (var value in Values)
        {
            elements(value).CopyTo(all, place);
            place += elements(value).Length;
        }

        return all;
    }

    /// <summary>Whether no slot is filled.</summary>
    public bool IsEmpty => !Array.Exists(slots, slot => slot.Filled);

    /// <summary>Fills the slot of an iteration with what is read from it, or empties it where the iteration has no ground truth.</summary>
    /// <param name="iteration">The iteration.</param>
    /// <param name="read">Reads it; not called without ground truth.</param>
    public void Record(IterationData iteration, Func<IterationData, T> read)
    {
        if (iteration.Target is null)
        {
            Unset(iteration.IterationIndex, iteration.IterationCount);
        }
        else
        {
            Set(iteration.IterationIndex, iteration.IterationCount, read(iteration));
        }
    }

    /// <summary>Fills the slot of an iteration. Another number of slots than before drops the history.</summary>
    /// <param name="index">Index of the iteration.</param>
    /// <param name="count">Number of iterations of the epoch.</param>
    /// <param name="value">What to keep.</param>
    public void Set(int index, int count, T value) => SlotOf(index, count) = (true, value);

    /// <summary>Empties the slot of an iteration that had nothing to keep.</summary>
    /// <param name="index">Index of the iteration.</param>
    /// <param name="count">Number of iterations of the epoch.</param>
    public void Unset(int index, int count) => SlotOf(index, count) = default;

    /// <summary>Forgets everything.</summary>
    public void Clear() => slots = [];

    private ref (bool Filled, T Value) SlotOf(int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        var size = Math.Min(maxSize ?? count, count);
        if (slots.Length != size)
        {
            slots = new (bool, T)[size];
        }

        return ref slots[index % size];
    }
}
