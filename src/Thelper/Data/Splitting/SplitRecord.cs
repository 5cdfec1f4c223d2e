using System.Globalization;
using System.IO.Compression;
using System.Text;
using Thelper.Vision.Formats;

namespace Thelper.Data.Splitting;

/// <summary>Which set each sample of a data set went to when a session split it, and what the samples were then: a file of some ten bytes a sample.</summary>
/// <remarks>
/// The file is text, packed by gzip. Two lines say what it is and by which settings the split was made; then comes a line for each sample, set by set in the order in
/// which loaders count them: the set, the sample's number, the state of its files and what it is known by (<see cref="SampleList"/>), with tabs between.
/// </remarks>
internal sealed class SplitRecord
{
    private const string Mark = "thelper samples 1";
    private const string Letters = "TVE-";

    // Gzip makes up to a thousand bytes of one; of a record's, it makes four to ten.
    private const long MostOfOneByte = 100;
    private const long Few = 16 << 20;
    private static readonly LoaderSet[] Sets = [LoaderSet.Train, LoaderSet.Valid, LoaderSet.Test];
    private readonly List<Entry> entries = [];

    private SplitRecord(string settings) => Settings = settings;

    /// <summary>The shares and seeds of the split, as <see cref="SplitSettings.TextOf"/> tells them.</summary>
    public string Settings { get; }

    /// <summary>The samples, set by set in the order of loaders, with what they are known by and the state of their files.</summary>
    public IEnumerable<(LoaderSet? Set, string State, string Key)> Samples => entries.Select(entry => (entry.Set, entry.State, entry.Key));

    /// <summary>The record of a split.</summary>
    /// <param name="name">The data set's name.</param>
    /// <param name="samples">Its samples.</param>
    /// <param name="split">The split.</param>
    /// <param name="settings">Shares and seeds.</param>
    public static SplitRecord Of(string name, SampleList samples, DatasetSplit split, SplitSettings settings)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(settings);
        var record = new SplitRecord(settings.TextOf(name));
        var used = new bool[samples.Keys.Count];
        foreach (var set in Sets)
        {
            foreach (var index in split.Of(set).GetValueOrDefault(name) ?? [])
            {
                used[index] = true;
                record.Add(set, index, samples);
            }
        }

        for (var i = 0; i < used.Length; i++)
        {
            if (!used[i])
            {
                record.Add(null, i, samples);
            }
        }

        return record;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The record; null where there is no file, as in sessions of earlier versions and of the original.</returns>
    /// <exception cref="UserErrorException">The file is damaged.</exception>
    public static SplitRecord? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var packed = InputFile.OpenRead(path);
            var most = Math.Min(Limits.AnnotationMiB.Value << 20, Math.Max(Few, packed.Length * MostOfOneByte));
            using var lines = TextLines.Read(new GZipStream(packed, CompressionMode.Decompress), path, most).GetEnumerator();
            var mark = lines.MoveNext() ? lines.Current : "";
            if (mark != Mark || !lines.MoveNext())
            {
                throw new FormatException("it does not begin as such a record does");
            }

            var record = new SplitRecord(lines.Current);
            while (lines.MoveNext())
            {
                record.entries.Add(Parse(lines.Current));
            }

            return record;
        }
        catch (Exception error) when (error is FormatException or InvalidDataException or AnnotationException or EndOfStreamException)
        {
            throw new UserErrorException($"{path}: the record of the session's samples cannot be read ({error.Message}); delete it: what has changed since is not noticed then.", error);
        }
    }

    /// <summary>Writes the file.</summary>
    /// <param name="stream">Where to.</param>
    public void Write(Stream stream)
    {
        using var packed = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        using var writer = new StreamWriter(packed, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        writer.WriteLine(Mark);
        writer.WriteLine(Settings);
        foreach (var entry in entries)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Letter(entry.Set)}\t{entry.Index}\t{entry.State}\t{Escaped(entry.Key)}"));
        }
    }

    /// <summary>Compares the samples with those of today.</summary>
    /// <param name="now">Those of today.</param>
    public SampleChanges Compare(SampleList now)
    {
        ArgumentNullException.ThrowIfNull(now);
        var places = new Dictionary<string, int>(now.Keys.Count, StringComparer.Ordinal);
        for (var i = 0; i < now.Keys.Count; i++)
        {
            places[now.Keys[i]] = i;
        }

        var changes = new SampleChanges();
        var seen = new bool[now.Keys.Count];
        foreach (var entry in entries)
        {
            if (!places.TryGetValue(entry.Key, out var index))
            {
                changes.NoteGone(entry.Key, entry.Set);
                continue;
            }

            seen[index] = true;
            changes.Keep(index, entry.Set, isMoved: index != entry.Index);
            if (!SampleList.SameState(entry.State, now.States[index]))
            {
                changes.NoteChanged(entry.Key, entry.Set, SampleList.SameButForTimes(entry.State, now.States[index]));
            }
        }

        for (var i = 0; i < seen.Length; i++)
        {
            if (!seen[i])
            {
                changes.NoteNew(now.Keys[i], i);
            }
        }

        return changes;
    }

    private static char Letter(LoaderSet? set) => set is { } known ? Letters[(int)known] : '-';

    private static Entry Parse(string line)
    {
        var parts = line.Split('\t', 4);
        var set = parts is [[_], _, _, _] ? Letters.IndexOf(parts[0][0], StringComparison.Ordinal) : -1;
        return set >= 0 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new(set < Sets.Length ? Sets[set] : null, index, parts[2], Plain(parts[3]))
            : throw new FormatException("a line of it is no sample's");
    }

    private static string Escaped(string key) => key.AsSpan().ContainsAny("\\\n\r")
        ? key.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal).Replace("\r", @"\r", StringComparison.Ordinal)
        : key;

    private static string Plain(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var key = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            key.Append(text[i] != '\\' ? text[i] : ++i == text.Length ? throw new FormatException("a name in it ends early") : text[i] switch { 'n' => '\n', 'r' => '\r', var c => c });
        }

        return key.ToString();
    }

    private void Add(LoaderSet? set, int index, SampleList samples) => entries.Add(new(set, index, samples.States[index], samples.Keys[index]));

    private sealed record Entry(LoaderSet? Set, int Index, string State, string Key);
}
