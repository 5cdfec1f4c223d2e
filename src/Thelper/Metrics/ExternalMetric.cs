using Microsoft.Extensions.Logging;
using Thelper.Metrics.Sklearn;
using Thelper.Tasks;

namespace Thelper.Metrics;

/// <summary>A function of <c>sklearn.metrics</c> applied to the labels or scores of a classifier, or to the numbers of a regression.</summary>
/// <remarks>
/// Type <c>classif_best</c> compares predicted with true labels; with a target class, only of samples that were predicted as it or are it.
/// Type <c>classif_score</c> rates the score of the target class against whether samples belong to it; without a target class, the scores of all.
/// Type <c>regression</c> compares numbers: [N] or [N, K] with K numbers per sample; elements of larger tensors count one by one.
/// Where samples may have several labels, scores above 0.5 are predictions, and no softmax is applied.
/// </remarks>
[TypeName(Name, "thelper.optim.ExternalMetric")]
[Concept("classification", "segmentation", "regression")]
public sealed class ExternalMetric : WindowMetric
{
    private const string Name = "thelper.optim.metrics.ExternalMetric";
    private const string Regression = "regression";
    private static readonly string[] Types = ["classif_best", "classif_top1", "classif_score", "classif_scores", Regression];
    private readonly string metricType;
    private readonly IReadOnlyDictionary<string, object?>? metricParams;
    private readonly string? targetName;
    private readonly object? classNames;
    private readonly bool forceSoftmax;
    private readonly SklearnMetric metric;
    private readonly bool byScore;
    private readonly SlotWindow<SklearnBatch> window;

    /// <summary>Creates the metric.</summary>
    /// <param name="metricName">The function's full name, such as <c>sklearn.metrics.f1_score</c>.</param>
    /// <param name="metricType"><c>classif_best</c> (or <c>classif_top1</c>), <c>classif_score</c> (or <c>classif_scores</c>), or <c>regression</c>.</param>
    /// <param name="metricGoal"><c>min</c> or <c>max</c>.</param>
    /// <param name="metricParams">Keyword arguments of the function.</param>
    /// <param name="targetName">The class to look at; null for all, where the function can rate all at once.</param>
    /// <param name="classNames">Names of the classes; the task's names take their place.</param>
    /// <param name="maxWinSize">The number of latest iterations to look at; null for an epoch.</param>
    /// <param name="forceSoftmax">Whether scores pass through a softmax.</param>
    /// <param name="liveEval">Whether the value is computed after every iteration.</param>
    /// <param name="logger">Receives warnings.</param>
    /// <exception cref="UserErrorException">A name or value is not known, or the type and the function do not fit.</exception>
    public ExternalMetric(
        string metricName,
        [ConfigValue(Choices = ["classif_best", "classif_top1", "classif_score", "classif_scores", "regression"])] string metricType,
        [ConfigValue(Choices = ["min", "max"])] string metricGoal,
        IReadOnlyDictionary<string, object?>? metricParams = null,
        string? targetName = null,
        [ConfigValue(Holds = [typeof(List<string>), typeof(Dictionary<string, object>), typeof(string)], Example = "[cat, dog]")] object? classNames = null,
        [ConfigValue(Min = 1)] int? maxWinSize = null,
        bool forceSoftmax = true,
        bool liveEval = true,
        ILogger? logger = null)
        : base(maxWinSize, logger)
    {
        this.metricType = metricType;
        this.metricParams = metricParams;
        this.targetName = targetName;
        this.classNames = Arguments.CheckClassNames(classNames);
        this.forceSoftmax = forceSoftmax;
        LiveEval = liveEval;
        Goal = metricGoal switch
        {
            "min" => MetricGoal.Minimize,
            "max" => MetricGoal.Maximize,
            _ => throw new UserErrorException($"metric_goal must be 'min' or 'max', not '{metricGoal}'"),
        };
        byScore = metricType switch
        {
            "classif_best" or "classif_top1" or Regression => false,
            "classif_score" or "classif_scores" => true,
            _ => throw new UserErrorException($"metric_type: unknown type '{metricType}'{NearestName.Hint(metricType, Types)}"),
        };
        metric = SklearnMetrics.Bind(metricName, metricParams);
        if (targetName is not null && metricType == Regression)
        {
            throw new UserErrorException("target_name: a regression has no classes");
        }

        // What depends on the task is checked with it.
        if (metricType == Regression)
        {
            metric.Check(SklearnInput.Values, 0);
        }
        else if (byScore && !metric.Takes(SklearnInput.ScoreSets) && (targetName is not null || !metric.Takes(SklearnInput.Scores)))
        {
            metric.Check(targetName is null ? SklearnInput.Scores : SklearnInput.Score, 2);
        }

        window = Window(Read);
    }

