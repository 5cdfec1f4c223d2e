using System.Globalization;
using System.Text;
using Thelper.Data.Loading;
using Thelper.Data.Splitting;
using Thelper.Random;
using Thelper.Sessions;
using Thelper.Torch;
using Thelper.Torch.Serialization;

namespace Thelper.Records;

/// <summary>Why two sessions differ: the first training step whose loss is another one, and everything that was different before it.</summary>
public sealed class SessionDiff
{
    private const int MostTold = 12;

    // Their own names, and what changes nothing about numbers.
    private static readonly string[] Irrelevant = ["name", "output_dir_name", "output_directory_name", "session_name", "output_root_dir", "output_root_directory", "overwrite", "auto_version", "bypass_queries"];

    private readonly List<SessionDifference> differences = [];

    private SessionDiff(SessionFolder first, SessionFolder second) => (First, Second) = (first, second);

    /// <summary>One session.</summary>
    public SessionFolder First { get; }

    /// <summary>The other one.</summary>
    public SessionFolder Second { get; }

    /// <summary>What is different, keys first, weights last.</summary>
    public IReadOnlyList<SessionDifference> Differences => differences;

    /// <summary>The first iteration whose loss is different; null where none is.</summary>
    public (long Iteration, double First, double Second)? FirstLoss { get; private set; }

    /// <summary>How many iterations both sessions have told the loss of.</summary>
    public long Compared { get; private set; }

    /// <summary>Compares two sessions.</summary>
    /// <param name="first">The folder of one.</param>
    /// <param name="second">The folder of the other.</param>
    /// <exception cref="UserErrorException">One of them is no session's.</exception>
    public static SessionDiff Of(string first, string second)
    {
        foreach (var folder in (string[])[first, second])
        {
            if (!Directory.Exists(folder) || !SessionFolder.IsSession(folder))
            {
                throw new UserErrorException($"{folder}: is no session's folder; one has checkpoints, logs, and a file {SessionDirectory.ConfigFile}");
            }
        }

        var diff = new SessionDiff(new(first), new(second));
        diff.CompareLosses();
        diff.CompareKeys();
        diff.CompareSamples();
        diff.ComparePackages();
        diff.CompareCheckpoints();
        return diff;
    }

    /// <summary>The comparison in lines of text.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"a: {First.Path}\nb: {Second.Path}\n");
        text.Append(FirstLoss is { } loss
            ? string.Create(CultureInfo.InvariantCulture, $"the first loss that differs is that of iteration {loss.Iteration}: {loss.First:R} in a, {loss.Second:R} in b\n")
            : Compared > 0 ? string.Create(CultureInfo.InvariantCulture, $"the losses of all {Compared} iterations that both have are the same\n")
            : "the two have no losses of iterations to compare\n");
        if (differences.Count == 0)
        {
            return text.Append("nothing else differs that sessions write down\n").ToString();
        }

        foreach (var kind in differences.GroupBy(difference => difference.Kind))
        {
            text.Append(CultureInfo.InvariantCulture, $"{NameOf(kind.Key)}:\n");
            foreach (var difference in kind.Take(MostTold))
            {
                text.Append(CultureInfo.InvariantCulture, $"  {difference.Name}: {Shown(difference.First)} in a, {Shown(difference.Second)} in b\n");
            }

            if (kind.Count() > MostTold)
            {
                text.Append(CultureInfo.InvariantCulture, $"  and {kind.Count() - MostTold} more\n");
            }
        }

