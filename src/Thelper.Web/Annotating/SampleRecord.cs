using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Thelper.Config;
using Thelper.Torch.Serialization;

namespace Thelper.Web.Annotating;

/// <summary>Which files each sample of a data set has: the record <c>metadata.log</c> lists the samples by the numbers of their files, <c>000000</c> first.</summary>
/// <remarks>
/// A sample is known by what describes it, the path of its image, and keeps its files wherever it stands by now. New ones get the numbers after all others; those that are gone keep theirs, so that no
/// other sample gets their files. Numbers of which there are files and nothing is known have no name here.
/// </remarks>
internal sealed partial class SampleRecord
{
    private readonly string path;
    private readonly List<string> names;
    private readonly int[] numbers;

    private SampleRecord(string path, List<string> names, int[] numbers) => (this.path, this.names, this.numbers) = (path, names, numbers);

    /// <summary>Reads a record, and finds each sample in it; nothing is written.</summary>
    /// <param name="path">The file, which may be missing.</param>
    /// <param name="samples">What describes each sample of the data set as it is now.</param>
    /// <param name="used">Numbers of which there are files: where there are none, nothing is kept.</param>
    /// <param name="warn">Told what the user should know.</param>
    /// <exception cref="UserErrorException">It is damaged, or the annotations are those of other samples.</exception>
    public static SampleRecord Open(string path, IReadOnlyList<string> samples, IReadOnlySet<int> used, Action<string> warn)
    {
        if (used.Count == 0 || Read(path) is not { } names)
        {
            return new(path, [.. samples], [.. Enumerable.Range(0, samples.Count)]);
        }

        var (before, numbers) = (names, Find(names, samples));
        var isOther = Array.TrueForAll(numbers, number => number < 0);
        var move = isOther ? MoveOf(names, samples) : null;
        if (move is { } folders)
        {
            names = names.ConvertAll(name => name.Length > 0 && name.StartsWith(folders.From, StringComparison.Ordinal) ? folders.To + name[folders.From.Length..] : name);
            numbers = Find(names, samples);
            if (AreOthers(before, samples, numbers, used))
            {
                (move, names) = (null, before);
                Array.Fill(numbers, -1);
            }
        }

        var annotated = used.Where(number => number < names.Count && names[number].Length > 0).ToList();
        var gone = annotated.Except(numbers).Order().ToList();
        if (gone.Count > 0)
        {
            // A few names that are the same in another folder are no data set that was moved.
            var (number, name) = (gone[0].ToString("D6", CultureInfo.InvariantCulture), before[gone[0]]);
            if (isOther && 2 * gone.Count > annotated.Count)
            {
                throw new UserErrorException(
                    $"{path}: the files {number} are annotations of '{name}', which the data set does not have{(samples.Count > 0 ? $" (its first sample is '{samples[0]}')" : "")}. Give the images that were annotated, "
                    + "or another session a name of its own; where the same images in the same order have only got other names, remove this file");
            }

            warn(string.Create(
                CultureInfo.InvariantCulture, $"{path}: annotated samples that the data set does not have any more: {gone.Count}, the first '{name}' (files {number}); their files stay, and are theirs again when they are back"));
        }

        if (used.Except(annotated).Order().ToList() is [var unknown, ..] others)
        {
            warn(string.Create(
                CultureInfo.InvariantCulture, $"{path}: does not say of which samples some files are: {others.Count}, the first {unknown:D6}; they stay, and no sample gets them. To have them again put back the record that was written with them"));
        }

        if (move is not null)
        {
            warn($"{path}: the samples were in '{move.Value.From}' when they were annotated, and are in '{move.Value.To}' now; they are known by their paths below it");
        }

        for (var i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] < 0)
            {
                while (used.Contains(names.Count))
                {
                    names.Add("");
                }

                numbers[i] = names.Count;
                names.Add(samples[i]);
            }
        }

        return new(path, names, numbers);
    }

    /// <summary>The number of a sample's files.</summary>
    /// <param name="index">The sample's number in the data set.</param>
    public int NumberOf(int index) => numbers[index];

    /// <summary>Writes the record.</summary>
    /// <param name="head">What it says before its samples.</param>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public void Write(OrderedDictionary<string, object?> head)
    {
        ArgumentNullException.ThrowIfNull(head);
        head["samples"] = names.ConvertAll(name => (object?)name);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(ConfigWriter.ToJson(head))));
    }

    // Null where nothing is said of the samples. The original has no list where a data set has none.
    private static List<string>? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var record = JsonDocument.Parse(InputFile.ReadAllBytes(path));
            if (!record.RootElement.TryGetProperty("samples", out var samples))
            {
                return null;
            }

            var entries = samples.EnumerateArray().Select(entry => entry.GetString() ?? "").ToList();
            var names = entries.ConvertAll<string?>(NameIn);
            return names.TrueForAll(name => name is null) ? null : [.. names.Zip(entries, (name, entry) => name ?? entry)];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new UserErrorException(
                $"{path}: is damaged ({error.Message}), and nothing else says which samples the annotations beside it are of; put it back, or, if the data set has the same samples in the same order as then, remove it", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path}: cannot be read: {error.Message}", error);
        }
    }

    // The original writes its samples as Python shows them: a map, whose first path is the image's, or objects that say nothing.
    private static string? NameIn(string entry) =>
        entry.StartsWith("{'", StringComparison.Ordinal) ? (PathValue().Match(entry) is { Success: true } match ? match.Groups["path"].Value : null)
        : entry.StartsWith("(<", StringComparison.Ordinal) ? null
        : entry;

    // The place of each sample in the record, -1 of one that is not there. A list may name a file twice: the first is the first again.
    private static int[] Find(List<string> names, IReadOnlyList<string> samples)
    {
        var places = new Dictionary<string, Queue<int>>(StringComparer.Ordinal);
        for (var place = 0; place < names.Count; place++)
        {
            if (!places.TryGetValue(names[place], out var known))
            {
                places[names[place]] = known = new();
            }

            known.Enqueue(place);
        }

        return [.. samples.Select(name => places.TryGetValue(name, out var known) && known.TryDequeue(out var place) ? place : -1)];
    }

    // Where the whole data set was, a folder below which its names are found, and where it is now. Null where there is none, or two would do: pictures of many folders are 0.png, 1.png and so on.
    private static (string From, string To)? MoveOf(List<string> names, IReadOnlyList<string> samples)
    {
        var folder = FolderOf(samples);
        var below = samples.Select(name => name[folder.Length..]).ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        foreach (var (place, name) in names.Index())
        {
            var start = 0;
            do
            {
                if (below.Contains(name[start..]))
                {
                    if (!found.TryGetValue(name[..start], out var places))
                    {
                        found[name[..start]] = places = [];
                    }

                    places.Add(place);
                }

                start = name.IndexOf('/', start) + 1;
            }
            while (start > 0);
        }

        // A folder inside the one that was moved may have some of the names, too: all of them are found from outside. Of others the one that is called as the new one is meant.
        var best = found.Where(entry => !found.Values.Any(other => entry.Value.IsProperSubsetOf(other)))
            .Select(entry => (Folder: entry.Key, Shared: SharedFolders(entry.Key, folder), entry.Value.Count))
            .OrderByDescending(entry => entry.Shared).ThenByDescending(entry => entry.Count).Take(2).ToList();
        return best.Count == 0 || (best.Count == 2 && best[0].Shared == best[1].Shared && best[0].Count <= 2 * best[1].Count) ? null : (best[0].Folder, folder);
    }

    // How many folders both end with; each ends with a slash, or is empty.
    private static int SharedFolders(string path, string other) =>
        Enumerable.Reverse(path.Split('/')).Zip(Enumerable.Reverse(other.Split('/'))).TakeWhile(pair => pair.First == pair.Second).Count() - 1;

    // Whether what was annotated has not moved: most of it is where it was, and is not what has its name elsewhere. A copy is, and so is another spelling of the same folder.
    private static bool AreOthers(List<string> names, IReadOnlyList<string> samples, int[] numbers, IReadOnlySet<int> used)
    {
        var annotated = numbers.Index().Where(entry => used.Contains(entry.Item)).ToList();
        var others = annotated.Count(entry => File.Exists(names[entry.Item]) && !IsSame(names[entry.Item], samples[entry.Index]));
        return others > 0 && 2 * others >= annotated.Count;
    }

    private static bool IsSame(string path, string other)
    {
        try
        {
            using var one = InputFile.OpenRead(path);
            using var two = InputFile.OpenRead(other);
            return one.Length == two.Length && SHA256.HashData(one).AsSpan().SequenceEqual(SHA256.HashData(two));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or UserErrorException)
        {
            return false;
        }
    }

    // What all begin with, up to a slash.
    private static string FolderOf(IReadOnlyList<string> samples)
    {
        var first = samples.Count > 0 ? samples[0] : "";
        var shared = samples.Aggregate(first.Length, (length, name) => Math.Min(length, MemoryExtensions.CommonPrefixLength(first.AsSpan(), name.AsSpan())));
        return first[..(first[..shared].LastIndexOf('/') + 1)];
    }

    [GeneratedRegex(@": '(?<path>[^'/]*/[^']*)'", RegexOptions.CultureInvariant)]
    private static partial Regex PathValue();
}
