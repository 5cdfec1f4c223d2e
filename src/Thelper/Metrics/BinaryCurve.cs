using Microsoft.Extensions.Logging;
using Thelper.Metrics.Sklearn;
using Thelper.Tasks;

namespace Thelper.Metrics;

/// <summary>A curve over all thresholds of the score of one class, against all other classes together.</summary>
/// <remarks>Where samples may have several labels, scores are taken as they are, without a softmax.</remarks>
public abstract class BinaryCurve : WindowMetric
{
    private readonly object? classNames;
    private readonly bool forceSoftmax;
    private readonly IReadOnlyList<double>? sampleWeight;
    private readonly SlotWindow<(bool[] Truth, double[] Scores)> window;

    private protected BinaryCurve(string targetName, object? classNames, bool forceSoftmax, IReadOnlyList<double>? sampleWeight, ILogger? logger)
        : base(null, logger)
    {
        TargetName = targetName;
        this.classNames = Arguments.CheckClassNames(classNames);
        this.forceSoftmax = forceSoftmax;
        this.sampleWeight = sampleWeight;
        window = Window(Read);
    }

    /// <summary>False: the curve needs all samples of an epoch.</summary>
    public override bool LiveEval => false;

    /// <summary>The class to look at; with a leading <c>!</c>, all classes but that one.</summary>
    public string TargetName { get; }

    private protected string Subject => Inverted ? $"all classes but '{ClassName}'" : $"class '{ClassName}'";

    /// <summary>What all curves have in their text forms, after their operating points.</summary>
    private protected (string Name, object? Value)[] SharedArguments =>
        [("class_names", classNames), ("force_softmax", forceSoftmax), ("sample_weight", sampleWeight)];

    private bool Inverted => TargetName.StartsWith('!');

    private string ClassName => Inverted ? TargetName[1..] : TargetName;

    /// <inheritdoc/>
    public override void CheckTask(Task task) => Arguments.IndexOfClass(ClassName, Arguments.ClassNamesOf(task));

    private (bool[] Truth, double[] Scores) Read(IterationData iteration)
    {
        var target = Arguments.IndexOfClass(ClassName, Arguments.ClassNamesOf(iteration.Task));
        var batch = iteration.Task is Classification { MultiLabel: true }
            ? ExternalMetricBatches.Sets(iteration, SklearnInput.Score, target)
            : ExternalMetricBatches.Scores(iteration.Classes, target, forceSoftmax);
        var truth = Array.ConvertAll(batch.Members, flag => flag != Inverted);
        var scores = batch.Scores;
        if (Inverted)
        {
            // In single precision, as the scores themselves.
            scores = Array.ConvertAll(scores, score => (double)(1f - (float)score));
        }

        return (truth, scores);
    }

    /// <summary>Checks an operating point: a rate, the other rate, or none.</summary>
    private protected static void CheckPoint((string Name, double? Rate) one, (string Name, double? Rate) other)
    {
        if (one.Rate is not null && other.Rate is not null)
        {
            throw new UserErrorException($"give {one.Name} or {other.Name}, not both");
        }

        var (name, rate) = one.Rate is null ? other : one;
        if (rate is not (null or (>= 0 and <= 1)))
        {
            throw new UserErrorException($"{name} must be a number in [0, 1], not {rate}");
        }
    }

    /// <summary>All samples with their weights; null before any update, and where the curve does not exist.</summary>
    private protected (bool[] Truth, double[] Scores, double[] Weights)? Gather()
    {
        var (truth, scores) = (window.Join(slot => slot.Truth), window.Join(slot => slot.Scores));
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
            WarnOnce($"curve of '{TargetName}': {reason}, there is no result");
            return null;
        }

        return (truth, scores, sampleWeight is null ? [] : [.. sampleWeight]);
    }
}
