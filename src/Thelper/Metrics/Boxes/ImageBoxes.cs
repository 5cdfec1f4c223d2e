using Thelper.Tasks;

namespace Thelper.Metrics.Boxes;

/// <summary>What was found in one image and what is truly there.</summary>
/// <param name="Id">What tells the image from all others; null when unknown.</param>
/// <param name="Found">Predicted boxes.</param>
/// <param name="True">True boxes.</param>
internal sealed record ImageBoxes(object? Id, Box[] Found, Box[] True)
{
    /// <summary>Reads a predicted box, which needs a score.</summary>
    /// <param name="box">The box.</param>
    /// <param name="task">The task that knows its class.</param>
    /// <param name="margin">Whether its last row and column count if it says so.</param>
    /// <exception cref="UserErrorException">The box has no score in [0, 1], or its class is not one of the task.</exception>
    public static Box ReadFound(BoundingBox box, Detection task, bool margin = true) =>
        box.Confidence is double score and >= 0 and <= 1
            ? Box.Of(box, task.IndexOf(box), score, margin)
            : throw new UserErrorException($"a predicted box needs a confidence in [0, 1], not {PythonRepr.Of(box.Confidence)}");

    /// <summary>The boxes of one class, in their order.</summary>
    public static Box[] OfClass(ReadOnlySpan<Box> boxes, int label)
    {
        var count = 0;
        foreach (ref readonly var box in boxes)
        {
            count += box.Label == label ? 1 : 0;
        }

        var chosen = count == 0 ? [] : new Box[count];
        var place = 0;
        foreach (ref readonly var box in boxes)
        {
            if (box.Label == label)
            {
                chosen[place++] = box;
            }
        }

        return chosen;
    }

    /// <summary>Joins the boxes of samples that show the same image; those of unknown images stay apart.</summary>
    public static IReadOnlyList<ImageBoxes> Merge(IEnumerable<ImageBoxes> samples)
    {
        var images = new List<ImageBoxes>();
        var places = new Dictionary<object, int>();
        foreach (var sample in samples)
        {
            if (sample.Id is null || places.TryAdd(sample.Id, images.Count))
            {
                images.Add(sample);
            }
            else
            {
                var place = places[sample.Id];
                images[place] = new(sample.Id, [.. images[place].Found, .. sample.Found], [.. images[place].True, .. sample.True]);
            }
        }

        return images;
    }
}
