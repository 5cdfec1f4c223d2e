using Microsoft.Extensions.Logging;
using Thelper.Metrics.Boxes;
using Thelper.Tasks;

namespace Thelper.Metrics;

/// <summary>The average precision of detections by the rules of PASCAL VOC: of one class, or the mean over all classes that have true boxes (mAP).</summary>
/// <remarks>NaN as long as nothing was predicted, or for the mean, as long as there are no true boxes.</remarks>
[TypeName(Name, "thelper.optim.AveragePrecision")]
[Concept("detection")]
public sealed class AveragePrecision : WindowMetric
{
    private const string Name = "thelper.optim.metrics.AveragePrecision";
    private readonly string? targetClass;
    private readonly double iouThreshold;
    private readonly string method;
    private readonly SlotWindow<ImageBoxes[]> window;
    private Detection? task;

    /// <summary>Creates the metric.</summary>
    /// <param name="targetClass">The class to look at; null for the mean over all.</param>
    /// <param name="iouThreshold">The overlap (intersection over union) in ]0, 1] from which on a prediction counts as right.</param>
    /// <param name="method"><c>all-points</c> for the area under the curve, <c>11-points</c> for the mean precision at recalls 0, 0.1, ... 1.</param>
    /// <param name="maxWinSize">The number of latest iterations to look at; null for an epoch.</param>
    /// <param name="logger">Receives warnings.</param>
    /// <exception cref="UserErrorException">The threshold or the window is out of range, or the method is not known.</exception>
    public AveragePrecision(
        string? targetClass = null, [ConfigValue(Min = 0, Max = 1)] double iouThreshold = 0.5, [ConfigValue(Choices = ["all-points", "11-points"])] string method = Evaluation.AllPoints, [ConfigValue(Min = 1)] int? maxWinSize = null, ILogger? logger = null)
        : base(maxWinSize, logger)
    {
        this.targetClass = targetClass;
        this.iouThreshold = Evaluation.CheckThreshold(iouThreshold);
        this.method = Evaluation.CheckMethod(method);
        window = Window(Read);
    }

    /// <inheritdoc/>
    public override MetricGoal Goal => MetricGoal.Maximize;

    /// <summary>False: it takes the boxes of an epoch together.</summary>
    public override bool LiveEval => false;

    /// <inheritdoc/>
    public override void CheckTask(Task task)
    {
        var names = Arguments.ClassNamesOf(task);
        if (targetClass is not null)
        {
            Arguments.IndexOfClass(targetClass, names, "target_class");
            if (targetClass == Detection.BackgroundName && task is Detection { Background: not null })
            {
                throw new UserErrorException("target_class: the background is no object that can be found");
            }
        }
    }

    /// <inheritdoc/>
    public override double? Eval()
    {
        var images = ImageBoxes.Merge(window.Values.SelectMany(slot => slot));
        if (!images.Any(image => image.Found.Length > 0))
        {
            WarnOnce("AveragePrecision: no box was found in images whose true boxes are known, so there is no value (nan); a model that has not learnt yet often finds none");
            return double.NaN;
        }

        if (targetClass is not null)
        {
            var label = Arguments.IndexOfClass(targetClass, task!.ClassNames, "target_class");
            return PascalVocEvaluator.Evaluate(images, label, targetClass, iouThreshold, method).AveragePrecision;
        }

        double[] scores = [.. Evaluation.PascalVocMetrics(images, task!, iouThreshold, method).Values.Where(scores => scores.TotalPositives > 0).Select(scores => scores.AveragePrecision)];
        return NumpyMean.Of(scores);
    }

    /// <inheritdoc/>
    public override string ToString() => Arguments.TextForm(
        Name, ("target_class", targetClass), ("iou_threshold", iouThreshold), ("method", method), ("max_win_size", MaxWinSize));

    private ImageBoxes[] Read(IterationData iteration)
    {
        task = iteration.Task as Detection;
        return DetectionBatch.Of(iteration);
    }
}
