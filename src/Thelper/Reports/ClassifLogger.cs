using Thelper.Metrics;
using Thelper.Metrics.Outputs;
using Thelper.Tasks;

namespace Thelper.Reports;

/// <summary>Lists every sample with the score of its true class, its best predictions and chosen metadata, as CSV or JSON.</summary>
[TypeName(Name, "thelper.train.ClassifLogger")]
[Concept("classification")]
public sealed class ClassifLogger : IConsumer
{
    private const string Name = "thelper.train.utils.ClassifLogger";
    private const string Unknown = "<unknown>";
    private readonly int topK;
    private readonly double? confThreshold;
    private readonly bool forceSoftmax;
    private readonly LoggerOptions options;
    private readonly SlotWindow<Row[]> slots = new();
    private IReadOnlyList<string> classNames = [];

    /// <summary>Creates the consumer.</summary>
    /// <param name="topK">How many of the best predictions to list per sample.</param>
    /// <param name="confThreshold">Lists only samples whose true class has at least this score, in ]0, 1]; where the truth is unknown, whose best class has.</param>
    /// <param name="classNames">Names of the classes; the task's names take their place.</param>
    /// <param name="targetName">Lists only samples that are of this class or were taken for it; null for all.</param>
    /// <param name="vizCount">Pictures of samples; only 0 is supported.</param>
    /// <param name="reportCount">Lists at most so many samples; null for all.</param>
    /// <param name="logKeys">Keys of metadata to copy from the samples.</param>
    /// <param name="forceSoftmax">Whether scores pass through a softmax.</param>
    /// <param name="format"><c>text</c> or <c>csv</c> for CSV, or <c>json</c>.</param>
    /// <exception cref="UserErrorException">A value is not known or out of range.</exception>
    public ClassifLogger(
        [ConfigValue(Min = 1)] int topK = 1,
        [ConfigValue(Min = 0, Max = 1)] double? confThreshold = null,
        [ConfigValue(Holds = [typeof(List<string>), typeof(Dictionary<string, object>), typeof(string)], Example = "[cat, dog]")] object? classNames = null,
        string? targetName = null,
        int vizCount = 0,
        int? reportCount = null,
        IReadOnlyList<string>? logKeys = null,
        bool forceSoftmax = true,
        string? format = null)
    {
        this.topK = topK > 0 ? topK : throw new UserErrorException($"top_k must be a positive number of predictions, not {topK}");
        this.confThreshold = confThreshold is null or (> 0 and <= 1)
            ? confThreshold
            : throw new UserErrorException($"conf_threshold must be a number in ]0, 1], not {confThreshold}");
        options = new(classNames, targetName, vizCount, reportCount, logKeys, format);
        this.forceSoftmax = forceSoftmax;
    }

    /// <inheritdoc/>
    public void CheckTask(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var names = Arguments.ClassNamesOf(task);
        if (((Classification)task).MultiLabel)
        {
            throw new UserErrorException("this logger lists one true class per sample; the task has samples with several labels");
        }

        if (topK > names.Count)
        {
            throw new UserErrorException($"top_k is {topK}, but the task has {names.Count} classes");
        }

        options.CheckTarget(names);
    }

    /// <inheritdoc/>
    public void Update(IterationData iteration)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        classNames = Arguments.ClassNamesOf(iteration.Task);
        var classes = iteration.Classes;
        if (classes.PositionCount != 1)
        {
            throw new UserErrorException("the classification logger needs one prediction per sample, with the shape [samples, classes]");
        }

        var (scores, best, truth) = (classes.Scores(forceSoftmax), classes.TopLabels(topK), classes.Targets);
        var columns = options.Columns(iteration, classes.SampleCount);
        var rows = new Row[classes.SampleCount];
        for (var i = 0; i < rows.Length; i++)
        {
            var labels = best.AsSpan(i * topK, topK).ToArray();
            rows[i] = new Row(
                truth?[i],
                truth is null || truth[i] < 0 || truth[i] >= classes.ClassCount ? 0 : scores[(i * classes.ClassCount) + truth[i]],
                labels,
                Array.ConvertAll(labels, label => scores[(i * classes.ClassCount) + label]),
                Array.ConvertAll(columns, column => column[i]));
        }

        slots.Set(iteration.IterationIndex, iteration.IterationCount, rows);
    }

    /// <inheritdoc/>
    public void Reset() => slots.Clear();

    /// <inheritdoc/>
    public IEnumerable<ConsumerOutput> Outputs()
    {
        List<string> header = ["target_name", "target_score"];
        for (var k = 1; k <= topK; k++)
        {
            header.Add($"pred_{k}_name");
            header.Add($"pred_{k}_score");
        }

        header.AddRange(options.LogKeys);
        return options.Outputs(slots, IsWanted, rows => CsvText.Of(header, rows.Select(CellsOf)), row => ToPlain(header, CellsOf(row)));
    }

    /// <inheritdoc/>
    public override string ToString() => Arguments.TextForm(
        Name, [("top_k", topK), ("conf_threshold", confThreshold), .. options.TextArguments, ("force_softmax", forceSoftmax)]);

    // Columns whose title speaks of a score hold numbers, with the decimals of the CSV form.
    private static OrderedDictionary<string, object?> ToPlain(List<string> header, List<string> cells)
    {
        var plain = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        for (var i = 0; i < header.Count; i++)
        {
            var isNumber = header[i].Contains("score", StringComparison.Ordinal);
            plain[header[i]] = isNumber && double.TryParse(cells[i], System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : cells[i];
        }

        return plain;
    }

    private bool IsWanted(Row row)
    {
        // In the precision of the scores, so that a score of 0.35 reaches a threshold of 0.35.
        if (confThreshold is { } threshold && (row.Truth is null ? row.Scores[0] : row.TruthScore) < (float)threshold)
        {
            return false;
        }

        return options.TargetName is not { } target || NameOf(row.Truth) == target || NameOf(row.Labels[0]) == target;
    }

    private List<string> CellsOf(Row row)
    {
        List<string> cells = [NameOf(row.Truth), PythonFloat.Fixed(row.TruthScore)];
        for (var k = 0; k < topK; k++)
        {
            cells.Add(NameOf(row.Labels[k]));
            cells.Add(PythonFloat.Fixed(row.Scores[k]));
        }

        cells.AddRange(row.Metadata);
        return cells;
    }

    private string NameOf(long? label) => label >= 0 && label < classNames.Count ? classNames[(int)label] : Unknown;

    private readonly record struct Row(long? Truth, float TruthScore, long[] Labels, float[] Scores, string[] Metadata);
}
