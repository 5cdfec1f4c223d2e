namespace Thelper;

/// <summary>Finds what the user probably meant.</summary>
public static class NearestName
{
    // Longer texts are no misspelt names, and the distance takes time and memory of their product.
    private const int MaxLength = 200;

    /// <summary>The end of a message that proposes the nearest valid name: <c>unknown key (did you mean 'epochs'?)</c>, or a list of what is valid when nothing is near.</summary>
    /// <param name="name">What came.</param>
    /// <param name="valid">What is valid.</param>
    /// <returns>Text that starts with a space, or nothing when there are no valid names.</returns>
    public static string Hint(string name, IEnumerable<string> valid)
    {
        var names = valid.Distinct().ToList();
        return Guess(name, names) is { Length: > 0 } guess ? guess : names.Count == 0 ? "" : $" (expected one of: {string.Join(", ", names.Take(40))}{(names.Count > 40 ? ", ..." : "")})";
    }

    /// <summary>The same for a message that says what is valid itself: nothing when no name is near.</summary>
    /// <param name="name">What came.</param>
    /// <param name="valid">What is valid.</param>
    public static string Guess(string name, IEnumerable<string> valid) => Find(name, valid) is { } nearest ? $" (did you mean '{nearest}'?)" : "";

    /// <summary>The valid name with the smallest edit distance, if that is small against the name's length.</summary>
    /// <param name="name">What came.</param>
    /// <param name="valid">What is valid.</param>
    public static string? Find(string name, IEnumerable<string> valid)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxLength)
        {
            return null;
        }

        string? best = null;
        var bestDistance = Math.Clamp(name.Length / 3, Math.Min(1, name.Length - 1), 4) + 1;
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

    /// <summary>
    /// Edits (insert, delete, change, swap of neighbours) between two names without regard to case and to <c>-</c> against <c>_</c>, cut off at <paramref name="limit"/>.
    /// </summary>
    /// <param name="a">A name.</param>
    /// <param name="b">Another name.</param>
    /// <param name="limit">The largest number that matters.</param>
    /// <returns>From 0 to <paramref name="limit"/>.</returns>
    public static int Distance(string a, string b, int limit)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (Math.Abs(a.Length - b.Length) >= limit)
        {
            return limit;
        }

        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var same = Fold(a[i - 1]) == Fold(b[j - 1]);
                var best = Math.Min(rows[i - 1, j - 1] + (same ? 0 : 1), Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && Fold(a[i - 1]) == Fold(b[j - 2]) && Fold(a[i - 2]) == Fold(b[j - 1]))
                {
                    best = Math.Min(best, rows[i - 2, j - 2] + 1);
                }

                rows[i, j] = best;
            }
        }

        return Math.Min(rows[a.Length, b.Length], limit);
    }

    private static char Fold(char c) => c is '-' or ' ' ? '_' : char.ToLowerInvariant(c);
}
