using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Optim.Sklearn;
using Thelper.Optim.Support;
using Thelper.Tasks;
using Thelper.Train;

namespace Thelper.Optim;

/// <summary>A function of <c>sklearn.metrics</c> applied to the labels or scores of a classifier.</summary>
/// <remarks>
/// Type <c>classif_best</c> compares predicted with true labels; with a target class, only of samples that were predicted as it or are it.
/// Type <c>classif_score</c> rates the score of the target class against whether samples belong to it.
/// </remarks>
[TypeName(Name, "thelper.optim.ExternalMetric")]
[Concept("classification", "segmentation")]
public sealed class ExternalMetric : Metric
{
    private const string Name = "thelper.optim.metrics.ExternalMetric";
    private static readonly string[] Types = ["classif_best", "classif_top1", "classif_score", "classif_scores"];
    private readonly string metricType;
    private readonly IReadOnlyDictionary<string, object?>? metricParams;
    private readonly string? targetName;
    private readonly object? classNames;
    private readonly int? maxWinSize;
    private readonly bool forceSoftmax;
    private readonly ILogger? logger;
    private readonly SklearnMetric metric;
    private readonly bool byScore;
    private readonly SlotWindow<(long[] Truth, long[] Predicted)> labels;
    private readonly SlotWindow<(bool[] Truth, double[] Scores)> scores;
    private bool warned;

    /// <summary>Creates the metric.</summary>
    /// <param name="metricName">The function's full name, such as <c>sklearn.metrics.f1_score</c>.</param>
    /// <param name="metricType"><c>classif_best</c> (or <c>classif_top1</c>), or <c>classif_score</c> (or <c>classif_scores</c>).</param>
    /// <param name="metricGoal"><c>min</c> or <c>max</c>.</param>
    /// <param name="metricParams">Keyword arguments of the function.</param>
    /// <param name="targetName">The class to look at; needed for scores.</param>
    /// <param name="classNames">Names of the classes; the task's names take their place.</param>
    /// <param name="maxWinSize">The number of latest iterations to look at; null for an epoch.</param>
    /// <param name="forceSoftmax">Whether scores pass through a softmax.</param>
    /// <param name="liveEval">Whether the value is computed after every iteration.</param>
    /// <param name="logger">Receives warnings.</param>
    /// <exception cref="UserErrorException">A name or value is not known, or the type and the function do not fit.</exception>
    public ExternalMetric(
        string metricName,
        string metricType,
        string metricGoal,
        IReadOnlyDictionary<string, object?>? metricParams = null,
        string? targetName = null,
        object? classNames = null,
        int? maxWinSize = null,
        bool forceSoftmax = true,
        bool liveEval = true,
        ILogger? logger = null)
    {
        this.metricType = metricType;
        this.metricParams = metricParams;
        this.targetName = targetName;
        this.classNames = classNames;
        this.maxWinSize = Arguments.CheckWindow(maxWinSize);
        this.forceSoftmax = forceSoftmax;
        this.logger = logger;
        LiveEval = liveEval;
        Goal = metricGoal switch
        {
            "min" => MetricGoal.Minimize,
            "max" => MetricGoal.Maximize,
            _ => throw new UserErrorException($"metric_goal must be 'min' or 'max', not '{metricGoal}'"),
        };
        byScore = metricType switch
        {
            "classif_best" or "classif_top1" => false,
            "classif_score" or "classif_scores" => true,
            _ => throw new UserErrorException($"metric_type: unknown type '{metricType}'{NearestName.Hint(metricType, Types)}"),
        };
        metric = SklearnMetrics.Bind(metricName, metricParams);
        if (byScore && targetName is null)
        {
            throw new UserErrorException($"target_name: the type {metricType} needs the name of a class");
        }

        if (byScore && !metric.TakesScores)
        {
            throw new UserErrorException($"metric_type: '{metricName}' compares labels, not scores: use classif_best");
        }

        if (classNames is not null)
        {
            ClassNameList.Read(classNames);
        }

        labels = new(maxWinSize);
        scores = new(maxWinSize);
    }

    /// <inheritdoc/>
    public override MetricGoal Goal { get; }

    /// <inheritdoc/>
    public override bool LiveEval { get; }

    /// <inheritdoc/>
    public override void CheckTask(Task task) => TargetOf(task);

    /// <inheritdoc/>
    public override void Update(IterationData iteration)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        var (index, count) = (iteration.IterationIndex, iteration.IterationCount);
        if (iteration.Target is null)
        {
            labels.Unset(index, count);
            scores.Unset(index, count);
        }
        else if (byScore)
        {
            scores.Set(index, count, ScoresOf(iteration.Classes, TargetOf(iteration.Task)));
        }
        else
        {
            labels.Set(index, count, LabelsOf(iteration.Classes, TargetOf(iteration.Task)));
        }
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        labels.Clear();
        scores.Clear();
        warned = false;
    }

    /// <inheritdoc/>
    public override double? Eval()
    {
        bool empty;
        double value;
        if (byScore)
        {
            bool[] truth = [.. scores.Values.SelectMany(slot => slot.Truth)];
            empty = truth.Length == 0;
            value = empty ? 0 : metric.Eval(truth, [.. scores.Values.SelectMany(slot => slot.Scores)]);
        }
        else
        {
            long[] truth = [.. labels.Values.SelectMany(slot => slot.Truth)];
            empty = truth.Length == 0;
            value = empty ? 0 : metric.Eval(truth, [.. labels.Values.SelectMany(slot => slot.Predicted)]);
        }

        if (empty)
        {
            Arguments.WarnOnce(logger, ref warned, $"{metric.Name}: no predictions to evaluate yet, the result is 0");
        }
        else if (double.IsNaN(value))
        {
            Arguments.WarnOnce(logger, ref warned, $"{metric.Name}: undefined for these predictions (for example because only one class occurs), the result is nan");
        }

        return value;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name}(metric_name={PythonRepr.Of(metric.Name)}, metric_type={PythonRepr.Of(metricType)}, metric_goal={(Goal == MetricGoal.Minimize ? "min" : "max")}, "
        + $"metric_params={PythonRepr.Of(metricParams ?? new Dictionary<string, object?>())}, target_name={PythonRepr.Of(targetName)}, class_names={PythonRepr.Of(classNames)}, "
        + $"max_win_size={PythonRepr.Of(maxWinSize)}, force_softmax={PythonRepr.Of(byScore ? forceSoftmax : null)})";

    private int? TargetOf(Task task) => targetName is null ? null : Arguments.IndexOfClass(targetName, Arguments.ClassNamesOf(task));

    private static (long[] Truth, long[] Predicted) LabelsOf(ClassPredictions classes, int? target)
    {
        var (truth, predicted) = (classes.Targets!, classes.TopLabels());
        if (target is null)
        {
            return (truth, predicted);
        }

        List<long> isTarget = [], saidTarget = [];
        for (var i = 0; i < truth.Length; i++)
        {
            if (truth[i] == target || predicted[i] == target)
            {
                isTarget.Add(truth[i] == target ? 1 : 0);
                saidTarget.Add(predicted[i] == target ? 1 : 0);
            }
        }

        return ([.. isTarget], [.. saidTarget]);
    }

    private (bool[] Truth, double[] Scores) ScoresOf(ClassPredictions classes, int? target)
    {
        var truth = Array.ConvertAll(classes.Targets!, label => label == target);
        return (truth, classes.ScoresOf(target!.Value, forceSoftmax));
    }
}
