using System.Globalization;
using System.Text;

namespace Thelper.Geo.Sampling;

/// <summary>Where the samples of sets lie to each other.</summary>
/// <param name="Sets">How many samples of each set have a place.</param>
/// <param name="Pairs">The sets that were compared.</param>
/// <param name="Files">Files that were written.</param>
public sealed record PlaceReport(IReadOnlyDictionary<string, int> Sets, IReadOnlyList<PlacePair> Pairs, IReadOnlyList<string> Files)
{
    /// <summary>Whether a set that the model is judged by shares ground with one that it learns from.</summary>
    public bool Leaks => Pairs.Any(pair => pair.Overlapping > 0);

    /// <summary>The report as people read it.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"samples with a place: {string.Join(", ", Sets.Select(set => FormattableString.Invariant($"{set.Key} {set.Value}")))}\n");
        foreach (var pair in Pairs)
        {
            text.Append(CultureInfo.InvariantCulture, $"{pair.Judged} beside {pair.Learned}: {pair.Overlapping} of {pair.Tiles} share ground ({100 * pair.Overlap:F1} % of it), {pair.Touching} touch; nearest {pair.LeastMetres:F1} m, half within {pair.MedianMetres:F1} m");
            text.Append(pair.Likeness is { } alike ? string.Create(CultureInfo.InvariantCulture, $"; neighbours correlate by {alike:F2}\n") : "\n");
        }

        if (Leaks)
        {
            text.Append("What is judged was learned from: give the data sets 'part' with 'split_by' and 'buffer' (docs/scenes.md).\n");
        }

        return text.ToString();
    }

    /// <summary>The report as plain values, for JSON.</summary>
    public IReadOnlyDictionary<string, object?> ToPlain() => new Dictionary<string, object?>
    {
        ["sets"] = Sets.ToDictionary(set => set.Key, set => (object?)(long)set.Value),
        ["pairs"] = Pairs.Select(pair => (object?)new Dictionary<string, object?>
        {
            ["learned"] = pair.Learned,
            ["judged"] = pair.Judged,
            ["tiles"] = (long)pair.Tiles,
            ["overlapping"] = (long)pair.Overlapping,
            ["touching"] = (long)pair.Touching,
            ["overlap"] = pair.Overlap,
            ["least_metres"] = pair.LeastMetres,
            ["median_metres"] = pair.MedianMetres,
            ["likeness"] = pair.Likeness,
        }).ToList(),
        ["leaks"] = Leaks,
    };
}
