using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Threading.Tasks;

namespace Thelper.Data.Splitting;

/// <summary>What the samples of a data set are at one moment: what each is known by from run to run, and the state of its files.</summary>
/// <remarks>
/// A sample is known by its path below the root of the data set, so that a folder may move; by its number where it is no file of its own (in an archive, made up).
/// The state is size and time of each of its files (image, mask, annotation), and a hash of a truth that stands elsewhere (a list, a COCO file).
/// </remarks>
public sealed class SampleList
{
    private const string Missing = "-";
    private const char NextFile = ';';
    private const char Truth = '=';
    private readonly string[] keys;
    private readonly string[] states;

    private SampleList(string[] keys, string[] states)
    {
        this.keys = keys;
        this.states = states;
    }

    /// <summary>What each sample is known by; all are different.</summary>
    public IReadOnlyList<string> Keys => keys;

    /// <summary>The state of each sample's files.</summary>
    public IReadOnlyList<string> States => states;

    /// <summary>Looks at the files of a data set; none is opened.</summary>
    /// <param name="dataset">The data set.</param>
    public static SampleList Of(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var (keys, states) = (new string[dataset.Count], new string[dataset.Count]);
        var files = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);

        // Most of the time goes to waiting for the file system.
        Parallel.For(0, dataset.Count, index => (keys[index], states[index]) = Look(dataset, index, files));
        Distinguish(keys);
        return new(keys, states);
    }

    /// <summary>Whether the state of a sample is the same. Times of file systems and archives that keep whole seconds only are compared to the second.</summary>
    /// <param name="before">The state before.</param>
    /// <param name="now">The state now.</param>
    public static bool SameState(string before, string now)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        if (before == now)
        {
            return true;
        }

        var (filesBefore, truthBefore) = Parts(before);
        var (filesNow, truthNow) = Parts(now);
        return truthBefore == truthNow && filesBefore.Length == filesNow.Length && filesBefore.Zip(filesNow).All(pair => SameFile(pair.First, pair.Second));
    }

    private static (string Key, string State) Look(Dataset dataset, int index, ConcurrentDictionary<string, string> files)
    {
        var paths = dataset.FilesOf(index);
        var key = paths is not [var own, ..] ? Number(index)
            : dataset.Root is { } root ? Below(root, own)
            : own == dataset.Describe(index) ? own
            : Number(index);
        var state = string.Join(NextFile, paths.Select(path => files.GetOrAdd(path, StateOf)));
        return (key, dataset.TruthOf(index) is { } truth ? string.Create(CultureInfo.InvariantCulture, $"{state}{Truth}{Hash(truth):x8}") : state);
    }

    // A list may name a file twice.
    private static void Distinguish(string[] keys)
    {
        var times = new Dictionary<string, int>(keys.Length, StringComparer.Ordinal);
        for (var i = 0; i < keys.Length; i++)
        {
            var key = keys[i];
            var time = times[key] = times.GetValueOrDefault(key) + 1;
            if (time > 1)
            {
                keys[i] = string.Create(CultureInfo.InvariantCulture, $"{key} (no. {time})");
            }
        }
    }

    private static string Below(string root, string path) => path.Length > root.Length && path.StartsWith(root, StringComparison.Ordinal) && (root.EndsWith('/') || path[root.Length] == '/')
        ? path[root.Length..].TrimStart('/')
        : path;

    private static string Number(int index) => string.Create(CultureInfo.InvariantCulture, $"#{index}");

    private static string StateOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? string.Create(CultureInfo.InvariantCulture, $"{file.Length}:{file.LastWriteTimeUtc.Ticks}") : Missing;
    }

    // FNV-1a: the same in every process.
    private static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ b) * 16777619;
        }

        return hash;
    }

    private static (string[] Files, string Truth) Parts(string state)
    {
        var end = state.IndexOf(Truth, StringComparison.Ordinal);
        return end < 0 ? (state.Split(NextFile), "") : (state[..end].Split(NextFile), state[end..]);
    }

    private static bool SameFile(string before, string now)
    {
        if (before == now)
        {
            return true;
        }

        var (a, b) = (before.Split(':'), now.Split(':'));
        return a.Length == 2 && b.Length == 2 && a[0] == b[0]
            && long.TryParse(a[1], NumberStyles.None, CultureInfo.InvariantCulture, out var first) && long.TryParse(b[1], NumberStyles.None, CultureInfo.InvariantCulture, out var second)
            && (first % TimeSpan.TicksPerSecond == 0 || second % TimeSpan.TicksPerSecond == 0) && first / TimeSpan.TicksPerSecond == second / TimeSpan.TicksPerSecond;
    }
}
