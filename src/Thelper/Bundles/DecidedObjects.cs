using System.Globalization;

namespace Thelper.Bundles;

/// <summary>Decisions that are objects, side by side by what they are: scores that are equal but for rounding come in either order.</summary>
internal static class DecidedObjects
{
    private const int Numbers = 5;

    /// <summary>How objects differ; null where they do not.</summary>
    /// <param name="found">Those of now, best first.</param>
    /// <param name="expected">Those that were bundled, best first.</param>
    /// <param name="tolerance">How far scores may lie apart, and places relative to the greatest coordinate of all objects or 1: a long box is as certain as a short one beside it.</param>
    public static string? Difference(IReadOnlyList<Decision> found, IReadOnlyList<Decision> expected, double tolerance)
    {
        if (found.Count != expected.Count)
        {
            return $"there are {found.Count} where {expected.Count} were expected";
        }

        var allowed = tolerance * expected.SelectMany(one => one.Values.Skip(1)).Select(Math.Abs).Append(1).Max();
        var left = found.ToList();
        for (var k = 0; k < expected.Count; k++)
        {
            // The nearest of the same label that no object before it took.
            var theirs = expected[k];
            var ours = left.Where(one => one.Label == theirs.Label && one.Index == theirs.Index && one.Values.Count == Numbers && theirs.Values.Count == Numbers).MinBy(one => Distance(one, theirs));
            if (ours is null)
            {
                return $"there is no further '{theirs.Label}' (index {theirs.Index}) where one {Place(theirs)} was expected";
            }

            left.RemoveAt(left.FindIndex(one => ReferenceEquals(one, ours)));
            if (!(Distance(ours, theirs) <= allowed))
            {
                return $"'{theirs.Label}' {Place(ours)} where one {Place(theirs)} was expected";
            }

            // Its own score, and the one of its rank: they come best first.
            foreach (var score in (double[])[ours.Values[0], found[k].Values[0]])
            {
                if (!(Math.Abs(score - theirs.Values[0]) <= tolerance))
                {
                    return string.Create(CultureInfo.InvariantCulture, $"'{theirs.Label}' {Place(theirs)} with {score:G6} where {theirs.Values[0]:G6} was expected");
                }
            }
        }

        return null;
    }

    // NaN stays.
    private static double Distance(Decision one, Decision other) => one.Values.Skip(1).Zip(other.Values.Skip(1), (a, b) => Math.Abs(a - b)).Aggregate(0.0, Math.Max);

    private static string Place(Decision one) => $"at [{string.Join(", ", one.Values.Skip(1).Select(value => value.ToString("G6", CultureInfo.InvariantCulture)))}]";
}
