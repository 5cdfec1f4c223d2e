using Thelper.Metrics.Counting;

namespace Thelper.Metrics.Boxes;

/// <summary>Average precision by the rules of the PASCAL VOC challenge (Everingham et al., 2010).</summary>
internal static class PascalVocEvaluator
{
    /// <summary>Evaluates one class: predictions, best first, each claim the true box of their image that they overlap most.</summary>
    /// <param name="images">Images, each once.</param>
    /// <param name="label">The class.</param>
    /// <param name="className">Its name.</param>
    /// <param name="threshold">The overlap from which on a prediction counts as right.</param>
    /// <param name="method"><c>all-points</c> or <c>11-points</c>.</param>
    public static DetectionScores Evaluate(IReadOnlyList<ImageBoxes> images, int label, string className, double threshold, string method)
    {
        var found = new List<Box>();
        var imageOf = new List<int>();
        var truth = new Box[images.Count][];
        var positives = 0;
        for (var i = 0; i < truth.Length; i++)
        {
            foreach (ref readonly var box in images[i].Found.AsSpan())
            {
                if (box.Label == label)
                {
                    found.Add(box);
                    imageOf.Add(i);
                }
            }

            truth[i] = ImageBoxes.OfClass(images[i].True, label);
            positives += truth[i].Length;
        }

        var claimed = Array.ConvertAll(truth, boxes => new bool[boxes.Length]);
        var precision = new double[found.Count];
        var recall = new double[found.Count];
        int hits = 0, done = 0;
        foreach (var next in ScoreOrder.Descending([.. found.Select(box => box.Score)]))
        {
            var (image, best) = (imageOf[next], Closest(truth[imageOf[next]], found[next], out var overlap));
            if (overlap >= threshold && !claimed[image][best])
            {
                claimed[image][best] = true;
                hits++;
            }

            precision[done] = hits / (done + 1.0);
            recall[done] = positives == 0 ? 0 : (double)hits / positives;
            done++;
        }

        var average = InterpolatedPrecision.Of(precision, recall, method);
        return new DetectionScores
        {
            ClassName = className,
            IouThreshold = threshold,
            EvalMethod = method,
            Precision = precision,
            Recall = recall,
            AveragePrecision = average.AveragePrecision,
            InterpolatedPrecision = average.Precision,
            InterpolatedRecall = average.Recall,
            TotalPositives = positives,
            TruePositives = hits,
            FalsePositives = found.Count - hits,
        };
    }

    private static int Closest(Box[] truth, in Box found, out double overlap)
    {
        var best = -1;
        overlap = 0;
        for (var i = 0; i < truth.Length; i++)
        {
            if (truth[i].IoU(found) is var shared && shared > overlap)
            {
                (best, overlap) = (i, shared);
            }
        }

        return best;
    }
}
