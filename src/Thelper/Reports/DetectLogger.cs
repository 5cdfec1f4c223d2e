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
    private readonly LoggerOptions options;
    private readonly SlotWindow<Entry[]> slots = new();
    private IReadOnlyList<string> classNames = [];

    /// <summary>Creates the consumer.</summary>
    /// <param name="topK">How many of the best detections to list for each true box; null for all.</param>
    /// <param name="confThreshold">Leaves out detections below this confidence, in [0, 1], and above 0 those without one.</param>
    /// <param name="iouThreshold">Leaves out detections that overlap less with their true box, in [0, 1]; null leaves out none, not even those that touch no true box.</param>
    /// <param name="classNames">Names of the classes; the task's names take their place.</param>
    /// <param name="targetName">Lists only true boxes of this class and those for which it was detected; null for all.</param>
    /// <param name="vizCount">Pictures of samples; only 0 is supported, see the trainer's key <c>display</c>.</param>
    /// <param name="reportCount">Lists at most so many true boxes; null for all.</param>
    /// <param name="logKeys">Keys of metadata to copy from the samples.</param>
    /// <param name="format"><c>text</c> or <c>csv</c> for CSV as thelper 0.6.2 writes it, whose fields are not quoted although boxes hold commas; or <c>json</c>, which any reader takes.</param>
    /// <exception cref="UserErrorException">A value is not known or out of range.</exception>
    public DetectLogger(
        [ConfigValue(Min = 1)] int? topK = null,
        [ConfigValue(Min = 0, Max = 1)] double? confThreshold = null,
        [ConfigValue(Min = 0, Max = 1)] double? iouThreshold = null,
        [ConfigValue(Holds = [typeof(List<string>), typeof(Dictionary<string, object>), typeof(string)], Example = "[cat, dog]")] object? classNames = null,
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

        grouping = new(topK, Share("conf_threshold", confThreshold), Share("iou_threshold", iouThreshold));
        options = new(classNames, targetName, vizCount, reportCount, logKeys, format);
    }

    /// <inheritdoc/>
    public void CheckTask(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        classNames = NamesOf(task);
        options.CheckTarget(classNames);
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

        var columns = options.Columns(iteration, detections.Count);
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
    public IEnumerable<ConsumerOutput> Outputs() => options.Outputs(slots, IsWanted, Table, ToPlain);

    /// <inheritdoc/>
    public override string ToString() => Arguments.TextForm(
        Name,
        [("top_k", grouping.TopK), ("conf_threshold", grouping.ConfThreshold), ("iou_threshold", grouping.IouThreshold), .. options.TextArguments]);

    private static double? Share(string name, double? value) =>
        value is null or (>= 0 and <= 1) ? value : throw new UserErrorException($"{name} must be a number in [0, 1], not {value}");

    private static IReadOnlyList<string> NamesOf(Task task) => task is Detection detection
        ? detection.ClassNames
        : throw new UserErrorException($"this needs a detection task, not {task.TypeName}");

    // Fields are not quoted although boxes contain commas: readers of the original's files cut at the brackets.
    private string Table(IEnumerable<Entry> entries)
    {
        List<string> header = ["sample", "target_name", "target_bbox", .. options.LogKeys];
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
        for (var i = 0; i < options.LogKeys.Count; i++)
        {
            plain[options.LogKeys[i]] = entry.Metadata[i];
        }

        return plain;
    }

    private OrderedDictionary<string, object?> Expand(BoundingBox box) => new(box.ToJson(), StringComparer.Ordinal) { ["class_name"] = NameOf(box) };

    private bool IsWanted(Entry entry) => options.TargetName is not { } name
        || (entry.Group.Target is { } target && NameOf(target) == name)
        || entry.Group.Detections.Any(detection => NameOf(detection.Box) == name);

    private static string ImageOf(DetectionGroup group)
    {
        var box = group.Target ?? (group.Detections.Count > 0 ? group.Detections[0].Box : null);
        return box?.ImageId is { } id ? MetadataColumn.TextOf(id) : Unknown;
    }

    private string NameOf(BoundingBox? box) => box?.ClassId switch
    {
        string name => name,
        // Data sets of a mixture have indices of their own.
        long index when (box.Task?.ClassNames ?? classNames) is var names && index >= 0 && index < names.Count => names[(int)index],
        _ => Unknown,
    };

    private static string BoxText(BoundingBox? box) =>
        box is null ? Unknown : $"[{string.Join(", ", box.ToList().Select(side => side is double number ? PythonFloat.Fixed(number) : MetadataColumn.TextOf(side)))}]";

    private static string Number(double? value) => value is { } number ? PythonFloat.Fixed(number) : Unknown;

    private sealed record Entry(DetectionGroup Group, object?[] Metadata);
}
