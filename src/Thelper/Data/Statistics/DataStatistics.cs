using System.Globalization;
using System.Text;
using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Torch.Serialization;

namespace Thelper.Data.Statistics;

/// <summary>What is in the data of a configuration: counts per class and set, image sizes, means and deviations, duplicates (<c>thelper stats</c>).</summary>
public sealed class DataStatistics
{
    /// <summary>Name of the file that <see cref="Save"/> writes.</summary>
    public const string FileName = "stats.json";

    private const int ListedSizes = 5;
    private const int ListedDuplicates = 20;

    internal DataStatistics(IReadOnlyDictionary<string, int> datasets, IReadOnlyList<SetStatistics> sets, IReadOnlyList<IReadOnlyList<DuplicateSample>> duplicates)
    {
        Datasets = datasets;
        Sets = sets;
        Duplicates = duplicates;
    }

    /// <summary>Number of samples of each dataset.</summary>
    public IReadOnlyDictionary<string, int> Datasets { get; }

    /// <summary>The sets that have samples, in the order train, valid, test, unused.</summary>
    public IReadOnlyList<SetStatistics> Sets { get; }

    /// <summary>Groups of samples with the same content, in the order of their first samples.</summary>
    public IReadOnlyList<IReadOnlyList<DuplicateSample>> Duplicates { get; }

    /// <summary>The groups that more than one of the sets train, valid and test share: what is tested was seen in training.</summary>
    public IEnumerable<IReadOnlyList<DuplicateSample>> Leaks => Duplicates.Where(IsLeak);

    /// <summary>Looks at every sample of the data, without transforms.</summary>
    /// <param name="loaders">The data and its split.</param>
    /// <param name="workers">How many threads read, at least 1; the result does not depend on it.</param>
    /// <param name="poll">Called now and then on the calling thread; what it throws ends the work.</param>
    public static DataStatistics Compute(Loaders loaders, int workers = 1, Action? poll = null)
    {
        ArgumentNullException.ThrowIfNull(loaders);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        return new StatisticsScan(loaders, workers).Run(poll);
    }

