using Microsoft.Extensions.Logging;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Metrics;

/// <summary>The share of correct predictions in percent: the true label is among the <c>top_k</c> best ones.</summary>
/// <remarks>With several labels per sample, each label counts by itself, and is predicted when its score is above 0.5.</remarks>
[TypeName(Name, "thelper.optim.Accuracy")]
[Concept("classification", "segmentation")]
public sealed class Accuracy : WindowMetric
{
    private const string Name = "thelper.optim.metrics.Accuracy";
    private readonly int topK;
    private readonly SlotWindow<(long Correct, long Total)> window;

    /// <summary>Creates the metric.</summary>
    /// <param name="topK">How many of the best predictions may hold the true label.</param>
    /// <param name="maxWinSize">The number of latest iterations to look at; null for an epoch.</param>
    /// <param name="logger">Receives warnings.</param>
    /// <exception cref="UserErrorException">A number is not positive.</exception>
    public Accuracy([ConfigValue(Min = 1)] int topK = 1, [ConfigValue(Min = 1)] int? maxWinSize = null, ILogger? logger = null)
        : base(maxWinSize, logger)
    {
        this.topK = topK > 0 ? topK : throw new UserErrorException($"top_k must be a positive number of predictions, not {topK}");
        window = Window(iteration => iteration.Task is Classification { MultiLabel: true } ? CountEachLabel(iteration) : CountTop(iteration.Classes));
    }

    /// <inheritdoc/>
    public override MetricGoal Goal => MetricGoal.Maximize;

    /// <inheritdoc/>
    public override void CheckTask(Task task)
    {
        var names = task is Classification or Segmentation ? Arguments.ClassNamesOf(task) : null;
        if (topK > names?.Count)
        {
            throw new UserErrorException($"top_k is {topK}, but the task has {names.Count} classes");
        }

        if (topK != 1 && task is Classification { MultiLabel: true })
        {
            throw new UserErrorException("top_k must be 1 where samples have several labels");
        }
    }

    /// <inheritdoc/>
    public override double? Eval()
    {
        long correct = 0, total = 0;
        foreach (var slot in window.Values)
        {
            correct += slot.Correct;
            total += slot.Total;
        }

        if (total == 0)
        {
            WarnOnce("accuracy: no predictions with ground truth yet, the result is 0");
            return 0;
        }

        return (double)correct / total * 100;
    }

    /// <inheritdoc/>
    public override string ToString() => Arguments.TextForm(Name, ("top_k", topK), ("max_win_size", MaxWinSize));

    private static (long Correct, long Total) CountEachLabel(IterationData iteration)
    {
        if (iteration.Prediction is not { } prediction || iteration.Target is not Tensor target || !prediction.shape.SequenceEqual(target.shape))
        {
            throw new UserErrorException("accuracy: predictions and labels must be tensors of the same shape, one value per sample and class");
        }

        using var scope = NewDisposeScope();
        var hits = aten.eq_Tensor(aten.gt_Scalar(prediction, 0.5), target.to(ScalarType.Bool));
        return (aten.sum(hits).ToInt64(), target.numel());
    }

    private (long Correct, long Total) CountTop(ClassPredictions classes)
    {
        var targets = classes.Targets!;
        var labels = classes.TopLabels(topK);
        var positions = classes.PositionCount;
        long correct = 0;
        for (var i = 0; i < targets.Length; i++)
        {
            var first = (i / positions * topK * positions) + (i % positions);
            for (var k = 0; k < topK; k++)
            {
                if (labels[first + (k * positions)] == targets[i])
                {
                    correct++;
                    break;
                }
            }
        }

        return (correct, targets.Length);
    }
}
