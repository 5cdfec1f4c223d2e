using System.Globalization;

namespace Thelper.Vision.Formats;

/// <summary>Counts what a listing of folders leaves out, by reason, with an example of each.</summary>
/// <param name="companion">The ending of files that belong to the images beside them, such as <c>.txt</c>: they are not counted. Null for none.</param>
public sealed class LeftOut(string? companion = null)
{
    private const int MostEndings = 5;
    private readonly SortedDictionary<LeftOutReason, (int Count, string Example)> reasons = [];
    private readonly Dictionary<string, int> endings = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Number of entries that were left out; a folder counts as one.</summary>
    public int Count => reasons.Values.Sum(reason => reason.Count);

    /// <summary>Whether something was left out that its owner may miss: pictures, and folders that may hold some.</summary>
    public bool MayBeMissed => reasons.Keys.Any(reason => reason > LeftOutReason.OtherEnding);

    /// <summary>Counts an entry.</summary>
    /// <param name="reason">Why it is left out.</param>
    /// <param name="below">The folder of it, below the root, with a slash at its end unless empty.</param>
    /// <param name="name">Its name.</param>
    public void Add(LeftOutReason reason, string below, ReadOnlySpan<char> name)
    {
        if (companion is not null && reason == LeftOutReason.OtherEnding && name.EndsWith(companion, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        reasons[reason] = reasons.TryGetValue(reason, out var before) ? (before.Count + 1, before.Example) : (1, string.Concat(below, name));
        if (reason is LeftOutReason.OtherEnding or LeftOutReason.UnreadFormat && endings.Count < 1000)
        {
            var ending = Path.GetExtension(name).ToString();
            endings[ending] = endings.GetValueOrDefault(ending) + 1;
        }
    }

    /// <summary>One sentence of all that was left out; null where nothing was.</summary>
    /// <param name="root">The folder that was listed.</param>
    public string? Describe(string root) => Count == 0
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"'{root}': {Count} {(Count == 1 ? "entry is" : "entries are")} no sample: {string.Join("; ", reasons.Select(pair => Part(pair.Key, pair.Value.Count, pair.Value.Example)))}");

    private string Part(LeftOutReason reason, int count, string example)
    {
        var named = PrintableText.Line(example);
        var text = reason switch
        {
            LeftOutReason.Hidden => $"hidden ('{named}')",
            LeftOutReason.SystemMade => $"made by a system or an archiver ('{named}')",
            LeftOutReason.OtherEnding => $"with the ending of no image ({Endings(unread: false)})",
            LeftOutReason.UnreadFormat => $"in a picture format that is not read ({Endings(unread: true)}; convert them to PNG)",
            LeftOutReason.Stray => $"outside the class folders ('{named}')",
            LeftOutReason.LinkedFolder => $"linked folders, which are not followed ('{named}')",
            _ => $"with a name that is not UTF-8 ('{named}'; rename them)",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{count} {text}");
    }

    private string Endings(bool unread)
    {
        var found = endings.Where(ending => FolderEntries.IsUnreadPicture(ending.Key) == unread).OrderByDescending(ending => ending.Value).ThenBy(ending => ending.Key, StringComparer.Ordinal).ToList();
        var shown = found.Take(MostEndings).Select(ending => string.Create(CultureInfo.InvariantCulture, $"{(ending.Key.Length == 0 ? "no ending" : PrintableText.Line(ending.Key))} {ending.Value}"));
        return string.Join(", ", shown) + (found.Count > MostEndings ? ", ..." : "");
    }
}
