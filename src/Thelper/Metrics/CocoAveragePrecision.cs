using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Thelper.Metrics.Boxes;
using Thelper.Metrics.Outputs;
using Thelper.Tasks;

namespace Thelper.Metrics;

/// <summary>
/// Average precision or recall of detections by COCO's definition (https://cocodataset.org/#detection-eval, pycocotools), with a report of all twelve values.
/// </summary>
/// <remarks>
/// Values are in [0, 1], and -1 where there is no true box of that size. Boxes that cover crowds neither help nor harm. Sizes are areas of boxes, where
/// COCO's own tool takes those of the segmentation.
/// </remarks>
[TypeName(Name, "thelper.optim.CocoAveragePrecision")]
[Concept("detection")]
public sealed class CocoAveragePrecision : WindowMetric
{
    private const string Name = "thelper.optim.metrics.CocoAveragePrecision";
    private static readonly OrderedDictionary<string, Func<CocoEvaluator, int?, double>> Values = new()
    {
        ["AP"] = (coco, label) => coco.Precision(label: label),
        ["AP50"] = (coco, label) => coco.Precision(threshold: 0, label: label),
        ["AP75"] = (coco, label) => coco.Precision(threshold: 5, label: label),
        ["APs"] = (coco, label) => coco.Precision(area: 1, label: label),
        ["APm"] = (coco, label) => coco.Precision(area: 2, label: label),
        ["APl"] = (coco, label) => coco.Precision(area: 3, label: label),
        ["AR1"] = (coco, label) => coco.Recall(most: 1, label: label),
        ["AR10"] = (coco, label) => coco.Recall(most: 10, label: label),
        ["AR100"] = (coco, label) => coco.Recall(label: label),
        ["ARs"] = (coco, label) => coco.Recall(area: 1, label: label),
        ["ARm"] = (coco, label) => coco.Recall(area: 2, label: label),
        ["ARl"] = (coco, label) => coco.Recall(area: 3, label: label),
    };

    private readonly string value;
    private readonly string? targetClass;
    private readonly SlotWindow<ImageBoxes[]> window;
    private CocoEvaluator? coco;
    private Detection? task;

    /// <summary>Creates the metric.</summary>
    /// <param name="value">
    /// <c>AP</c> over overlaps from 0.5 to 0.95, <c>AP50</c> or <c>AP75</c> at one; <c>APs</c>, <c>APm</c>, <c>APl</c> of boxes below 32 x 32, up to
    /// 96 x 96 and above; <c>AR1</c>, <c>AR10</c>, <c>AR100</c>, the recall after so many predictions per image and class; <c>ARs</c>, <c>ARm</c>, <c>ARl</c>.
    /// </param>
    /// <param name="targetClass">The class to look at; null for the mean over all that have true boxes.</param>
    /// <param name="maxWinSize">The number of latest iterations to look at; null for an epoch.</param>
    /// <param name="logger">Receives warnings.</param>
    /// <exception cref="UserErrorException">The value is not known, or the window is not positive.</exception>
    public CocoAveragePrecision([ConfigValue(Choices = ["AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"])] string value = "AP", string? targetClass = null, [ConfigValue(Min = 1)] int? maxWinSize = null, ILogger? logger = null)
        : base(maxWinSize, logger)
    {
        ArgumentNullException.ThrowIfNull(value);
        this.value = Values.ContainsKey(value)
            ? value
            : throw new UserErrorException($"value must be one of {string.Join(", ", Values.Keys)}, not '{value}'{NearestName.Hint(value, Values.Keys)}");
        this.targetClass = targetClass;
        window = Window(Read);
    }

    /// <inheritdoc/>
    public override MetricGoal Goal => MetricGoal.Maximize;

    /// <summary>False: it takes the boxes of an epoch together.</summary>
    public override bool LiveEval => false;

    /// <inheritdoc/>
    public override void CheckTask(Task task) => TargetOf(Arguments.ClassNamesOf(task));

    /// <inheritdoc/>
    public override void Update(IterationData iteration)
    {
        coco = null;
        base.Update(iteration);
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        coco = null;
        base.Reset();
    }

    /// <inheritdoc/>
    public override double? Eval()
    {
        if (window.IsEmpty)
        {
            WarnOnce($"{this}: no predictions with ground truth yet, the result is -1");
            return -1;
        }

        return Values[value](Matched(), TargetOf(task!.ClassNames));
    }

    /// <summary>A table of all values, then AP, AP50 and AR100 of each class.</summary>
    public override IEnumerable<ConsumerOutput> Outputs()
    {
        if (window.IsEmpty)
        {
            return [];
        }

        var text = new StringBuilder();
        foreach (var (name, of) in Values)
        {
            text.Append(name.PadRight(6)).Append(Number(of(Matched(), TargetOf(task!.ClassNames)))).Append('\n');
        }

        var width = task!.ClassNames.Max(name => name.Length);
        text.Append('\n').Append("class".PadRight(width)).Append("       AP     AP50    AR100\n");
        for (var label = 0; label < task.ClassNames.Count; label++)
        {
            text.Append(task.ClassNames[label].PadRight(width));
            foreach (var name in (ReadOnlySpan<string>)["AP", "AP50", "AR100"])
            {
                text.Append(Number(Values[name](Matched(), label)));
            }

            text.Append('\n');
        }

        return [new TextFile(text.ToString())];
    }

    /// <inheritdoc/>
    public override string ToString() => Arguments.TextForm(Name, ("value", value), ("target_class", targetClass), ("max_win_size", MaxWinSize));

    private static string Number(double value) => value.ToString("F4", CultureInfo.InvariantCulture).PadLeft(9);

    private ImageBoxes[] Read(IterationData iteration)
    {
        task = iteration.Task as Detection;
        return DetectionBatch.Of(iteration);
    }

    private CocoEvaluator Matched() => coco ??= new CocoEvaluator(ImageBoxes.Merge(window.Values.SelectMany(slot => slot)));

    private int? TargetOf(IReadOnlyList<string> names) => targetClass is null ? null : Arguments.IndexOfClass(targetClass, names, "target_class");
}
