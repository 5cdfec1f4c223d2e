using Thelper.Config;
using Thelper.Draw;
using Thelper.Metrics;
using Thelper.Metrics.Outputs;
using Thelper.Tasks;

namespace Thelper.Reports;

/// <summary>Lists every true box with the detections that belong to it and chosen metadata, as CSV or JSON.</summary>
/// <remarks>A sample without true boxes has one entry, with all of its detections.</remarks>
[TypeName(Name, "thelper.train.DetectLogger")]
[Concept("detection")]
public sealed class DetectLogger : IConsumer
{
    private const string Name = "thelper.train.utils.DetectLogger";
    private const string Unknown = "unknown";
    private readonly DetectionGrouping grouping;
    private readonly object? givenNames;
    private readonly string? targetName;
    private readonly int? reportCount;
    private readonly IReadOnlyList<string> logKeys;
    private readonly ReportFormat format;
    private readonly SlotWindow<Entry[]> slots = new();
    private IReadOnlyList<string> classNames = [];

    /// <summary>Creates the consumer.</summary>
    /// <param name="topK">How many of the best detections to list for each true box; null for all.</param>
    /// <param name="confThreshold">Leaves out detections below this confidence, in [0, 1], and above 0 those without one.</param>
    /// <param name="iouThreshold">Leaves out detections that overlap less with their true box, in [0, 1]; null leaves out those that do not touch it.</param>
    /// <param name="classNames">Names of the classes; the task's names take their place.</param>
    /// <param name="targetName">Lists only true boxes of this class and those for which it was detected; null for all.</param>
    /// <param name="vizCount">Pictures of samples; only 0 is supported, see the trainer's key <c>display</c>.</param>
    /// <param name="reportCount">Lists at most so many true boxes; null for all.</param>
    /// <param name="logKeys">Keys of metadata to copy from the samples.</param>
    /// <param name="format"><c>text</c> or <c>csv</c> for CSV, or <c>json</c>.</param>
    /// <exception cref="UserErrorException">A value is not known or out of range.</exception>
    public DetectLogger(
        int? topK = null,
        double? confThreshold = null,
        double? iouThreshold = null,
        object? classNames = null,
        string? targetName = null,
        int vizCount = 0,
        int? reportCount = null,
        IReadOnlyList<string>? logKeys = null,
        string? format = null)
    {
        if (topK < 1)
        {
            throw new UserErrorException($"top_k must be a positive number of detections, not {topK}");
        }

        if (vizCount != 0)
        {
            throw new UserErrorException("viz_count: pictures of samples are not made here; leave it at 0, and draw samples with the trainer's key 'display'");
        }

        if (reportCount < 0)
        {
            throw new UserErrorException($"report_count must be 0 or more boxes, not {reportCount}");
        }

        grouping = new(topK, Share("conf_threshold", confThreshold), Share("iou_threshold", iouThreshold));
        givenNames = classNames;
        if (classNames is not null)
        {
            ClassNameList.Read(classNames);
        }

        this.targetName = targetName;
        this.reportCount = reportCount;
        this.logKeys = logKeys ?? [];
        this.format = ReportFormat.Parse(format);
    }

    /// <inheritdoc/>
    public void CheckTask(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        classNames = NamesOf(task);
        if (targetName is not null)
        {
            Arguments.IndexOfClass(targetName, classNames);
        }
    }

    /// <inheritdoc/>
    public void Update(IterationData iteration)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        classNames = NamesOf(iteration.Task);
        var detections = iteration.PredictedBoxes ?? throw new UserErrorException("the detection logger needs a model that answers with bounding boxes");
        var targets = iteration.TargetBoxes;
        if (targets is not null && targets.Count != detections.Count)
        {
            throw new UserErrorException($"the model answered for {detections.Count} samples, but the batch has the true boxes of {targets.Count}");
        }

        var columns = logKeys.Select(key => MetadataColumn.Of(iteration.Sample, key, detections.Count)).ToArray();
        var entries = new List<Entry>();
        for (var i = 0; i < detections.Count; i++)
        {
            var metadata = Array.ConvertAll(columns, column => column.Value(i));
            entries.AddRange(grouping.Group(targets?[i] ?? [], detections[i]).Select(group => new Entry(group, metadata)));
        }

