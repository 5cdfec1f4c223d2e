using System.Globalization;
using Thelper.Config;
using Thelper.Sessions;
using Thelper.Train;
using Thelper.Viz.TensorBoard;

namespace Thelper.Records;

/// <summary>What a session has written, as anybody may read it while the session runs: configuration, curves, files. Sessions of thelper 0.6.2 are read too.</summary>
/// <remarks>Nothing is kept open, and nothing is changed. What is new on the disk is seen at the next look; threads take turns.</remarks>
/// <param name="path">The session's folder.</param>
public sealed class SessionFolder(string path)
{
    /// <summary>The name of the curve of training losses, batch by batch.</summary>
    private const string LossCurve = "train/iter/loss";

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private const int MostFiles = 100_000;
    private static readonly string[] Pictures = [".png", ".jpg", ".jpeg"];
    private readonly Lock gate = new();
    private readonly Dictionary<string, (DateTime Changed, long Length, List<List<string>> Lines)> tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EventFile> events = new(StringComparer.Ordinal);

    /// <summary>The folder.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The session's name.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The configuration; null where it is not there or cannot be read.</summary>
    public ConfigNode? Config => ReadConfig(System.IO.Path.Combine(Path, SessionDirectory.ConfigFile));

    /// <summary>When the configuration was written; the year 1601 where there is none.</summary>
    public DateTime ConfigTime => File.GetLastWriteTimeUtc(System.IO.Path.Combine(Path, SessionDirectory.ConfigFile));

    /// <summary>Whether a run owns the folder now.</summary>
    public bool IsRunning
    {
        get
        {
            // One that is just being taken must not meet a lock of ours, however short.
            if (File.GetLastWriteTimeUtc(System.IO.Path.Combine(Path, SessionLock.FileName)) > DateTime.UtcNow - Fresh)
            {
                return true;
            }

            try
            {
                SessionLock.RequireFree(Path);
                return false;
            }
            catch (UserErrorException)
            {
                return true;
            }
        }
    }

    /// <summary>Whether a folder is a session's.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsSession(string folder) => SessionMarks.IsSession(folder);

    /// <summary>The sessions in a folder, and in those below it, by path. Links are not followed.</summary>
    /// <param name="root">The folder; may be a session's itself.</param>
    /// <param name="depth">How many folders deep is looked.</param>
    public static IReadOnlyList<string> Find(string root, int depth = 6)
    {
        if (IsSession(root))
        {
            return [System.IO.Path.GetFullPath(root)];
        }

        var found = new List<string>();
        Look(new DirectoryInfo(root), depth);
        found.Sort(StringComparer.Ordinal);
        return found;

        void Look(DirectoryInfo folder, int left)
        {
            foreach (var inner in Inner(folder).Where(inner => inner.LinkTarget is null && !inner.Name.StartsWith('.')))
            {
                if (IsSession(inner.FullName))
                {
                    found.Add(inner.FullName);
                }
                else if (left > 1)
                {
                    Look(inner, left - 1);
                }
            }
        }
    }

    /// <summary>The configuration as keys and values: dotted paths of all that is no map or list, and lists of numbers and texts as one text.</summary>
    public IReadOnlyDictionary<string, string> Settings()
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (Config is { } config)
        {
            Flatten(config, "", settings);
        }

