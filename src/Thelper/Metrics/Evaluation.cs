using Thelper.Metrics.Boxes;
using Thelper.Metrics.Counting;
using Thelper.Tasks;
using static Thelper.Torch.torch;

namespace Thelper.Metrics;

/// <summary>The functions that metrics are made of, for use without a session; the original's module <c>thelper.optim.eval</c>.</summary>
public static class Evaluation
{
    /// <summary>Area under the whole interpolated curve: PASCAL VOC from 2010 on.</summary>
    public const string AllPoints = InterpolatedPrecision.AllPoints;

    /// <summary>Mean of the best precision at recalls of at least 0, 0.1, ... 1: PASCAL VOC 2007.</summary>
    public const string ElevenPoints = InterpolatedPrecision.ElevenPoints;

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
        var overlaps = MaskOverlaps.Of(mask1, mask2, dontcare);
        var result = new OrderedDictionary<long, double>();
        foreach (var label in classIndices ?? overlaps.Keys)
        {
            var (both, union) = overlaps.GetValueOrDefault(label);
            result[label] = union == 0 ? 0 : (double)both / union;
        }

        return result;
    }

    /// <summary>How often each class was taken for each other one.</summary>
    /// <param name="truth">True class indices in any shape; others count for nothing.</param>
    /// <param name="predicted">Predicted class indices of the same shape.</param>
    /// <param name="classes">The number of classes.</param>
    /// <returns>Counts, [true class, predicted class].</returns>
    /// <exception cref="UserErrorException">The tensors differ in shape or hold no whole numbers, or there is no class.</exception>
    public static long[,] ComputeConfusionMatrix(Tensor truth, Tensor predicted, int classes)
    {
        if (classes < 1)
        {
            throw new UserErrorException(FormattableString.Invariant($"there must be at least one class, not {classes}"));
        }

        var confusion = MaskOverlaps.Count(truth, predicted, classes, null);
        var counts = new long[classes, classes];
        for (var i = 0; i < classes; i++)
        {
            for (var j = 0; j < classes; j++)
            {
                counts[i, j] = confusion[i, j];
            }
        }

        return counts;
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

        return InterpolatedPrecision.Of(precision, recall, method);
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
        var places = new Dictionary<object, int>();
        List<List<Box>> found = [], truth = [];
        foreach (var box in predBBoxes)
        {
            found[PlaceOf(box)].Add(ImageBoxes.ReadFound(box, task));
        }

        foreach (var box in gtBBoxes)
        {
            truth[PlaceOf(box)].Add(Box.Of(box, task.IndexOf(box)));
        }

        ImageBoxes[] images = [.. places.Select(place => new ImageBoxes(place.Key, [.. found[place.Value]], [.. truth[place.Value]]))];
        return PascalVocMetrics(images, task, iouThreshold, method);

        int PlaceOf(BoundingBox box)
        {
            var id = box.ImageId ?? throw new UserErrorException($"a box has no image id, so that nobody knows which boxes belong together: {box}");
            if (!places.TryGetValue(id, out var place))
            {
                places.Add(id, place = places.Count);
                found.Add([]);
                truth.Add([]);
            }

            return place;
        }
    }

    /// <summary>As <see cref="ComputePascalVocMetrics"/>, for images that are known apart.</summary>
    internal static IReadOnlyDictionary<string, DetectionScores> PascalVocMetrics(IReadOnlyList<ImageBoxes> images, Detection task, double iouThreshold, string method)
    {
        int[] labels =
        [
            .. Enumerable.Range(0, task.ClassNames.Count).Where(label => task.Background is null || task.ClassNames[label] != Detection.BackgroundName),
        ];
        var scores = new DetectionScores[labels.Length];
        System.Threading.Tasks.Parallel.For(0, labels.Length, i => scores[i] = PascalVocEvaluator.Evaluate(images, labels[i], task.ClassNames[labels[i]], iouThreshold, method));
        var result = new OrderedDictionary<string, DetectionScores>();
        foreach (var ofClass in scores)
        {
            result[ofClass.ClassName] = ofClass;
        }

        return result;
    }

    /// <summary>Refuses a threshold out of range.</summary>
    internal static double CheckThreshold(double threshold) =>
        threshold is > 0 and <= 1 ? threshold : throw new UserErrorException(FormattableString.Invariant($"iou_threshold must be a number in ]0, 1], not {threshold}"));

    /// <summary>Refuses an unknown method.</summary>
    internal static string CheckMethod(string method) =>
        method is AllPoints or ElevenPoints ? method : throw new UserErrorException($"method must be '{AllPoints}' or '{ElevenPoints}', not '{method}'");
}
