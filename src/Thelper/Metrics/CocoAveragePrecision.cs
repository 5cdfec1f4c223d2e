using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Thelper.Metrics.Boxes;
using Thelper.Metrics.Outputs;
using Thelper.Tasks;

namespace Thelper.Metrics;

/// <summary>
/// Average precision or recall of detections by COCO's definition (https://cocodataset.org/#detection-eval, pycocotools), with a report of all twelve values:
/// of boxes, of masks, or of key points, where there are ten.
/// </summary>
/// <remarks>
/// Values are in [0, 1], and -1 where there is no true object of that size. Crowds neither help nor harm. Sizes of boxes are their areas, where COCO's own
/// tool takes those of the segmentation; those of masks and key points are the areas that the data set gives, else numbers of pixels of the masks, else 0.53
/// of the box. Key points are compared by their similarity (https://cocodataset.org/#keypoints-eval), up to 20 predictions an image, medium and large ones apart.
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

    // What the other evaluations have besides the values above, and which of those they have not.
    private static readonly OrderedDictionary<string, Func<CocoEvaluator, int?, double>> KeypointValues = new()
    {
        ["AP"] = Values["AP"],
        ["AP50"] = Values["AP50"],
        ["AP75"] = Values["AP75"],
        ["APm"] = Values["APm"],
        ["APl"] = Values["APl"],
        ["AR"] = (coco, label) => coco.Recall(label: label),
        ["AR50"] = (coco, label) => coco.Recall(label: label, threshold: 0),
        ["AR75"] = (coco, label) => coco.Recall(label: label, threshold: 5),
        ["ARm"] = Values["ARm"],
        ["ARl"] = Values["ARl"],
    };

    private static readonly string[] Kinds = ["bbox", "segm", "keypoints"];
    private readonly string kind;
    private readonly IReadOnlyList<double>? sigmas;

    private readonly string value;
    private readonly string? targetClass;
    private readonly SlotWindow<ImageBoxes[]> window;
    private CocoEvaluator? coco;
    private Detection? task;

    /// <summary>Creates the metric.</summary>
    /// <param name="value">
    /// <c>AP</c> over overlaps from 0.5 to 0.95, <c>AP50</c> or <c>AP75</c> at one; <c>APs</c>, <c>APm</c>, <c>APl</c> of boxes below 32 x 32, up to
    /// 96 x 96 and above; <c>AR1</c>, <c>AR10</c>, <c>AR100</c>, the recall after so many predictions per image and class; <c>ARs</c>, <c>ARm</c>, <c>ARl</c>.
    /// Of key points there are <c>AR</c>, <c>AR50</c> and <c>AR75</c> instead, and no small ones.
    /// </param>
    /// <param name="targetClass">The class to look at; null for the mean over all that have true boxes.</param>
    /// <param name="maxWinSize">The number of latest iterations to look at; null for an epoch.</param>
    /// <param name="iouType">What is compared: <c>bbox</c>, <c>segm</c> (masks) or <c>keypoints</c>.</param>
    /// <param name="sigmas">For each key point, how much its places scatter, in shares of the object's size; null for those of COCO's 17 points of a person.</param>
    /// <param name="logger">Receives warnings.</param>
    /// <exception cref="UserErrorException">The value or what is compared is not known, a deviation or the window is not positive.</exception>
    public CocoAveragePrecision(
        [ConfigValue(Choices = ["AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl", "AR", "AR50", "AR75"])] string value = "AP",
        string? targetClass = null,
        [ConfigValue(Min = 1)] int? maxWinSize = null,
        [ConfigValue(Choices = ["bbox", "segm", "keypoints"])] string iouType = "bbox",
        IReadOnlyList<double>? sigmas = null,
        ILogger? logger = null)
        : base(maxWinSize, logger)
    {
        ArgumentNullException.ThrowIfNull(value);
        kind = Kinds.Contains(iouType) ? iouType : throw new UserErrorException($"iou_type must be one of {string.Join(", ", Kinds)}, not '{iouType}'{NearestName.Guess(iouType, Kinds)}");
        this.sigmas = sigmas;
        if (sigmas is not null && (kind != "keypoints" || sigmas.Count == 0 || sigmas.Any(sigma => !(sigma > 0))))
        {
            throw new UserErrorException(kind == "keypoints" ? "sigmas: expected a positive number for each key point" : "sigmas: belongs to \"iou_type\": \"keypoints\"");
        }

        this.value = Named.ContainsKey(value)
            ? value
            : throw new UserErrorException($"value must be one of {string.Join(", ", Named.Keys)}, not '{value}'{NearestName.Guess(value, Named.Keys)}");
        this.targetClass = targetClass;
        window = Window(Read);
    }

    /// <inheritdoc/>
    public override MetricGoal Goal => MetricGoal.Maximize;

    /// <summary>False: it takes the boxes of an epoch together.</summary>
    public override bool LiveEval => false;

    /// <inheritdoc/>
    public override void CheckTask(Task task)
    {
        TargetOf(Arguments.ClassNamesOf(task));
        if (task is not Detection detection)
        {
            return;
        }

        if (kind == "segm" && !detection.Masks)
        {
            throw new UserErrorException("iou_type: the task's boxes have no masks (\"masks\": true in COCODataset)");
        }

        if (kind == "keypoints")
        {
            var count = detection.Keypoints.Names.Count;
            if (count == 0 || count != (sigmas ?? KeypointMeasure.OfPersons).Count)
            {
                throw new UserErrorException(count == 0
                    ? "iou_type: the task's boxes have no key points (\"keypoints\": true in COCODataset)"
                    : $"sigmas: the task has {count} key points, so give {count} deviations; {(sigmas is null ? $"the default is that of COCO's {KeypointMeasure.OfPersons.Count} points of a person" : $"there are {sigmas.Count}")}");
            }
        }
    }

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

        return Named[value](Matched(), TargetOf(task!.ClassNames));
    }

    /// <summary>A table of all values, then AP, AP50 and AR100 of each class.</summary>
    public override IEnumerable<ConsumerOutput> Outputs()
    {
        if (window.IsEmpty)
        {
            return [];
        }

        var text = new StringBuilder();
        foreach (var (name, of) in Named)
        {
            text.Append(name.PadRight(6)).Append(Number(of(Matched(), TargetOf(task!.ClassNames)))).Append('\n');
        }

        var width = task!.ClassNames.Max(name => name.Length);
        string[] columns = kind == "keypoints" ? ["AP", "AP50", "AR"] : ["AP", "AP50", "AR100"];
        text.Append('\n').Append("class".PadRight(width)).Append(string.Concat(columns.Select(name => name.PadLeft(9)))).Append('\n');
        for (var label = 0; label < task.ClassNames.Count; label++)
        {
            text.Append(task.ClassNames[label].PadRight(width));
            foreach (var name in columns)
            {
                text.Append(Number(Named[name](Matched(), label)));
            }

            text.Append('\n');
        }

        return [new TextFile(text.ToString())];
    }

    /// <inheritdoc/>
    public override string ToString() => kind == Kinds[0]
        ? Arguments.TextForm(Name, ("value", value), ("target_class", targetClass), ("max_win_size", MaxWinSize))
        : Arguments.TextForm(Name, ("value", value), ("target_class", targetClass), ("max_win_size", MaxWinSize), ("iou_type", kind), ("sigmas", sigmas));

    private OrderedDictionary<string, Func<CocoEvaluator, int?, double>> Named => kind == "keypoints" ? KeypointValues : Values;

    private CocoMeasure Measure => kind switch
    {
        "segm" => new MaskMeasure(),
        "keypoints" => new KeypointMeasure(sigmas ?? KeypointMeasure.OfPersons),
        _ => new BoxMeasure(),
    };

    private static string Number(double value) => value.ToString("F4", CultureInfo.InvariantCulture).PadLeft(9);

    private ImageBoxes[] Read(IterationData iteration)
    {
        task = iteration.Task as Detection;
        return DetectionBatch.Of(iteration);
    }

    private CocoEvaluator Matched() => coco ??= new CocoEvaluator(ImageBoxes.Merge(window.Values.SelectMany(slot => slot)), Measure);

    private int? TargetOf(IReadOnlyList<string> names) => targetClass is null ? null : Arguments.IndexOfClass(targetClass, names, "target_class");
}