    /// <summary>Writes <c>stats.json</c>.</summary>
    /// <param name="folder">The folder, made if it does not exist.</param>
    /// <returns>The file.</returns>
    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public string Save(string folder)
    {
        var file = Path.Join(folder, FileName);
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.RemoveOrphans(folder, FileName);
            AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(ConfigWriter.ToJson(ToPlain()) + "\n")));
            return file;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"cannot write '{file}': {error.Message}", error);
        }
    }

    /// <summary>The statistics as lines of text.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var (name, count) in Datasets)
        {
            text.Append(CultureInfo.InvariantCulture, $"dataset {name}: {count} samples\n");
        }

        foreach (var set in Sets)
        {
            Append(text, set);
        }

        var leaks = Leaks.ToList();
        text.Append(CultureInfo.InvariantCulture, $"duplicates: {Duplicates.Count} contents occur more than once, {leaks.Count} of them in several sets\n");
        foreach (var group in leaks.Take(ListedDuplicates))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {string.Join(" = ", group.Select(sample => $"{sample.Set}: {sample.File}"))}\n");
        }

        if (leaks.Count > ListedDuplicates)
        {
            text.Append(CultureInfo.InvariantCulture, $"  and {leaks.Count - ListedDuplicates} more\n");
        }

        return text.ToString();
    }

    /// <summary>The statistics as plain values, as <see cref="Save"/> writes them.</summary>
    public OrderedDictionary<string, object?> ToPlain()
    {
        var datasets = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, count) in Datasets)
        {
            datasets.Add(name, (long)count);
        }

        var sets = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var set in Sets)
        {
            sets.Add(set.Name, Plain(set));
        }

        var groups = Duplicates.Select(group => (object?)new OrderedDictionary<string, object?>(StringComparer.Ordinal)
        {
            ["across_sets"] = IsLeak(group),
            ["samples"] = group.Select(sample => (object?)new OrderedDictionary<string, object?>(StringComparer.Ordinal)
            {
                ["set"] = sample.Set,
                ["dataset"] = sample.Dataset,
                ["sample"] = (long)sample.Index,
                ["file"] = sample.File,
            }).ToList(),
        });
        return new OrderedDictionary<string, object?>(StringComparer.Ordinal) { ["datasets"] = datasets, ["sets"] = sets, ["duplicates"] = groups.ToList() };
    }

    private static bool IsLeak(IReadOnlyList<DuplicateSample> group) =>
        group.Select(sample => sample.Set).Where(set => set != StatisticsScan.Unused).Distinct().Count() > 1;

    private static OrderedDictionary<string, object?> Plain(SetStatistics set) => new(StringComparer.Ordinal)
    {
        ["samples"] = (long)set.Samples,
        ["classes"] = set.Classes.ToDictionary(pair => pair.Key, pair => (object?)(long)pair.Value),
        ["pixels"] = set.Pixels.ToDictionary(pair => pair.Key, pair => (object?)pair.Value),
        ["boxes"] = set.Boxes.ToDictionary(pair => pair.Key, pair => (object?)pair.Value),
        ["without_boxes"] = (long)set.WithoutBoxes,
        ["image_sizes"] = set.Sizes.ToDictionary(pair => pair.Key, pair => (object?)(long)pair.Value),
        ["mean"] = set.Moments.Mean.Select(value => (object?)value).ToList(),
        ["std"] = set.Moments.Deviation.Select(value => (object?)value).ToList(),
        ["other_channel_counts"] = (long)set.OtherChannels,
        ["unreadable"] = set.Unreadable.Select(bad => (object?)new Dictionary<string, object?> { ["sample"] = bad.Sample, ["error"] = bad.Error }).ToList(),
    };

    private static void Append(StringBuilder text, SetStatistics set)
    {
        text.Append(CultureInfo.InvariantCulture, $"{set.Name}: {set.Samples} samples\n");
        if (set.Classes.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  classes: {string.Join(", ", set.Classes.Select(pair => $"{pair.Key} ({Whole(pair.Value)})"))}\n");
        }

        if (set.Pixels.Values.Sum() is > 0 and var pixels)
        {
            text.Append(CultureInfo.InvariantCulture, $"  pixels: {string.Join(", ", set.Pixels.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} ({100.0 * pair.Value / pixels:0.##}%)")))}\n");
        }

        if (set.Boxes.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  boxes: {string.Join(", ", set.Boxes.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} ({pair.Value})")))}{(set.WithoutBoxes > 0 ? $"; {Whole(set.WithoutBoxes)} images without any" : "")}\n");
        }

        if (set.Sizes.Count > 0)
        {
            var listed = set.Sizes.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(ListedSizes).Select(pair => $"{pair.Key} ({Whole(pair.Value)})");
            var more = set.Sizes.Count > ListedSizes ? $", and {Whole(set.Sizes.Count - ListedSizes)} more" : "";
            text.Append(CultureInfo.InvariantCulture, $"  sizes: {string.Join(", ", listed)}{more}\n");
        }

        if (set.Moments.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  mean: [{Numbers(set.Moments.Mean)}]\n  std: [{Numbers(set.Moments.Deviation)}]\n");
        }

        if (set.OtherChannels > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {set.OtherChannels} images have another number of channels and are not in mean and std\n");
        }

        foreach (var (sample, error) in set.Unreadable)
        {
            var named = error.StartsWith(sample, StringComparison.Ordinal) ? error : $"{sample}: {error}";
            text.Append(CultureInfo.InvariantCulture, $"  unreadable: {named}\n");
        }
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Numbers(IEnumerable<double> values) => string.Join(", ", values.Select(value => value.ToString("0.####", CultureInfo.InvariantCulture)));
}
