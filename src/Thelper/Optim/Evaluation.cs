using Thelper.Config;
using Thelper.Optim.Boxes;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Optim;

/// <summary>The functions that metrics are made of, for use without a session; the original's module <c>thelper.optim.eval</c>.</summary>
public static class Evaluation
{
    /// <summary>Area under the whole interpolated curve: PASCAL VOC from 2010 on.</summary>
    public const string AllPoints = "all-points";

    /// <summary>Mean of the best precision at recalls of at least 0, 0.1, ... 1: PASCAL VOC 2007.</summary>
    public const string ElevenPoints = "11-points";

    /// <summary>The intersection over union of two boxes. With margin, a box's right and bottom pixels count.</summary>
    /// <param name="bbox1">A box.</param>
    /// <param name="bbox2">Another box.</param>
    /// <returns>A number in [0, 1]; 0 for boxes without area.</returns>
    public static double ComputeBBoxIou(BoundingBox bbox1, BoundingBox bbox2)
    {
        ArgumentNullException.ThrowIfNull(bbox1);
        ArgumentNullException.ThrowIfNull(bbox2);
        return Box.Of(bbox1, 0).IoU(Box.Of(bbox2, 0));
    }

    /// <summary>The intersection over union of each class in two label maps.</summary>
    /// <param name="mask1">A label map: whole numbers in any shape.</param>
    /// <param name="mask2">Another label map of the same shape.</param>
    /// <param name="classIndices">The classes to look at; null for all values that occur.</param>
    /// <param name="dontcare">A value that is ignored: where one map has it, the other does not count.</param>
    /// <returns>A number in [0, 1] for each class, 0 where both areas are empty.</returns>
    /// <exception cref="UserErrorException">The maps differ in shape, or hold no whole numbers.</exception>
    public static IReadOnlyDictionary<long, double> ComputeMaskIou(Tensor mask1, Tensor mask2, IEnumerable<long>? classIndices = null, long? dontcare = null)
    {
        var (first, second) = (LabelsOf(mask1), LabelsOf(mask2));
        if (!mask1.shape.SequenceEqual(mask2.shape))
        {
            throw new UserErrorException($"label maps must have the same shape; these have [{string.Join(", ", mask1.shape)}] and [{string.Join(", ", mask2.shape)}]");
        }

        var overlaps = new SortedDictionary<long, (long Both, long Union)>();
        for (var i = 0; i < first.Length; i++)
        {
            var (a, b) = (first[i], second[i]);
            var counts = dontcare is null || (a != dontcare && b != dontcare) ? 1 : 0;
            Count(a, a == b ? counts : 0, counts);
            if (a != b)
            {
                Count(b, 0, counts);
            }
        }

        var result = new OrderedDictionary<long, double>();
        foreach (var label in classIndices ?? overlaps.Keys)
        {
            var (both, union) = overlaps.GetValueOrDefault(label);
            result[label] = union == 0 ? 0 : (double)both / union;
        }

        return result;

        void Count(long label, int both, int union)
        {
            var (sharedSoFar, unionSoFar) = overlaps.GetValueOrDefault(label);
            overlaps[label] = (sharedSoFar + both, unionSoFar + union);
        }
    }

    /// <summary>The average precision of a curve.</summary>
    /// <param name="precision">Precision after each prediction, from the most confident one down.</param>
    /// <param name="recall">As many recalls, not falling.</param>
    /// <param name="method"><see cref="AllPoints"/> or <see cref="ElevenPoints"/>.</param>
    /// <returns>
    /// The average precision; interpolated precisions and their recalls; and for all points, where in these the steps of the sum end (counted with the
    /// point at recall 0), else null.
    /// </returns>
    /// <exception cref="UserErrorException">The method is not known, or the lists differ in length.</exception>
    public static (double AveragePrecision, IReadOnlyList<double> Precision, IReadOnlyList<double> Recall, IReadOnlyList<int>? Indices) ComputeAveragePrecision(
        IReadOnlyList<double> precision, IReadOnlyList<double> recall, string method = AllPoints)
    {
        ArgumentNullException.ThrowIfNull(precision);
        ArgumentNullException.ThrowIfNull(recall);
        CheckMethod(method);
        if (precision.Count != recall.Count)
        {
            throw new UserErrorException($"there are {precision.Count} precisions, but {recall.Count} recalls");
        }

        return method == AllPoints ? AllPointsOf(precision, recall) : ElevenPointsOf(precision, recall);
    }