        return text.ToString();
    }

    /// <summary>The comparison as data: maps, lists, texts and numbers.</summary>
    public IReadOnlyDictionary<string, object?> ToPlain() => new OrderedDictionary<string, object?>
    {
        ["a"] = First.Path,
        ["b"] = Second.Path,
        ["compared_iterations"] = Compared,
        ["first_loss"] = FirstLoss is { } loss ? new OrderedDictionary<string, object?> { ["iteration"] = loss.Iteration, ["a"] = loss.First, ["b"] = loss.Second } : null,
        ["differences"] = differences.Select(difference => (object?)new OrderedDictionary<string, object?>
        {
            ["kind"] = NameOf(difference.Kind),
            ["name"] = difference.Name,
            ["a"] = difference.First,
            ["b"] = difference.Second,
        }).ToList(),
    };

    /// <summary>What a kind of differences is called.</summary>
    /// <param name="kind">The kind.</param>
    public static string NameOf(DiffKind kind) => kind switch
    {
        DiffKind.Key => "keys of the configuration",
        DiffKind.Data => "data",
        DiffKind.Split => "split",
        DiffKind.Version => "versions",
        DiffKind.Threads => "threads",
        DiffKind.Processor => "processor mode",
        DiffKind.Seeds => "seeds",
        _ => "weights",
    };

    private static string Shown(string value) => value.Length == 0 ? "nothing" : value.Length > 120 ? $"{value[..117]}..." : value;

    private void Add(DiffKind kind, string name, string first, string second)
    {
        if (first != second)
        {
            differences.Add(new(kind, name, first, second));
        }
    }

    // Event files have all bits of a loss in single precision; where only one session has them, both logs are compared, which round alike.
    private void CompareLosses()
    {
        var (one, other) = First.EventLosses() is { } first && Second.EventLosses() is { } second
            ? (ByStep(first), ByStep(second))
            : (ByStep(First.LoggedLosses()), ByStep(Second.LoggedLosses()));
        foreach (var (step, value) in one)
        {
            if (other.TryGetValue(step, out var theirs))
            {
                Compared++;
                if (!value.Equals(theirs))
                {
                    FirstLoss = ((long)step, value, theirs);
                    return;
                }
            }
        }
    }

    // What a later run says of a step holds.
    private static SortedDictionary<double, double> ByStep(IEnumerable<CurveSegment> segments)
    {
        var values = new SortedDictionary<double, double>();
        foreach (var segment in segments)
        {
            for (var i = 0; i < segment.Steps.Count; i++)
            {
                values[segment.Steps[i]] = segment.Values[i];
            }
        }

        return values;
    }

    private void CompareKeys()
    {
        var (one, other) = (First.Settings(), Second.Settings());
        foreach (var key in one.Keys.Union(other.Keys).Order(StringComparer.Ordinal).Where(key => !Irrelevant.Contains(key)))
        {
            Add(key is "threads" ? DiffKind.Threads : key is "reproducible" ? DiffKind.Processor : DiffKind.Key, key, one.GetValueOrDefault(key, ""), other.GetValueOrDefault(key, ""));
        }
    }

    private void CompareSamples()
    {
        const string Ending = ".samples.gz";
        var (one, other) = (Path.Combine(First.Path, "logs"), Path.Combine(Second.Path, "logs"));
        var names = new[] { one, other }.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*" + Ending)).Select(file => Path.GetFileName(file)[..^Ending.Length]).Distinct().Order(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (SplitRecord.Read(KeptSplit.FileOf(one, name)) is not { } mine || SplitRecord.Read(KeptSplit.FileOf(other, name)) is not { } theirs)
            {
                Add(DiffKind.Data, name, File.Exists(KeptSplit.FileOf(one, name)) ? "a data set" : "", File.Exists(KeptSplit.FileOf(other, name)) ? "a data set" : "");
                continue;
            }

            CompareRecords(name, mine, theirs);
        }
    }

    private void CompareRecords(string name, SplitRecord mine, SplitRecord theirs)
    {
        var others = theirs.Samples.DistinctBy(sample => sample.Key).ToDictionary(sample => sample.Key, StringComparer.Ordinal);
        var (missing, changed, moved) = (new List<string>(), new List<string>(), new List<(string Key, LoaderSet? First, LoaderSet? Second)>());
        foreach (var sample in mine.Samples)
        {
            if (!others.Remove(sample.Key, out var theirSample))
            {
                missing.Add(sample.Key);
                continue;
            }

            if (!SampleList.SameState(sample.State, theirSample.State) && !SampleList.SameButForTimes(sample.State, theirSample.State))
            {
                changed.Add(sample.Key);
            }

            if (sample.Set != theirSample.Set)
            {
                moved.Add((sample.Key, sample.Set, theirSample.Set));
            }
        }

        Add(DiffKind.Data, name, Samples(missing), "");
        Add(DiffKind.Data, name, "", Samples([.. others.Keys]));
        Add(DiffKind.Data, name, changed.Count == 0 ? "" : $"{Samples(changed)} in another state", "");
        if (moved.Count > 0)
        {
            var (key, first, second) = moved[0];
            Add(DiffKind.Split, string.Create(CultureInfo.InvariantCulture, $"{name}, {moved.Count} samples, such as {key}"), SetName(first), SetName(second));
        }

        Add(DiffKind.Split, $"{name}, shares and seeds", mine.Settings, theirs.Settings);
        if (moved.Count == 0 && missing.Count == 0 && others.Count == 0 && !mine.Samples.Select(sample => sample.Key).SequenceEqual(theirs.Samples.Select(sample => sample.Key)))
        {
            Add(DiffKind.Split, $"{name}, the order of samples", "one", "another");
        }
    }

    private static string SetName(LoaderSet? set) => set?.ToString().ToLowerInvariant() ?? "no set";

    private static string Samples(List<string> keys) => keys.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{keys.Count} samples, such as {keys[0]}");

    private void ComparePackages()
    {
        var (one, other) = (Packages(First), Packages(Second));
        foreach (var name in one.Keys.Union(other.Keys).Order(StringComparer.OrdinalIgnoreCase))
        {
            // Which assemblies are loaded when the list is made depends on what the configuration names.
            if (one.TryGetValue(name, out var mine) && other.TryGetValue(name, out var theirs))
            {
                Add(DiffKind.Version, name, mine, theirs);
            }
        }

        Add(DiffKind.Version, "thelper", VersionOf(First), VersionOf(Second));
    }

    private static Dictionary<string, string> Packages(SessionFolder session)
    {
        var file = Path.Combine(session.Path, "logs", "packages.log");
        return File.Exists(file)
            ? InputFile.ReadLines(file).Select(line => line.Split(' ', 2)).Where(parts => parts.Length == 2).DistinctBy(parts => parts[0], StringComparer.OrdinalIgnoreCase).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase)
            : [];
    }

    // The last run's.
    private static string VersionOf(SessionFolder session)
    {
        const string Mark = "version: ";
        var file = Path.Combine(session.Path, "logs", "task.log");
        return File.Exists(file) && InputFile.ReadLines(file).LastOrDefault(line => line.StartsWith(Mark, StringComparison.Ordinal)) is { } line ? line[Mark.Length..] : "";
    }

    private void CompareCheckpoints()
    {
        var (one, other) = (Checkpoints(First), Checkpoints(Second));
        if (one.Keys.Intersect(other.Keys).Order().Cast<int?>().FirstOrDefault() is not { } epoch)
        {
            return;
        }

        using var scope = torch.NewDisposeScope();
        var (mine, theirs) = (Load(one[epoch]), Load(other[epoch]));
        Add(DiffKind.Threads, "threads of an operator", Number(mine.Threads), Number(theirs.Threads));
        Add(DiffKind.Version, "libtorch of the first checkpoint", mine.LibTorch ?? "", theirs.LibTorch ?? "");
        Add(DiffKind.Seeds, "seeds", Text(mine.Seeds), Text(theirs.Seeds));
        foreach (var (name, value) in mine.Model ?? [])
        {
            if (value is torch.Tensor weight && theirs.Model is { } model && model.TryGetValue(name, out var found) && found is torch.Tensor second)
            {
                var same = weight.shape.SequenceEqual(second.shape) && weight.dtype == second.dtype && aten.equal(weight, second);
                Add(DiffKind.Weights, string.Create(CultureInfo.InvariantCulture, $"{name} after epoch {epoch}"), Describe(weight), same ? Describe(weight) : $"{Describe(second)}{(weight.shape.SequenceEqual(second.shape) ? Distance(weight, second) : "")}");
            }
            else if (value is torch.Tensor only && theirs.Model?.ContainsKey(name) != true)
            {
                Add(DiffKind.Weights, $"{name}", Describe(only), "");
            }
        }

        foreach (var name in (theirs.Model ?? []).Keys.Where(name => mine.Model?.ContainsKey(name) != true))
        {
            Add(DiffKind.Weights, $"{name}", "", theirs.Model![name] is torch.Tensor tensor ? Describe(tensor) : "a value");
        }
    }

    private static string Distance(torch.Tensor one, torch.Tensor other) =>
        string.Create(CultureInfo.InvariantCulture, $" (at most {(one.to(torch.ScalarType.Float64) - other.to(torch.ScalarType.Float64)).abs().max().ToDouble():G3} apart)");

    private static string Describe(torch.Tensor tensor) => $"{tensor.dtype} ({string.Join(", ", tensor.shape)})";

    private static string Number(int value) => value == 0 ? "" : value.ToString(CultureInfo.InvariantCulture);

    private static string Text(Seeds? seeds) => seeds?.ToString() ?? "";

    private static Checkpoint Load(string file) => CheckpointReader.Read(file, Torch.Serialization.Checkpoints.Load(file), Questions.Bypassed);

    private static SortedDictionary<int, string> Checkpoints(SessionFolder session)
    {
        var found = new SortedDictionary<int, string>();
        var folder = Path.Combine(session.Path, "checkpoints");
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "ckpt.*.pth").Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
        {
            if (Path.GetFileName(file).Split('.') is [_, var epoch, ..] && int.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                found[number] = file;
            }
        }

        return found;
    }
}
