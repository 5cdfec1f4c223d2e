using System.Globalization;
using Microsoft.Extensions.Logging;
using Thelper.Data.Datasets;
using Thelper.Data.Loading;
using Thelper.Imaging.Transforms;
using Thelper.Logging;
using Thelper.Random;
using Thelper.Tasks;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Splitting;

/// <summary>Splits datasets into training, validation and test samples, index for index as the original does.</summary>
/// <remarks>
/// Every list is shuffled under the test seed, the test share is cut off its front, the rest is shuffled under the validation seed and
/// gives the validation, then the training share. Shares that add up to more than 1 are scaled down. A classification's datasets are split class by class, smallest class first, each
/// with the same seeds. Shares are rounded half to even; what is left over is not used unless <c>UseAll</c> says so.
/// </remarks>
public static class Splitter
{
    private const string Unset = "<unset>";

    /// <summary>Splits the datasets.</summary>
    /// <param name="datasets">The datasets, in configuration order.</param>
    /// <param name="task">The task of all of them; null splits each as a whole.</param>
    /// <param name="settings">Shares and seeds.</param>
    /// <param name="log">Told the sizes.</param>
    /// <param name="ask">Asked whether to scale up shares that leave samples over; null answers no.</param>
    /// <exception cref="UserErrorException">A share names no dataset, or a class has no samples.</exception>
    public static DatasetSplit Split(IReadOnlyDictionary<string, Dataset> datasets, Task? task, SplitSettings settings, ILogger? log = null, Func<string, bool>? ask = null)
    {
        ArgumentNullException.ThrowIfNull(datasets);
        ArgumentNullException.ThrowIfNull(settings);
        var plan = new Plan(Normalise(datasets, settings, log, ask));
        log?.Info($"splitting datasets with parsed sizes = {PythonRepr.Of(datasets.ToDictionary(pair => pair.Key, pair => (object?)(long)pair.Value.Count))}");
        if (task is Classification classes && settings.Balance && datasets.Keys.Any(plan.IsShared))
        {
            log?.Debug(FormattableString.Invariant($"will split evenly over {classes.ClassNames.Count} classes..."));
            return ByClass(datasets, classes, settings, plan, log);
        }

        plan.Add(datasets.Select(pair => KeyValuePair.Create(pair.Key, Enumerable.Range(0, pair.Value.Count).ToArray())).ToList());
        return plan.Finish();
    }