    /// <inheritdoc/>
    public override MetricGoal Goal { get; }

    /// <inheritdoc/>
    public override bool LiveEval { get; }

    /// <inheritdoc/>
    public override void CheckTask(Task task)
    {
        if (metricType == Regression)
        {
            if (task is IClassTask)
            {
                throw new UserErrorException($"metric_type: 'regression' is for numbers, but the task has classes: use classif_best or classif_score");
            }

            return;
        }

        if (task is Tasks.Regression and not Detection)
        {
            throw new UserErrorException($"metric_type: '{metricType}' is for classes, but the task is a regression: use regression");
        }

        var target = TargetOf(task);
        metric.Check(InputOf(task), target is null ? Arguments.ClassNamesOf(task).Count : 2);
    }

    /// <inheritdoc/>
    public override double? Eval()
    {
        SklearnBatch[] batches = [.. window.Values.Where(batch => batch.Count > 0)];
        var empty = batches.Length == 0;
        var value = empty ? 0 : Eval(SklearnBatch.Join(batches));
        if (empty)
        {
            WarnOnce($"{metric.Name}: no predictions to evaluate yet, the result is 0");
        }
        else if (double.IsNaN(value))
        {
            WarnOnce($"{metric.Name}: undefined for these predictions (for example because only one class occurs), the result is nan");
        }

        return value;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name}(metric_name={PythonRepr.Of(metric.Name)}, metric_type={PythonRepr.Of(metricType)}, metric_goal={(Goal == MetricGoal.Minimize ? "min" : "max")}, "
        + $"metric_params={PythonRepr.Of(metricParams ?? new Dictionary<string, object?>())}, target_name={PythonRepr.Of(targetName)}, class_names={PythonRepr.Of(classNames)}, "
        + $"max_win_size={PythonRepr.Of(MaxWinSize)}, force_softmax={PythonRepr.Of(byScore ? forceSoftmax : null)})";

    private SklearnBatch Read(IterationData iteration) => InputOf(iteration.Task) switch
    {
        SklearnInput.Values => ExternalMetricBatches.Numbers(iteration),
        var input when iteration.Task is Classification { MultiLabel: true } => ExternalMetricBatches.Sets(iteration, input, TargetOf(iteration.Task)),
        SklearnInput.Labels => ExternalMetricBatches.Labels(iteration.Classes, TargetOf(iteration.Task)),
        _ => ExternalMetricBatches.Scores(iteration.Classes, TargetOf(iteration.Task), forceSoftmax),
    };

    private double Eval(SklearnBatch batch) => batch.Input == SklearnInput.Labels ? metric.Eval(batch.Labels, batch.PredictedLabels) : metric.Eval(batch);

    private SklearnInput InputOf(Task task)
    {
        var several = task is Classification { MultiLabel: true } && targetName is null;
        return metricType == Regression ? SklearnInput.Values
            : byScore ? several ? SklearnInput.ScoreSets : targetName is null ? SklearnInput.Scores : SklearnInput.Score
            : several ? SklearnInput.LabelSets : SklearnInput.Labels;
    }

    private int? TargetOf(Task task) => targetName is null ? null : Arguments.IndexOfClass(targetName, Arguments.ClassNamesOf(task));
}
