namespace Thelper.Config;

/// <summary>Finds what the user probably meant.</summary>
public static class NearestName
{
    /// <summary>The end of a message that proposes the nearest valid name: <c>unknown key (did you mean 'epochs'?)</c>, or a list of what is valid when nothing is near.</summary>
    /// <param name="name">What came.</param>
    /// <param name="valid">What is valid.</param>
    /// <returns>Text that starts with a space, or nothing when there are no valid names.</returns>
    public static string Hint(string name, IEnumerable<string> valid)
    {
        var names = valid.Distinct().ToList();
        if (Find(name, names) is { } nearest)
        {
            return $" (did you mean '{nearest}'?)";
        }

        return names.Count == 0 ? "" : $" (expected one of: {string.Join(", ", names.Take(40))}{(names.Count > 40 ? ", ..." : "")})";
    }

    /// <summary>The valid name with the smallest edit distance, if that is small against the name's length.</summary>
    /// <param name="name">What came.</param>
    /// <param name="valid">What is valid.</param>
    public static string? Find(string name, IEnumerable<string> valid)
    {
        string? best = null;
        var bestDistance = Math.Max(1, Math.Min(4, name.Length / 3)) + 1;
        foreach (var candidate in valid)
        {
            var distance = Distance(name, candidate, bestDistance);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>Levenshtein distance without regard to case and to <c>-</c> against <c>_</c>, cut off at <paramref name="limit"/>.</summary>
    internal static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) >= limit)
        {
            return limit;
        }

        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            var rowBest = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = previous[j - 1] + (Fold(a[i - 1]) == Fold(b[j - 1]) ? 0 : 1);
                current[j] = Math.Min(change, Math.Min(previous[j], current[j - 1]) + 1);
                rowBest = Math.Min(rowBest, current[j]);
            }

            if (rowBest >= limit)
            {
                return limit;
            }

            (previous, current) = (current, previous);
        }

        return Math.Min(previous[b.Length], limit);
    }

    private static char Fold(char c) => c is '-' or ' ' ? '_' : char.ToLowerInvariant(c);
}
