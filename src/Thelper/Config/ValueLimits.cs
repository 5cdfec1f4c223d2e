using System.Globalization;

namespace Thelper.Config;

/// <summary>Ranges of numbers and choices of texts, of keys and of parameters.</summary>
internal static class ValueLimits
{
    /// <summary>Checks a value that has the right type; of a list, every element.</summary>
    /// <param name="node">The value.</param>
    /// <param name="min">Smallest number, included.</param>
    /// <param name="max">Largest number, included.</param>
    /// <param name="choices">Accepted texts; empty accepts any.</param>
    /// <param name="errors">Receives what is beyond them.</param>
    /// <returns>Whether all is within.</returns>
    public static bool Check(ConfigNode node, double min, double max, IReadOnlyCollection<string> choices, ConfigErrors errors)
    {
        if (node.Kind == ConfigKind.List)
        {
            var before = errors.Count;
            foreach (var item in node.Items)
            {
                Check(item, min, max, choices, errors);
            }

            return errors.Count == before;
        }

        if (node.Value is long or double && (!double.IsInfinity(min) || !double.IsInfinity(max)))
        {
            var number = Convert.ToDouble(node.Value, CultureInfo.InvariantCulture);
            if (!(number >= min && number <= max))
            {
                errors.Add(node, $"must be {Range(min, max)}, got {node.Describe()}");
                return false;
            }
        }

        if (node.Value is string text && choices.Count > 0 && !choices.Contains(text))
        {
            errors.Add(node, $"unknown value '{text}'{NearestName.Hint(text, choices)}");
            return false;
        }

        return true;
    }

    /// <summary>A range in words; null where there is none.</summary>
    /// <param name="min">Smallest number, included.</param>
    /// <param name="max">Largest number, included.</param>
    public static string? Range(double min, double max) => (double.IsInfinity(min), double.IsInfinity(max)) switch
    {
        (true, true) => null,
        (false, true) => $"at least {Number(min)}",
        (true, false) => $"at most {Number(max)}",
        _ => $"between {Number(min)} and {Number(max)}",
    };

    private static string Number(double limit) => PythonRepr.Of(Math.Floor(limit) == limit && Math.Abs(limit) < 1e15 ? (object)(long)limit : limit);
}