    private static DatasetSplit ByClass(IReadOnlyDictionary<string, Dataset> datasets, Classification task, SplitSettings settings, Plan plan, ILogger? log)
    {
        var groups = datasets.ToDictionary(pair => pair.Key, pair => Group(pair.Key, pair.Value, task, settings, log));
        var names = task.ClassNames.Append(Unset).ToArray();
        var totals = Array.ConvertAll(names, name => groups.Values.Sum(group => Members(group, name).Count));
        if (datasets.Values.All(dataset => IsSeen(dataset, settings) && (dataset.HasLabels || dataset.MayLoadLabels)))
        {
            RequireSamples(datasets, names, totals, log);
        }

        var all = datasets.Values.Sum(dataset => (double)dataset.Count);
        var assigned = task.MultiLabel ? datasets.ToDictionary(pair => pair.Key, pair => new HashSet<int>()) : null;
        foreach (var index in Enumerable.Range(0, names.Length).OrderBy(index => totals[index]))
        {
            var lists = new List<KeyValuePair<string, int[]>>(datasets.Count);
            foreach (var (name, dataset) in datasets)
            {
                var members = Members(groups[name], names[index]);
                log?.Debug(FormattableString.Invariant(
                    $"dataset '{name}' class #{index} '{names[index]}' sample count: {members.Count}  ({Percent(members.Count, dataset.Count)}% of dataset, {Percent(members.Count, all)}% of total)"));
                lists.Add(KeyValuePair.Create(name, assigned is null ? [.. members] : members.Where(assigned[name].Add).ToArray()));
            }

            plan.Add(lists);
        }

        return plan.Finish() with { Labels = datasets.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string?>)Labels(groups[pair.Key], pair.Value.Count)) };
    }

    // Old sessions must find their samples again: by default a folder of torchvision's is split as the original splits it.
    private static bool IsSeen(Dataset dataset, SplitSettings settings) => settings.BalanceImageFolders || dataset is not ExternalDataset { IsImageFolder: true };

    private static IReadOnlyDictionary<string, List<int>> Group(string name, Dataset dataset, Classification task, SplitSettings settings, ILogger? log)
    {
        if (!IsSeen(dataset, settings))
        {
            log?.Warn($"the split of the dataset '{name}' does not look at the classes of its samples, as that of thelper 0.6.2; balance_image_folders: true in the loaders section splits it class by class");
            return task.GetClassSampleMap(new object?[dataset.Count], Unset);
        }

        var labels = new object?[dataset.Count];
        if (!dataset.HasLabels && !dataset.MayLoadLabels)
        {
            log?.Warn($"the classes of the samples of the dataset '{name}' are not known before they are loaded; it is split as a whole");
        }
        else if (!dataset.HasLabels)
        {
            log?.Warn($"must fully parse the dataset '{name}' to know the classes of its samples, which it does not give otherwise; skip_class_balancing avoids this");
        }

        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = dataset.HasLabels || dataset.MayLoadLabels ? Label(name, dataset, i, task) : null;
        }

        try
        {
            return task.GetClassSampleMap(labels, Unset);
        }
        catch (UserErrorException error)
        {
            throw new UserErrorException($"dataset '{name}': {error.Message}", error);
        }
    }

    private static object? Label(string name, Dataset dataset, int index, Classification task)
    {
        try
        {
            return dataset.HasLabels ? dataset.LabelInTask(index) : LoadLabel(dataset, index, task);
        }
        catch (UserErrorException error)
        {
            var described = dataset.Describe(index);
            throw new UserErrorException($"dataset '{name}': {(error.Message.Contains(described, StringComparison.Ordinal) ? "" : $"{described}: ")}{error.Message}", error);
        }
        catch (Exception error) when (error is not LoadingException)
        {
            throw SampleFailure.Of(error, dataset, index, string.Create(
                CultureInfo.InvariantCulture, $"reading the class of sample {index} of the dataset '{name}' ({dataset.Describe(index)}) for the split"));
        }
    }

    private static object? LoadLabel(Dataset dataset, int index, Classification task)
    {
        using var sample = dataset.GetItem(index, null, TransformRandom.For(0, 0, index));
        return LabelValue.Plain(sample.GetValueOrDefault(task.LabelKey));
    }

    // A class that only an override of the task adds is not the data's fault.
    private static void RequireSamples(IReadOnlyDictionary<string, Dataset> datasets, string[] names, int[] totals, ILogger? log)
    {
        var expected = datasets.Values.Select(dataset => dataset.Task).OfType<Classification>().SelectMany(task => task.ClassNames).ToHashSet(StringComparer.Ordinal);
        var empty = names.Where((name, index) => totals[index] == 0 && index < names.Length - 1).ToArray();
        var missing = Array.FindAll(empty, expected.Contains);
        if (missing.Length > 0)
        {
            var list = string.Join(", ", missing.Select(name => $"'{name}'"));
            throw new UserErrorException(
                $"no dataset has a sample of the class {list}: add samples, remove the class from the task, or set \"skip_class_balancing\": true in the loaders section");
        }

        foreach (var name in empty)
        {
            log?.Warn($"no dataset has a sample of the class '{name}', which the task adds");
        }
    }

    private static string?[] Labels(IReadOnlyDictionary<string, List<int>> group, int count)
    {
        var labels = new string?[count];
        foreach (var (name, members) in group)
        {
            if (name != Unset)
            {
                members.ForEach(index => labels[index] ??= name);
            }
        }

        return labels;
    }

    private static List<int> Members(IReadOnlyDictionary<string, List<int>> group, string name) => group.TryGetValue(name, out var members) ? members : [];

    private static string Percent(int part, double whole) => PythonRepr.Of(whole == 0 ? 0.0 : Math.Floor(100.0 * part / whole));

    private static SplitSettings Normalise(IReadOnlyDictionary<string, Dataset> datasets, SplitSettings settings, ILogger? log, Func<string, bool>? ask)
    {
        var sets = new[] { settings.Train, settings.Valid, settings.Test }.Select(set => new Dictionary<string, double>(set, StringComparer.Ordinal)).ToArray();
        foreach (var name in sets.SelectMany(set => set.Keys).Distinct().ToArray())
        {
            if (!datasets.ContainsKey(name))
            {
                throw new UserErrorException($"the split names a dataset '{name}', which is not in the datasets section{NearestName.Hint(name, datasets.Keys)}");
            }

            var sum = sets.Sum(set => set.GetValueOrDefault(name));
            if (sum > 1.0 || (sum is > 0 and < 1.0 - 1e-9 && !settings.SkipNorm && MayScale(name, sum, ask)))
            {
                foreach (var set in sets.Where(set => set.ContainsKey(name)))
                {
                    set[name] /= sum;
                }
            }

            if (sum > 1.0 + 1e-6)
            {
                var scaled = string.Join(", ", sets.Select((set, i) => FormattableString.Invariant($"{(LoaderSet)i} {set.GetValueOrDefault(name):0.####}")));
                log?.Warn(FormattableString.Invariant(
                    $"the shares of the dataset '{name}' add up to {sum:0.####}; they are scaled down to 1: {scaled.ToLowerInvariant()}"));
            }
            else if (sets.Sum(set => set.GetValueOrDefault(name)) is > 0 and < 1.0 - 1e-5 and var used)
            {
                log?.Info(FormattableString.Invariant($"the split leaves {100 * (1 - used):0.##}% of the dataset '{name}' unused"));
            }
        }

        return settings with { Train = sets[0], Valid = sets[1], Test = sets[2] };
    }

    private static bool MayScale(string name, double sum, Func<string, bool>? ask) =>
        ask?.Invoke(FormattableString.Invariant($"The shares of the dataset '{name}' add up to {sum:0.####}, which leaves samples unused; scale them up to 1?")) ?? false;

    /// <summary>Collects the parts of the split list by list.</summary>
    private sealed class Plan(SplitSettings settings)
    {
        private readonly Dictionary<string, IReadOnlyList<int>> train = new(StringComparer.Ordinal);
        private readonly Dictionary<string, IReadOnlyList<int>> valid = new(StringComparer.Ordinal);
        private readonly Dictionary<string, IReadOnlyList<int>> test = new(StringComparer.Ordinal);
        private readonly List<string> used = InOrderOfUse(settings);

        public bool IsShared(string name) =>
            (settings.Train.ContainsKey(name) ? 1 : 0) + (settings.Valid.ContainsKey(name) ? 1 : 0) + (settings.Test.ContainsKey(name) ? 1 : 0) > 1;

        public void Add(List<KeyValuePair<string, int[]>> lists)
        {
            var offsets = new int[lists.Count];
            if (settings.Shuffle)
            {
                Shuffle(settings.Seeds.Test, lists.Select(list => list.Value.AsMemory()));
            }

            Take(settings.Test, test, lists, offsets);
            if (settings.Shuffle)
            {
                var rest = lists.Zip(offsets).ToDictionary(pair => pair.First.Key, pair => pair.First.Value.AsMemory(pair.Second), StringComparer.Ordinal);
                Shuffle(settings.Seeds.Valid, used.Select(name => rest[name]));
            }

            Take(settings.Valid, valid, lists, offsets);
            Take(settings.Train, train, lists, offsets);
            if (settings.UseAll)
            {
                TakeRest(lists, offsets);
            }
        }

        public DatasetSplit Finish() => new(train, valid, test);

        private static void Shuffle(int? seed, IEnumerable<Memory<int>> lists)
        {
            var random = new NumpyRandom(seed ?? throw new ArgumentException("shuffling needs the test and validation seeds"));
            foreach (var list in lists)
            {
                random.Shuffle(list.Span);
            }
        }

        // The generator runs on from one list to the next, so their order decides. For the validation seed the original's is that in which
        // the sections train, valid and test name the datasets first, without those whose shares add up to nothing.
        private static List<string> InOrderOfUse(SplitSettings settings)
        {
            var sums = settings.Train.ToList();
            foreach (var set in new[] { settings.Valid, settings.Test })
            {
                var known = sums.Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal);
                sums =
                [
                    .. sums.Select(pair => KeyValuePair.Create(pair.Key, pair.Value + set.GetValueOrDefault(pair.Key))).Where(pair => pair.Value > 0),
                    .. set.Where(pair => pair.Value > 0 && !known.Contains(pair.Key)),
                ];
            }

            return sums.ConvertAll(pair => pair.Key);
        }

        private void TakeRest(List<KeyValuePair<string, int[]>> lists, int[] offsets)
        {
            (IReadOnlyDictionary<string, double> Shares, Dictionary<string, IReadOnlyList<int>> Target)[] sets = [(settings.Train, train), (settings.Valid, valid), (settings.Test, test)];
            for (var i = 0; i < offsets.Length; i++)
            {
                var (name, list) = lists[i];
                if (sets.Sum(set => set.Shares.GetValueOrDefault(name)) >= 1.0 - 1e-9)
                {
                    ((List<int>)Array.Find(sets, set => set.Shares.GetValueOrDefault(name) > 0).Target[name]).AddRange(list.AsSpan(offsets[i]));
                }
            }
        }

        private static void Take(
            IReadOnlyDictionary<string, double> shares, Dictionary<string, IReadOnlyList<int>> target, List<KeyValuePair<string, int[]>> lists, int[] offsets)
        {
            for (var i = 0; i < offsets.Length; i++)
            {
                var (name, list) = lists[i];
                if (shares.TryGetValue(name, out var share))
                {
                    var count = Math.Min((int)Math.Round(share * list.Length), list.Length - offsets[i]);
                    if (!target.TryGetValue(name, out var taken))
                    {
                        target[name] = taken = new List<int>();
                    }

                    ((List<int>)taken).AddRange(list.AsSpan(offsets[i], count));
                    offsets[i] += count;
                }
            }
        }
    }
}
