using Thelper.Config;
using Thelper.Metrics;
using Thelper.Metrics.Outputs;

namespace Thelper.Reports;

/// <summary>What loggers of samples let a configuration choose: which entries they list, how many, with which metadata, in which format.</summary>
internal sealed class LoggerOptions
{
    private readonly object? classNames;
    private readonly int? reportCount;
    private readonly ReportFormat format;

    /// <summary>Checks the options.</summary>
    /// <exception cref="UserErrorException">A value is not known or out of range.</exception>
    public LoggerOptions(object? classNames, string? targetName, int vizCount, int? reportCount, IReadOnlyList<string>? logKeys, string? format)
    {
        if (vizCount != 0)
        {
            throw new UserErrorException("viz_count: pictures of samples are not made here; leave it at 0, and draw samples with the trainer's key 'display'");
        }

        this.classNames = Arguments.CheckClassNames(classNames);
        this.reportCount = reportCount is null or >= 0 ? reportCount : throw new UserErrorException($"report_count must be 0 or more, not {reportCount}");
        this.format = ReportFormat.Parse(format);
        TargetName = targetName;
        LogKeys = logKeys ?? [];
    }

    /// <summary>The class whose entries are listed; null for all.</summary>
    public string? TargetName { get; }

    /// <summary>Keys of metadata to copy from the samples.</summary>
    public IReadOnlyList<string> LogKeys { get; }

    /// <summary>The options as the text forms of loggers have them.</summary>
    public (string Name, object? Value)[] TextArguments =>
        [("class_names", classNames), ("target_name", TargetName), ("viz_count", 0), ("report_count", reportCount), ("log_keys", LogKeys)];

    /// <summary>Checks that the target is a class of the task.</summary>
    /// <exception cref="UserErrorException">It is none.</exception>
    public void CheckTarget(IReadOnlyList<string> names)
    {
        if (TargetName is not null)
        {
            Arguments.IndexOfClass(TargetName, names);
        }
    }

    /// <summary>The chosen metadata of an iteration.</summary>
    public MetadataColumn[] Columns(IterationData iteration, int samples) => [.. LogKeys.Select(key => MetadataColumn.Of(iteration.Sample, key, samples))];

    /// <summary>The file of a pass, with as many entries as were asked for; none where nothing was seen or nothing is to be listed.</summary>
    /// <param name="slots">The entries of each iteration.</param>
    /// <param name="isWanted">Whether to list an entry.</param>
    /// <param name="table">The entries as CSV.</param>
    /// <param name="plain">An entry as JSON's plain values.</param>
    public IEnumerable<ConsumerOutput> Outputs<T>(SlotWindow<T[]> slots, Func<T, bool> isWanted, Func<IEnumerable<T>, string> table, Func<T, object?> plain)
    {
        if (slots.IsEmpty || reportCount == 0)
        {
            return [];
        }

        var wanted = slots.Values.SelectMany(slot => slot).Where(isWanted);
        var entries = reportCount is { } most ? wanted.Take(most) : wanted;
        return [new TextFile(format.Name == "json" ? ConfigWriter.ToJson(entries.Select(plain).ToList()) : table(entries), format.Extension)];
    }
}
