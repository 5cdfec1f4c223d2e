using System.Globalization;

namespace Thelper.Data.Splitting;

/// <summary>What has become of the samples of a data set since a session split it.</summary>
public sealed class SampleChanges
{
    private static readonly LoaderSet[] Sets = [LoaderSet.Train, LoaderSet.Valid, LoaderSet.Test];
    private readonly Tally gone = new();
    private readonly Tally changed = new();
    private readonly List<int>[] kept = [[], [], []];
    private readonly List<int> added = [];
    private string? firstNew;
    private bool hadSets;

    /// <summary>Whether samples are new, gone or changed.</summary>
    public bool Any => added.Count > 0 || gone.Count > 0 || changed.Count > 0;

    /// <summary>Whether samples have other numbers than before.</summary>
    public bool IsReordered { get; private set; }

    /// <summary>Whether samples are there that were not.</summary>
    public bool HasNew => added.Count > 0;

    /// <summary>Whether none of the samples that were in a set is there any more.</summary>
    public bool IsEmptied => hadSets && Array.TrueForAll(kept, list => list.Count == 0);

    /// <summary>The samples of a set that are still there, in the order that they had, and new ones if they are to go there.</summary>
    /// <param name="set">The set.</param>
    /// <param name="setOfNew">The set of the new ones; null to leave them out.</param>
    public IReadOnlyList<int> Of(LoaderSet set, LoaderSet? setOfNew) => set == setOfNew ? [.. kept[(int)set], .. added] : kept[(int)set];

    /// <summary>The changes in words, with counts, sets and the first of each kind: <c>2 new ('a/7.png', ...); 1 gone (1 of train: 'a/3.png')</c>.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        if (firstNew is not null)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{added.Count} new ('{PrintableText.Line(firstNew)}'{(added.Count > 1 ? ", ..." : "")})"));
        }

        parts.AddRange(new[] { gone.Text("gone"), changed.Text("changed") }.OfType<string>());
        return string.Join(", ", parts);
    }

    internal void Keep(int index, LoaderSet? set, bool isMoved)
    {
        IsReordered |= isMoved;
        if (set is { } known)
        {
            hadSets = true;
            kept[(int)known].Add(index);
        }
    }

    internal void NoteGone(string key, LoaderSet? set)
    {
        hadSets |= set is not null;
        gone.Note(key, set);
    }

    internal void NoteChanged(string key, LoaderSet? set) => changed.Note(key, set);

    internal void NoteNew(string key, int index)
    {
        firstNew ??= key;
        added.Add(index);
    }

    /// <summary>Counts by set.</summary>
    private sealed class Tally
    {
        private readonly int[] counts = new int[Sets.Length + 1];
        private string? first;

        public int Count => counts.Sum();

        public void Note(string key, LoaderSet? set)
        {
            first ??= key;
            counts[set is { } known ? (int)known : Sets.Length]++;
        }

        public string? Text(string what)
        {
            if (first is null)
            {
                return null;
            }

            var sets = counts.Select((count, set) => count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{count} of {(set < Sets.Length ? Sets[set].ToString().ToLowerInvariant() : "none")}"));
            return string.Create(CultureInfo.InvariantCulture, $"{Count} {what} ({string.Join(", ", sets.OfType<string>())}: '{PrintableText.Line(first)}'{(Count > 1 ? ", ..." : "")})");
        }
    }
}
