using Microsoft.Extensions.Logging;
using Thelper.Tasks;

namespace Thelper.Metrics;

/// <summary>A metric of how well predicted areas cover true ones, for one class or as the plain mean over several.</summary>
/// <remarks>
/// Predictions are scores [N, C, ...] for N samples; the class with the highest one counts. Truth is a map of class indices [N, ...] or [N, 1, ...].
/// Pixels whose truth is the task's ignored value do not count.
/// </remarks>
[Concept("segmentation")]
public abstract class OverlapMetric : WindowMetric
{
    private readonly IReadOnlyList<string>? names;
    private readonly bool globalScore;
    private readonly bool skipAbsent;
    private readonly SlotWindow<(long Both, long Sum)[][]> window;

    /// <summary>Creates the metric.</summary>
    /// <param name="targetNames">The name of a class or a list of them; null for all.</param>
    /// <param name="globalScore">Whether areas of all images are added up first; otherwise each image is scored by itself.</param>
    /// <param name="skipAbsent">Whether scores without any area, true or predicted, are left out of means; otherwise they are 0.</param>
    /// <param name="maxWinSize">The number of latest iterations to look at; null for an epoch.</param>
    /// <param name="logger">Receives warnings.</param>
    /// <exception cref="UserErrorException">The names are malformed, or the window is not positive.</exception>
    private protected OverlapMetric(object? targetNames, bool globalScore, bool skipAbsent, int? maxWinSize, ILogger? logger)
        : base(maxWinSize, logger)
    {
        TargetNames = targetNames;
        names = targetNames switch
        {
            null => null,
            string name => [name],
            IEnumerable<object?> list when list.Any() && list.All(entry => entry is string) => [.. list.Cast<string>()],
            _ => throw new UserErrorException($"target_names must be the name of a class or a list of names, not {PythonRepr.Of(targetNames)}"),
        };
        this.globalScore = globalScore;
        this.skipAbsent = skipAbsent;
        window = Window(Read);
    }

    /// <inheritdoc/>
    public override MetricGoal Goal => MetricGoal.Maximize;

    /// <summary>The names as they were given.</summary>
    private protected object? TargetNames { get; }

    /// <inheritdoc/>
    public override void CheckTask(Task task) => TargetsOf(task);

    /// <inheritdoc/>
    public override double? Eval()
    {
        (long Both, long Sum)[][] images = [.. window.Values.SelectMany(slot => slot)];
        if (images.Length == 0)
        {
            WarnOnce($"{this}: no predictions with ground truth yet, the result is 0");
            return 0;
        }

        var classes = images[0].Length;
        var ofClasses = new double?[classes];
        var summed = globalScore ? Sum(images, classes) : [];
        for (var i = 0; i < classes; i++)
        {
            var index = i;
            ofClasses[i] = globalScore ? ScoreOf(summed[i]) : Mean(images.Select(image => ScoreOf(image[index])));
        }

        return Mean(ofClasses) ?? 0;
    }

    private (long Both, long Sum)[][] Read(IterationData iteration)
    {
        var targets = TargetsOf(iteration.Task);
        var images = iteration.Classes.Confusions(Arguments.ClassNamesOf(iteration.Task).Count, (iteration.Task as Segmentation)?.DontCare);
        var overlaps = images.Select(image => Array.ConvertAll(targets, image.Overlap));
        return globalScore ? [Sum(overlaps, targets.Length)] : [.. overlaps];
    }

    /// <summary>The score of areas.</summary>
    /// <param name="both">Pixels that truth and prediction share.</param>
    /// <param name="sum">True and predicted pixels added up; above 0.</param>
    private protected abstract double Score(long both, long sum);

    private static (long Both, long Sum)[] Sum(IEnumerable<(long Both, long Sum)[]> images, int classes)
    {
        var total = new (long Both, long Sum)[classes];
        foreach (var image in images)
        {
            for (var i = 0; i < classes; i++)
            {
                total[i] = (total[i].Both + image[i].Both, total[i].Sum + image[i].Sum);
            }
        }

        return total;
    }

    private static double? Mean(IEnumerable<double?> scores)
    {
        double sum = 0;
        var count = 0;
        foreach (var score in scores)
        {
            sum += score ?? 0;
            count += score is null ? 0 : 1;
        }

        return count == 0 ? null : sum / count;
    }

    private double? ScoreOf((long Both, long Sum) area) => area.Sum > 0 ? Score(area.Both, area.Sum) : skipAbsent ? null : 0;

    private int[] TargetsOf(Task task)
    {
        var all = Arguments.ClassNamesOf(task);
        return names is null ? [.. Enumerable.Range(0, all.Count)] : [.. names.Select(name => Arguments.IndexOfClass(name, all, "target_names"))];
    }
}
