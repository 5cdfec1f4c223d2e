using Microsoft.Extensions.Logging;
using Thelper.Imaging.Plots;
using Thelper.Metrics.Outputs;
using Thelper.Metrics.Sklearn;
using Thelper.Tasks;

namespace Thelper.Metrics;

/// <summary>The receiver operating characteristic of one class: the area under it, or the rate of one error at a wanted rate of the other.</summary>
/// <remarks>Without an operating point the value is the area; with <c>target_tpr</c> the false positive rate there; with <c>target_fpr</c> the true positive rate.</remarks>
[TypeName(Name, "thelper.optim.ROCCurve")]
[Concept("classification", "segmentation")]
public sealed class RocCurve : BinaryCurve
{
    private const string Name = "thelper.optim.metrics.ROCCurve";
    private readonly double? targetTpr;
    private readonly double? targetFpr;
    private readonly bool dropIntermediate;

    /// <summary>Creates the metric.</summary>
    /// <param name="targetName">The class to look at; with a leading <c>!</c>, all classes but that one.</param>
    /// <param name="targetTpr">The wanted true positive rate, in [0, 1].</param>
    /// <param name="targetFpr">The wanted false positive rate, in [0, 1].</param>
    /// <param name="classNames">Names of the classes; the task's names take their place.</param>
    /// <param name="forceSoftmax">Whether scores pass through a softmax.</param>
    /// <param name="sampleWeight">Weights of the samples of an epoch, in order.</param>
    /// <param name="dropIntermediate">Whether the chart leaves out points on straight pieces of the curve.</param>
    /// <param name="logger">Receives warnings.</param>
    /// <exception cref="UserErrorException">An operating point is out of range, or both are given.</exception>
    public RocCurve(
        string targetName,
        double? targetTpr = null,
        double? targetFpr = null,
        [ConfigValue(Holds = [typeof(List<string>), typeof(Dictionary<string, object>), typeof(string)], Example = "[cat, dog]")] object? classNames = null,
        bool forceSoftmax = true,
        IReadOnlyList<double>? sampleWeight = null,
        bool dropIntermediate = true,
        ILogger? logger = null)
        : base(targetName, classNames, forceSoftmax, sampleWeight, logger)
    {
        CheckPoint(("target_tpr", targetTpr), ("target_fpr", targetFpr));
        this.targetTpr = targetTpr;
        this.targetFpr = targetFpr;
        this.dropIntermediate = dropIntermediate;
    }

    /// <inheritdoc/>
    public override MetricGoal Goal => targetTpr is null ? MetricGoal.Maximize : MetricGoal.Minimize;

    /// <inheritdoc/>
    public override double? Eval()
    {
        if (Gather() is not { } samples)
        {
            return null;
        }

        var (truth, scores, weights) = samples;
        if (targetTpr is null && targetFpr is null)
        {
            return RocAnalysis.AreaUnderRoc(truth, scores, weights);
        }

        var (falseRates, trueRates) = RocAnalysis.Curve(truth, scores, weights, dropIntermediate: false);
        return targetTpr is not null
            ? At(targetTpr.Value, trueRates, falseRates, unreached: 1)
            : At(targetFpr!.Value, falseRates, trueRates, unreached: 0);
    }

    /// <inheritdoc/>
    public override IEnumerable<ConsumerOutput> Outputs()
    {
        if (Gather() is not { } samples)
        {
            return [];
        }

        var (truth, scores, weights) = samples;
        var (falseRates, trueRates) = RocAnalysis.Curve(truth, scores, weights, dropIntermediate);
        return [new PictureFile(RocPlot.Create(falseRates, trueRates, RocAnalysis.AreaUnderRoc(truth, scores, weights), $"ROC curve of {Subject}"))];
    }

    /// <inheritdoc/>
    public override string ToString() => Arguments.TextForm(
        Name,
        [("target_name", TargetName), ("target_tpr", targetTpr), ("target_fpr", targetFpr), .. SharedArguments, ("drop_intermediate", dropIntermediate)]);

    private static double At(double wanted, double[] rates, double[] others, double unreached)
    {
        var place = Array.FindIndex(rates, rate => rate >= wanted);
        return place < 0 ? unreached : others[place];
    }
}