        slots.Set(iteration.IterationIndex, iteration.IterationCount, [.. entries]);
    }

    /// <inheritdoc/>
    public void Reset() => slots.Clear();

    /// <inheritdoc/>
    public IEnumerable<ConsumerOutput> Outputs()
    {
        if (slots.IsEmpty || reportCount == 0)
        {
            return [];
        }

        var wanted = slots.Values.SelectMany(slot => slot).Where(IsWanted);
        var entries = reportCount is { } most ? wanted.Take(most) : wanted;
        return [new TextFile(format.Name == "json" ? ConfigWriter.ToJson(entries.Select(ToPlain).ToList()) : Table(entries), format.Extension)];
    }

    /// <inheritdoc/>
    public override string ToString() => Arguments.TextForm(
        Name,
        ("top_k", grouping.TopK),
        ("conf_threshold", grouping.ConfThreshold),
        ("iou_threshold", grouping.IouThreshold),
        ("class_names", givenNames),
        ("target_name", targetName),
        ("viz_count", 0),
        ("report_count", reportCount),
        ("log_keys", logKeys));

    private static double? Share(string name, double? value) =>
        value is null or (>= 0 and <= 1) ? value : throw new UserErrorException($"{name} must be a number in [0, 1], not {value}");

    private static IReadOnlyList<string> NamesOf(Task task) => task is Detection detection
        ? detection.ClassNames
        : throw new UserErrorException($"this needs a detection task, not {task.TypeName}");

    // Fields are not quoted although boxes contain commas: readers of the original's files cut at the brackets.
    private string Table(IEnumerable<Entry> entries)
    {
        List<string> header = ["sample", "target_name", "target_bbox", .. logKeys];
        if (grouping.TopK is { } most)
        {
            for (var k = 1; k <= most; k++)
            {
                header.AddRange([$"detect_{k}_name", $"detect_{k}_bbox", $"detect_{k}_conf", $"detect_{k}_iou"]);
            }
        }
        else
        {
            header.AddRange(["detect_name[N]", "detect_bbox[N]", "detect_conf[N]", "detect_iou[N]", "(...)[N]"]);
        }

        var lines = new List<string> { string.Join(',', header) };
        foreach (var (group, metadata) in entries)
        {
            List<string> cells = [ImageOf(group), NameOf(group.Target), BoxText(group.Target), .. metadata.Select(MetadataColumn.TextOf)];
            foreach (var (box, overlap) in group.Detections)
            {
                cells.AddRange([NameOf(box), BoxText(box), Number(DetectionGrouping.ConfidenceOf(box)), Number(overlap)]);
            }

            lines.Add(string.Join(',', cells));
        }

        return string.Join('\n', lines);
    }

    private OrderedDictionary<string, object?> ToPlain(Entry entry)
    {
        var plain = new OrderedDictionary<string, object?>(StringComparer.Ordinal)
        {
            ["target"] = entry.Group.Target is { } target ? Expand(target) : null,
            ["detect"] = entry.Group.Detections.Select(detection =>
            {
                var fields = Expand(detection.Box);
                fields["iou"] = detection.Iou;
                return (object?)fields;
            }).ToList(),
        };
        for (var i = 0; i < logKeys.Count; i++)
        {
            plain[logKeys[i]] = entry.Metadata[i];
        }

        return plain;
    }

    private OrderedDictionary<string, object?> Expand(BoundingBox box) => new(box.ToJson(), StringComparer.Ordinal) { ["class_name"] = NameOf(box) };

    private bool IsWanted(Entry entry) => targetName is null
        || (entry.Group.Target is { } target && NameOf(target) == targetName)
        || entry.Group.Detections.Any(detection => NameOf(detection.Box) == targetName);

    private static string ImageOf(DetectionGroup group)
    {
        var box = group.Target ?? (group.Detections.Count > 0 ? group.Detections[0].Box : null);
        return box?.ImageId is { } id ? MetadataColumn.TextOf(id) : Unknown;
    }

    private string NameOf(BoundingBox? box) => box?.ClassId switch
    {
        string name => name,
        long index when index >= 0 && index < classNames.Count => classNames[(int)index],
        _ => Unknown,
    };

    private static string BoxText(BoundingBox? box) =>
        box is null ? Unknown : $"[{string.Join(", ", box.ToList().Select(side => side is double number ? PythonFloat.Fixed(number) : MetadataColumn.TextOf(side)))}]";

    private static string Number(double? value) => value is { } number ? PythonFloat.Fixed(number) : Unknown;

    private sealed record Entry(DetectionGroup Group, object?[] Metadata);
}
