using Microsoft.Extensions.Logging;
using Thelper.Imaging.Plots;
using Thelper.Optim.Sklearn;
using Thelper.Optim.Support;
using Thelper.Tasks;
using Thelper.Train;

namespace Thelper.Optim;

/// <summary>The receiver operating characteristic of one class: the area under it, or the rate of one error at a wanted rate of the other.</summary>
/// <remarks>Without an operating point the value is the area; with <c>target_tpr</c> the false positive rate there; with <c>target_fpr</c> the true positive rate.</remarks>
[TypeName(Name, "thelper.optim.ROCCurve")]
[Concept("classification", "segmentation")]
public sealed class RocCurve : Metric
{
    private const string Name = "thelper.optim.metrics.ROCCurve";
    private readonly string targetName;
    private readonly double? targetTpr;
    private readonly double? targetFpr;
    private readonly object? classNames;
    private readonly bool forceSoftmax;
    private readonly IReadOnlyList<double>? sampleWeight;
    private readonly bool dropIntermediate;
    private readonly ILogger? logger;
    private readonly SlotWindow<(bool[] Truth, double[] Scores)> window = new();
    private bool warned;

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
        object? classNames = null,
        bool forceSoftmax = true,
        IReadOnlyList<double>? sampleWeight = null,
        bool dropIntermediate = true,
        ILogger? logger = null)
    {
        if (targetTpr is not null && targetFpr is not null)
        {
            throw new UserErrorException("give target_tpr or target_fpr, not both");
        }

        if (classNames is not null)
        {
            ClassNameList.Read(classNames);
        }

        this.targetName = targetName;
        this.targetTpr = CheckRate("target_tpr", targetTpr);
        this.targetFpr = CheckRate("target_fpr", targetFpr);
        this.classNames = classNames;
        this.forceSoftmax = forceSoftmax;
        this.sampleWeight = sampleWeight;
        this.dropIntermediate = dropIntermediate;
        this.logger = logger;
    }

    /// <inheritdoc/>
    public override MetricGoal Goal => targetTpr is null ? MetricGoal.Maximize : MetricGoal.Minimize;

    /// <summary>False: the curve needs all samples of an epoch.</summary>
    public override bool LiveEval => false;

    private bool Inverted => targetName.StartsWith('!');

    private string ClassName => Inverted ? targetName[1..] : targetName;

    /// <inheritdoc/>
    public override void CheckTask(Task task) => Arguments.IndexOfClass(ClassName, Arguments.ClassNamesOf(task));

    /// <inheritdoc/>
    public override void Update(IterationData iteration)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        if (iteration.Target is null)
        {
            window.Unset(iteration.IterationIndex, iteration.IterationCount);
            return;
        }

        var target = Arguments.IndexOfClass(ClassName, Arguments.ClassNamesOf(iteration.Task));
        var truth = Array.ConvertAll(iteration.Classes.Targets!, label => (label == target) != Inverted);
        var scores = iteration.Classes.ScoresOf(target, forceSoftmax);
        if (Inverted)
        {
            // In single precision, as the scores themselves.
            scores = Array.ConvertAll(scores, score => (double)(1f - (float)score));
        }

        window.Set(iteration.IterationIndex, iteration.IterationCount, (truth, scores));
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        window.Clear();
        warned = false;
    }

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
    public override PlotImage? Render()
    {
        if (Gather() is not { } samples)
        {
            return null;
        }

        var (truth, scores, weights) = samples;
        var (falseRates, trueRates) = RocAnalysis.Curve(truth, scores, weights, dropIntermediate);
        var subject = Inverted ? $"all classes but '{ClassName}'" : $"class '{ClassName}'";
        return RocPlot.Create(falseRates, trueRates, RocAnalysis.AreaUnderRoc(truth, scores, weights), $"ROC curve of {subject}");
    }

    /// <inheritdoc/>
    public override string ToString() => Arguments.TextForm(
        Name,
        ("target_name", targetName),
        ("target_tpr", targetTpr),
        ("target_fpr", targetFpr),
        ("class_names", classNames),
        ("force_softmax", forceSoftmax),
        ("sample_weight", sampleWeight),
        ("drop_intermediate", dropIntermediate));

    private static double? CheckRate(string name, double? rate) =>
        rate is null or (>= 0 and <= 1) ? rate : throw new UserErrorException($"{name} must be a number in [0, 1], not {rate}");

    private static double At(double wanted, double[] rates, double[] others, double unreached)
    {
        var place = Array.FindIndex(rates, rate => rate >= wanted);
        return place < 0 ? unreached : others[place];
    }

    // Null before any update, and where the curve does not exist.
    private (bool[] Truth, double[] Scores, double[] Weights)? Gather()
    {
        bool[] truth = [.. window.Values.SelectMany(slot => slot.Truth)];
        double[] scores = [.. window.Values.SelectMany(slot => slot.Scores)];
        if (truth.Length == 0)
        {
            return null;
        }

        if (sampleWeight is not null && sampleWeight.Count != truth.Length)
        {
            throw new UserErrorException($"sample_weight holds {sampleWeight.Count} weights for {truth.Length} samples");
        }

        if (!truth.Contains(true) || !truth.Contains(false) || scores.Contains(double.NaN))
        {
            var reason = scores.Contains(double.NaN) ? "a score is not a number" : "samples of the class and of others are both needed";
            Arguments.WarnOnce(logger, ref warned, $"ROC curve of '{targetName}': {reason}, there is no result");
            return null;
        }

        return (truth, scores, sampleWeight is null ? [] : [.. sampleWeight]);
    }
}
