using Thelper.Config;

namespace Thelper.Data.Loading;

/// <summary>The shares of data sets in a set, such as <c>train_split</c>.</summary>
internal static class SplitShares
{
    // Shares may be percentages or numbers of samples: they are scaled down. What is beyond any data set is a slip.
    private const double Most = 1e9;

    /// <summary>Reads a map of names and shares.</summary>
    /// <param name="key">The key of the map, for messages.</param>
    /// <param name="node">The map; null for none.</param>
    /// <param name="errors">Receives every mistake.</param>
    public static Dictionary<string, double> Read(string key, ConfigNode? node, ConfigErrors errors)
    {
        var ratios = new Dictionary<string, double>(StringComparer.Ordinal);
        if (node is null || node.Kind == ConfigKind.Null)
        {
            return ratios;
        }

        if (node.Kind != ConfigKind.Map)
        {
            errors.Add(node, $"expected a map of dataset names and shares, such as \"{key}\": {{\"my_dataset\": 0.8}}, got {node.Describe()}");
        }

        foreach (var (name, value) in node.Entries)
        {
            if (!ValueBinder.TryConvert(value, typeof(double), errors, out var ratio))
            {
                continue;
            }

            if ((double)ratio! is >= 0 and <= Most)
            {
                ratios.Add(name, (double)ratio);
            }
            else
            {
                errors.Add(value, $"a share of a dataset must be a number from 0 to 1, got {value.Describe()}");
            }
        }

        return ratios;
    }
}
