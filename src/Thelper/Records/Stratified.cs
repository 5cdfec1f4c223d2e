using Thelper.Random;

namespace Thelper.Records;

/// <summary>A sample of many things in which every kind has its share: "n of N".</summary>
public static class Stratified
{
    /// <summary>Draws.</summary>
    /// <param name="kinds">The kind of each.</param>
    /// <param name="most">How many may be drawn.</param>
    /// <param name="seed">The same one draws the same.</param>
    /// <returns>Places in <paramref name="kinds"/>, ascending; all of them where they are no more. A kind that is rare has one, as long as there is room.</returns>
    public static int[] Sample(IReadOnlyList<long> kinds, int most, int seed)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        if (kinds.Count <= most)
        {
            return [.. Enumerable.Range(0, kinds.Count)];
        }

        var random = new NumpyRandom(seed);
        var groups = Enumerable.Range(0, kinds.Count).GroupBy(i => kinds[i]).OrderBy(group => group.Key).Select(group => group.ToArray()).ToList();

        // Whole shares first, at least one; then the largest remainders. What is too much is taken from those that have most.
        var shares = groups.ConvertAll(group => (double)group.Length * most / kinds.Count);
        var counts = shares.ConvertAll(share => Math.Max(1, (int)share));
        foreach (var i in Enumerable.Range(0, groups.Count).OrderByDescending(i => shares[i] - counts[i]).ThenBy(i => i))
        {
            counts[i] += counts.Sum() < most && counts[i] < groups[i].Length ? 1 : 0;
        }

        while (counts.Sum() > most)
        {
            counts[counts.IndexOf(counts.Max())]--;
        }

        var drawn = new List<int>();
        for (var i = 0; i < groups.Count; i++)
        {
            random.Shuffle(groups[i].AsSpan());
            drawn.AddRange(groups[i].Take(counts[i]));
        }

        drawn.Sort();
        return [.. drawn];
    }
}
