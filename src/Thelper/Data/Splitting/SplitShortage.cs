using Microsoft.Extensions.Logging;
using Thelper.Logging;

namespace Thelper.Data.Splitting;

/// <summary>Says where a split leaves a set without samples of a class, and how many samples rounding leaves out.</summary>
internal static class SplitShortage
{
    private const int MostShown = 10;

    /// <summary>Looks at a split.</summary>
    /// <param name="datasets">The datasets.</param>
    /// <param name="settings">The shares.</param>
    /// <param name="split">The split.</param>
    /// <param name="log">Told.</param>
    public static void Tell(IReadOnlyDictionary<string, Dataset> datasets, SplitSettings settings, DatasetSplit split, ILogger? log)
    {
        if (log is null)
        {
            return;
        }

        TellOfClasses(settings, split, log);
        foreach (var (name, dataset) in datasets)
        {
            var shares = settings.Train.GetValueOrDefault(name) + settings.Valid.GetValueOrDefault(name) + settings.Test.GetValueOrDefault(name);
            var unused = dataset.Count - Count(split.Train, name) - Count(split.Valid, name) - Count(split.Test, name);
            if (shares >= 1.0 - 1e-9 && unused > 0)
            {
                log.Info(FormattableString.Invariant($"rounding the shares of the dataset '{name}' leaves {unused} of {dataset.Count} samples unused; \"use_all_samples\": true in the loaders section takes them for training"));
            }
        }
    }

    private static int Count(IReadOnlyDictionary<string, IReadOnlyList<int>> set, string name) => set.TryGetValue(name, out var indices) ? indices.Count : 0;

    private static void TellOfClasses(SplitSettings settings, DatasetSplit split, ILogger log)
    {
        if (split.Labels is not { } labels)
        {
            return;
        }

        var totals = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var label in labels.Values.SelectMany(all => all).OfType<string>())
        {
            totals[label] = totals.GetValueOrDefault(label) + 1;
        }

        (string Name, IReadOnlyDictionary<string, double> Shares, Dictionary<string, int> Counts)[] sets =
            [("train", settings.Train, ByClass(split.Train, labels)), ("valid", settings.Valid, ByClass(split.Valid, labels)), ("test", settings.Test, ByClass(split.Test, labels))];
        var named = Array.FindAll(sets, set => set.Shares.Values.Any(share => share > 0));
        var scarce = totals.Where(pair => Array.Exists(named, set => !set.Counts.ContainsKey(pair.Key))).OrderBy(pair => pair.Value).ToList();
        if (scarce.Count == 0)
        {
            return;
        }

        var shown = scarce.Take(MostShown).Select(pair =>
        {
            var used = named.Sum(set => set.Counts.GetValueOrDefault(pair.Key));
            var counts = string.Join(", ", named.Select(set => FormattableString.Invariant($"{set.Name} {set.Counts.GetValueOrDefault(pair.Key)}")));
            return FormattableString.Invariant($"'{pair.Key}' with {pair.Value} ({counts}, unused {pair.Value - used})");
        });
        var remedy = settings.UseAll ? "add samples" : "add samples; \"use_all_samples\": true in the loaders section trains on what is unused where the shares add up to 1";
        log.Warn($"classes with too few samples for a share in every set: {string.Join("; ", shown)}{(scarce.Count > MostShown ? FormattableString.Invariant($"; and {scarce.Count - MostShown} more") : "")}; {remedy}");
    }

    private static Dictionary<string, int> ByClass(IReadOnlyDictionary<string, IReadOnlyList<int>> set, IReadOnlyDictionary<string, IReadOnlyList<string?>> labels)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, indices) in set)
        {
            foreach (var label in indices.Select(index => labels[name][index]).OfType<string>())
            {
                counts[label] = counts.GetValueOrDefault(label) + 1;
            }
        }

        return counts;
    }
}