    /// <summary>Average precision and its parts for each class, by the rules of PASCAL VOC 2012.</summary>
    /// <param name="predBBoxes">Predicted boxes with a confidence in [0, 1] and an image id; of equally confident ones, the first counts first.</param>
    /// <param name="gtBBoxes">True boxes with an image id.</param>
    /// <param name="task">The task that knows the classes; its background is left out.</param>
    /// <param name="iouThreshold">The overlap in ]0, 1] from which on a prediction counts as right.</param>
    /// <param name="method"><see cref="AllPoints"/> or <see cref="ElevenPoints"/>.</param>
    /// <returns>The scores of each class by its name, in class order; a class without true boxes has 0 everywhere.</returns>
    /// <exception cref="UserErrorException">A box lacks something or is of an unknown class, the threshold is out of range, or the method is not known.</exception>
    public static IReadOnlyDictionary<string, DetectionScores> ComputePascalVocMetrics(
        IEnumerable<BoundingBox> predBBoxes, IEnumerable<BoundingBox> gtBBoxes, Detection task, double iouThreshold = 0.5, string method = AllPoints)
    {
        ArgumentNullException.ThrowIfNull(predBBoxes);
        ArgumentNullException.ThrowIfNull(gtBBoxes);
        ArgumentNullException.ThrowIfNull(task);
        CheckThreshold(iouThreshold);
        CheckMethod(method);
        var samples = predBBoxes.Select(box => new ImageBoxes(IdOf(box), [ImageBoxes.ReadFound(box, task)], []))
            .Concat(gtBBoxes.Select(box => new ImageBoxes(IdOf(box), [], [Box.Of(box, task.IndexOf(box))])))
            .GroupBy(sample => sample.Id!)
            .Select(group => new ImageBoxes(group.Key, [.. group.SelectMany(sample => sample.Found)], [.. group.SelectMany(sample => sample.True)]));
        return PascalVocMetrics([.. samples], task, iouThreshold, method);
    }

    /// <summary>As <see cref="ComputePascalVocMetrics"/>, for images that are known apart.</summary>
    internal static IReadOnlyDictionary<string, DetectionScores> PascalVocMetrics(IReadOnlyList<ImageBoxes> images, Detection task, double iouThreshold, string method)
    {
        var result = new OrderedDictionary<string, DetectionScores>();
        for (var label = 0; label < task.ClassNames.Count; label++)
        {
            if (task.Background is null || task.ClassNames[label] != Detection.BackgroundName)
            {
                result[task.ClassNames[label]] = PascalVocEvaluator.Evaluate(images, label, task.ClassNames[label], iouThreshold, method);
            }
        }

        return result;
    }

    /// <summary>Refuses a threshold out of range.</summary>
    internal static double CheckThreshold(double threshold) =>
        threshold is > 0 and <= 1 ? threshold : throw new UserErrorException(FormattableString.Invariant($"iou_threshold must be a number in ]0, 1], not {threshold}"));

    /// <summary>Refuses an unknown method.</summary>
    internal static string CheckMethod(string method) =>
        method is AllPoints or ElevenPoints ? method : throw new UserErrorException($"method must be '{AllPoints}' or '{ElevenPoints}', not '{method}'");

    private static object IdOf(BoundingBox box) => box.ImageId ?? throw new UserErrorException($"a box has no image id, so that nobody knows which boxes belong together: {box}");

    private static long[] LabelsOf(Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.is_floating_point() || mask.is_complex())
        {
            throw new UserErrorException($"label maps must hold whole numbers, not {mask.dtype}");
        }

        using var scope = NewDisposeScope();
        return mask.to(ScalarType.Int64).cpu().contiguous().DataSpan<long>().ToArray();
    }

    private static (double, IReadOnlyList<double>, IReadOnlyList<double>, IReadOnlyList<int>?) AllPointsOf(IReadOnlyList<double> precision, IReadOnlyList<double> recall)
    {
        double[] heights = [0, .. precision, 0];
        double[] places = [0, .. recall, 1];
        for (var i = heights.Length - 1; i > 0; i--)
        {
            heights[i - 1] = Math.Max(heights[i - 1], heights[i]);
        }

        var area = 0.0;
        List<int> steps = [];
        for (var i = 1; i < places.Length; i++)
        {
            if (places[i] != places[i - 1])
            {
                steps.Add(i);
                area += (places[i] - places[i - 1]) * heights[i];
            }
        }

        return (area, heights[..^1], places[..^1], steps);
    }

    private static (double, IReadOnlyList<double>, IReadOnlyList<double>, IReadOnlyList<int>?) ElevenPointsOf(IReadOnlyList<double> precision, IReadOnlyList<double> recall)
    {
        const int Points = 11;
        double[] best = new double[Points], places = new double[Points];
        for (var point = 0; point < Points; point++)
        {
            places[point] = point * 0.1;
            for (var i = 0; i < recall.Count; i++)
            {
                if (recall[i] >= places[point])
                {
                    best[point] = Math.Max(best[point], precision[i]);
                }
            }
        }

        var sum = 0.0;
        for (var point = Points - 1; point >= 0; point--)
        {
            sum += best[point];
        }

        return (sum / Points, best, places, null);
    }
}
