using Thelper.Metrics.Boxes;
using Thelper.Tasks;

namespace Thelper.Metrics;

/// <summary>Reads the boxes of an iteration, found and true.</summary>
internal static class DetectionBatch
{
    /// <summary>Reads the samples of an iteration.</summary>
    /// <exception cref="UserErrorException">There are no predicted boxes, or they do not fit the truth or the task.</exception>
    public static ImageBoxes[] Of(IterationData iteration)
    {
        var task = iteration.Task as Detection ?? throw new UserErrorException($"this needs a detection task, not {iteration.Task.TypeName}");
        var found = iteration.PredictedBoxes ?? throw new UserErrorException("the model's answer holds no boxes");
        var truth = iteration.TargetBoxes ?? throw new UserErrorException("the samples hold no true boxes");
        if (found.Count != truth.Count)
        {
            throw new UserErrorException($"the model answered for {found.Count} samples, but {truth.Count} have true boxes");
        }

        // Detectors' boxes are made with margin, whatever the boxes that they learned from. Images of several data sets may differ in it; one without a true box
        // is as the others of its batch.
        var margin = !truth.SelectMany(boxes => boxes).Any() || truth.Any(boxes => boxes.Any(box => box.IncludeMargin));
        var images = new ImageBoxes[found.Count];
        for (var i = 0; i < images.Length; i++)
        {
            // What was found carries the sample's number where there is no truth, which may be another image's id.
            images[i] = new(
                IdOf(truth[i]),
                [.. found[i].Select(box => ImageBoxes.ReadFound(box, task, truth[i].Count > 0 ? truth[i].Any(one => one.IncludeMargin) : margin))],
                [.. truth[i].Select(box => Box.Of(box, task.IndexOf(box)))]);
        }

        return images;
    }

    // Data sets number their images each for itself, and the boxes of each have its task. What was put together of several data sets is no other sample's image.
    private static object? IdOf(IReadOnlyList<BoundingBox> truth)
    {
        var known = truth.FirstOrDefault(box => box.ImageId is not null);
        return known is null || truth.Any(box => !ReferenceEquals(box.Task, known.Task)) ? null : (object)(known.Task, known.ImageId);
    }
}
