namespace Thelper.Metrics.Counting;

/// <summary>Orders items by their scores.</summary>
internal static class ScoreOrder
{
    /// <summary>Indices from the highest score down; equal ones keep their order.</summary>
    /// <param name="scores">The scores; no NaN.</param>
    public static int[] Descending(ReadOnlySpan<double> scores)
    {
        var keys = new double[scores.Length];
        var order = new int[scores.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            (keys[i], order[i]) = (-scores[i], i);
        }

        Array.Sort(keys, order);
        for (var start = 0; start < keys.Length;)
        {
            var end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
            {
                end++;
            }

            Array.Sort(order, start, end - start);
            start = end;
        }

        return order;
    }
}
