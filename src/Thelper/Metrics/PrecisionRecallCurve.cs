using Microsoft.Extensions.Logging;
using Thelper.Imaging.Plots;
using Thelper.Metrics.Outputs;
using Thelper.Metrics.Sklearn;
using Thelper.Tasks;

namespace Thelper.Metrics;

/// <summary>Precision over recall of one class: the average precision, or the best of one at a wanted value of the other.</summary>
/// <remarks>
/// Without an operating point the value is the area below the steps of the curve; with <c>target_recall</c> the highest precision at that recall or
/// above; with <c>target_precision</c> the highest recall at that precision or above, 0 where it is never reached. The numbers are those of
/// scikit-learn's <c>precision_recall_curve</c> and <c>average_precision_score</c>.
/// </remarks>
[TypeName(Name, "thelper.optim.PRCurve")]
[Concept("classification", "segmentation")]
public sealed class PrecisionRecallCurve : BinaryCurve
{
    private const string Name = "thelper.optim.metrics.PRCurve";
    private readonly double? targetRecall;
    private readonly double? targetPrecision;

    /// <summary>Creates the metric.</summary>
    /// <param name="targetName">The class to look at; with a leading <c>!</c>, all classes but that one.</param>
    /// <param name="targetRecall">The wanted recall, in [0, 1].</param>
    /// <param name="targetPrecision">The wanted precision, in [0, 1].</param>
    /// <param name="classNames">Names of the classes; the task's names take their place.</param>
    /// <param name="forceSoftmax">Whether scores pass through a softmax.</param>
    /// <param name="sampleWeight">Weights of the samples of an epoch, in order.</param>
    /// <param name="logger">Receives warnings.</param>
    /// <exception cref="UserErrorException">An operating point is out of range, or both are given.</exception>
    public PrecisionRecallCurve(
        string targetName,
        double? targetRecall = null,
        double? targetPrecision = null,
        [ConfigValue(Holds = [typeof(List<string>), typeof(Dictionary<string, object>), typeof(string)], Example = "[cat, dog]")] object? classNames = null,
        bool forceSoftmax = true,
        IReadOnlyList<double>? sampleWeight = null,
        ILogger? logger = null)
        : base(targetName, classNames, forceSoftmax, sampleWeight, logger)
    {
        CheckPoint(("target_recall", targetRecall), ("target_precision", targetPrecision));
        this.targetRecall = targetRecall;
        this.targetPrecision = targetPrecision;
    }

    /// <inheritdoc/>
    public override MetricGoal Goal => MetricGoal.Maximize;

    /// <inheritdoc/>
    public override double? Eval()
    {
        if (Gather() is not { } samples)
        {
            return null;
        }

        if (targetRecall is null && targetPrecision is null)
        {
            return RocAnalysis.AveragePrecision(samples.Truth, samples.Scores, samples.Weights);
        }

        var (precision, recall) = RocAnalysis.PrecisionRecall(samples.Truth, samples.Scores, samples.Weights);
        return targetRecall is { } least
            ? precision.Where((_, i) => recall[i] >= least).Max()
            : recall.Where((_, i) => precision[i] >= targetPrecision).Max();
    }

    /// <inheritdoc/>
    public override IEnumerable<ConsumerOutput> Outputs()
    {
        if (Gather() is not { } samples)
        {
            return [];
        }

        var (precision, recall) = RocAnalysis.PrecisionRecall(samples.Truth, samples.Scores, samples.Weights);
        var area = RocAnalysis.AveragePrecision(samples.Truth, samples.Scores, samples.Weights);
        return [new PictureFile(PrecisionRecallPlot.Create(recall, precision, area, $"Precision and recall of {Subject}", precision[0]))];
    }

    /// <inheritdoc/>
    public override string ToString() => Arguments.TextForm(
        Name,
        [("target_name", TargetName), ("target_recall", targetRecall), ("target_precision", targetPrecision), .. SharedArguments]);
}