        return settings;
    }

    /// <summary>The last value of each loss and metric that the session's table has.</summary>
    public IReadOnlyDictionary<string, double> LastValues()
    {
        var last = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, segments) in TableCurves())
        {
            last[name] = segments[^1].Values[^1];
        }

        return last;
    }

    /// <summary>All curves by name, <c>SET/epoch/METRIC</c> or <c>SET/iter/METRIC</c>: those of event files, and those that only the table or the reports have.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<CurveSegment>> Curves()
    {
        lock (gate)
        {
            var curves = new SortedDictionary<string, IReadOnlyList<CurveSegment>>(StringComparer.Ordinal);
            foreach (var (name, segments) in EventCurves().Concat(TableCurves()).Concat(ReportCurves()))
            {
                curves.TryAdd(name, segments);
            }

            if (!curves.ContainsKey(LossCurve) && LoggedLosses() is { Count: > 0 } losses)
            {
                curves[LossCurve] = losses;
            }

            return curves;
        }
    }

    /// <summary>The tables of losses and metrics, which change with every epoch.</summary>
    public IReadOnlyList<FileInfo> Tables()
    {
        var folder = new DirectoryInfo(System.IO.Path.Combine(Path, "output"));
        return [.. (folder.Exists ? Inner(folder) : []).Select(inner => new FileInfo(System.IO.Path.Combine(inner.FullName, MetricsTable.FileName))).Where(file => file.Exists)];
    }

    /// <summary>The files below the folder, by path with slashes, the oldest first; of very many the first 100,000 that are met.</summary>
    public IReadOnlyList<FileInfo> Files() =>
        [.. Below(new DirectoryInfo(Path)).OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.FullName, StringComparer.Ordinal)];

    /// <summary>Whether a file is a picture that browsers show.</summary>
    /// <param name="file">Its name.</param>
    public static bool IsPicture(string file) => Pictures.Contains(System.IO.Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    /// <summary>The name of an output and the epoch in it: <c>confmat-0003.png</c> is <c>confmat</c> of epoch 3.</summary>
    /// <param name="file">The file's name.</param>
    /// <returns>The name without ending, and the epoch; -1 for a file without one.</returns>
    public static (string Name, int Epoch) Output(string file)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(file);
        var dash = name.LastIndexOf('-');
        return dash > 0 && name.Length - dash == 5 && int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) ? (name[..dash], epoch) : (name, -1);
    }

    /// <summary>The set that a folder of outputs belongs to: <c>train-host-20261129-2000</c> is <c>train</c>'s.</summary>
    /// <param name="folder">The folder's name.</param>
    public static string SetOf(string folder) => folder.Split('-')[0];

    private static ConfigNode? ReadConfig(string file)
    {
        try
        {
            return File.Exists(file) ? ConfigLoader.Parse(InputFile.ReadAllText(file), file) : null;
        }
        catch (Exception error) when (error is UserErrorException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Flatten(ConfigNode node, string at, IDictionary<string, string> settings)
    {
        switch (node.Kind)
        {
            case ConfigKind.Map:
                foreach (var (key, value) in node.Entries)
                {
                    Flatten(value, at.Length == 0 ? key : $"{at}.{key}", settings);
                }

                break;
            case ConfigKind.List when node.Items.Any(item => item.Kind is ConfigKind.Map or ConfigKind.List):
                for (var i = 0; i < node.Items.Count; i++)
                {
                    Flatten(node.Items[i], string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]"), settings);
                }

                break;
            case ConfigKind.List:
                settings[at] = $"[{string.Join(", ", node.Items.Select(item => Text(item.Value)))}]";
                break;
            default:
                settings[at] = Text(node.Value);
                break;
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    // A run may remove files while they are listed.
    private static DirectoryInfo[] Inner(DirectoryInfo folder)
    {
        try
        {
            return folder.GetDirectories();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // One that is gone before its size is known is none.
    private static List<FileInfo> Below(DirectoryInfo folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true, MaxRecursionDepth = 8 };
        var files = new List<FileInfo>();
        try
        {
            files.AddRange((folder.Exists ? folder.EnumerateFiles("*", options) : []).Where(file => file.Exists).Take(MostFiles));
        }
        catch (IOException)
        {
        }

        return files;
    }

    private IEnumerable<KeyValuePair<string, IReadOnlyList<CurveSegment>>> EventCurves()
    {
        var files = Below(new DirectoryInfo(System.IO.Path.Combine(Path, "output"))).Where(file => file.Name.StartsWith("events.out.tfevents.", StringComparison.Ordinal)).OrderBy(file => file.FullName, StringComparer.Ordinal).ToList();
        foreach (var gone in events.Keys.Except(files.Select(file => file.FullName)).ToList())
        {
            events.Remove(gone);
        }

        var curves = new Dictionary<string, List<CurveSegment>>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (!events.TryGetValue(file.FullName, out var known))
            {
                events[file.FullName] = known = new(file.FullName);
            }

            foreach (var (tag, segment) in known.Curves())
            {
                var name = $"{SetOf(file.Directory!.Name)}/{tag}";
                if (!curves.TryGetValue(name, out var segments))
                {
                    curves[name] = segments = [];
                }

                segments.Add(segment);
            }
        }

        return curves.Select(curve => KeyValuePair.Create(curve.Key, (IReadOnlyList<CurveSegment>)curve.Value));
    }

    private IEnumerable<KeyValuePair<string, IReadOnlyList<CurveSegment>>> TableCurves()
    {
        var curves = new Dictionary<string, (List<double> Steps, List<double> Values)>(StringComparer.Ordinal);
        foreach (var table in Tables())
        {
            var lines = LinesOf(table);
            foreach (var line in lines.Skip(1).Where(line => line.Count == lines[0].Count))
            {
                var (set, epoch) = (lines[0].IndexOf("set"), lines[0].IndexOf("epoch"));
                if (set < 0 || epoch < 0 || !double.TryParse(line[epoch], CultureInfo.InvariantCulture, out var step) || !double.IsFinite(step))
                {
                    continue;
                }

                for (var i = 0; i < line.Count; i++)
                {
                    if (i != set && i != epoch && NumberOf(line[i]) is { } value)
                    {
                        var column = lines[0][i];
                        var name = $"{line[set]}/epoch/{(column == "learning_rate" ? "lr" : column)}";
                        var (steps, values) = curves.TryGetValue(name, out var known) ? known : curves[name] = ([], []);
                        steps.Add(step);
                        values.Add(value);
                    }
                }
            }
        }

        return curves.Select(curve => KeyValuePair.Create(curve.Key, (IReadOnlyList<CurveSegment>)[new(curve.Value.Steps, curve.Value.Values)]));
    }

    /// <summary>The losses of training batches as event files have them, with all bits; null without such files.</summary>
    internal IReadOnlyList<CurveSegment>? EventLosses()
    {
        lock (gate)
        {
            return EventCurves().Where(curve => curve.Key == LossCurve).Select(curve => curve.Value).FirstOrDefault();
        }
    }

    /// <summary>The losses of training batches as the log tells them, for sessions without event files.</summary>
    internal IReadOnlyList<CurveSegment> LoggedLosses()
    {
        var log = System.IO.Path.Combine(Path, "logs", "trainer.log");
        return TryRead(log) is { } text ? TrainerLog.Losses(text.Split('\n')) : [];
    }

    private List<List<string>> LinesOf(FileInfo table)
    {
        lock (gate)
        {
            var (changed, length) = (table.LastWriteTimeUtc, table.Length);
            if (!tables.TryGetValue(table.FullName, out var known) || known.Changed != changed || known.Length != length)
            {
                tables[table.FullName] = known = (changed, length, TryRead(table.FullName) is { } text ? MetricsTable.Lines(text) : []);
            }

            return known.Lines;
        }
    }

    // The original has no table: a metric's value is the text of a small file of its own.
    private IEnumerable<KeyValuePair<string, IReadOnlyList<CurveSegment>>> ReportCurves()
    {
        const int LongestNumber = 32;
        return Below(new DirectoryInfo(System.IO.Path.Combine(Path, "output")))
            .Where(file => file is { Extension: ".txt", Length: < LongestNumber } && Output(file.Name).Epoch >= 0)
            .GroupBy(file => $"{SetOf(file.Directory!.Name)}/epoch/{Output(file.Name).Name}")
            .Select(curve => KeyValuePair.Create(curve.Key, (IReadOnlyList<CurveSegment>)[.. curve.GroupBy(file => file.DirectoryName).OrderBy(run => run.Key, StringComparer.Ordinal).Select(run =>
            {
                var points = run.Select(file => (Output(file.Name).Epoch, Value: NumberOf(TryRead(file.FullName)?.Trim()))).Where(point => point.Value is not null).OrderBy(point => point.Epoch).ToList();
                return new CurveSegment([.. points.Select(point => (double)point.Epoch)], [.. points.Select(point => point.Value!.Value)]);
            }).Where(segment => segment.Steps.Count > 0)]))
            .Where(curve => curve.Value.Count > 0);
    }

    private static string? TryRead(string file)
    {
        try
        {
            return InputFile.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or UserErrorException)
        {
            return null;
        }
    }

    private static double? NumberOf(string? text) => text switch
    {
        null or "" => null,
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null,
    };

    private sealed class EventFile(string file)
    {
        private EventReader reader = new(file);
        private readonly Dictionary<string, (List<double> Steps, List<double> Values)> curves = new(StringComparer.Ordinal);

        public IEnumerable<(string Tag, CurveSegment Segment)> Curves()
        {
            try
            {
                var values = reader.ReadOn(out var isNew);
                if (isNew)
                {
                    curves.Clear();
                }

                foreach (var value in values.Where(value => value.Number is not null))
                {
                    var (steps, numbers) = curves.TryGetValue(value.Tag, out var known) ? known : curves[value.Tag] = ([], []);
                    steps.Add(value.Step);
                    numbers.Add(value.Number!.Value);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or UserErrorException)
            {
                curves.Clear();
                reader = new(file);
            }

            // Copies: the lists grow at the next look.
            return curves.Select(curve => (curve.Key, new CurveSegment([.. curve.Value.Steps], [.. curve.Value.Values])));
        }
    }
}
