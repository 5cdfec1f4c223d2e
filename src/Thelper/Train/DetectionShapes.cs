using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;

namespace Thelper.Train;

/// <summary>Masks and key points of boxes as detectors take and give them.</summary>
internal static class DetectionShapes
{
    // From this chance on a pixel belongs to the object.
    private const double Inside = 0.5;

    // A predicted key point counts as seen.
    private const double Seen = 2;

    /// <summary>The masks of boxes.</summary>
    /// <param name="boxes">The boxes.</param>
    /// <param name="image">Their image, C×H×W.</param>
    /// <param name="task">The task, for messages.</param>
    /// <returns>uint8, (N, H, W).</returns>
    /// <exception cref="UserErrorException">A box has no mask, or one of another size than the image.</exception>
    public static Tensor Masks(IReadOnlyList<BoundingBox> boxes, Tensor image, Detection task)
    {
        var (height, width) = (image.shape[1], image.shape[2]);
        var masks = zeros([boxes.Count, height, width], ScalarType.Byte);
        for (var i = 0; i < boxes.Count; i++)
        {
            var mask = boxes[i].Shape?.Mask ?? throw new UserErrorException($"a box under '{task.BBoxesKey}' has no mask, and the model learns masks; set \"masks\": true in the data set");
            if (mask.Height != height || mask.Width != width)
            {
                throw new UserErrorException(
                    $"the mask of a box under '{task.BBoxesKey}' has {mask.Width} x {mask.Height} pixels, and its image as the model gets it {width} x {height}; move both with operations that know boxes, such as thelper.transforms.Resize");
            }

            mask.Fill(masks[i].DataSpan<byte>(), 1);
        }

        return masks;
    }

    /// <summary>The key points of boxes.</summary>
    /// <param name="boxes">The boxes.</param>
    /// <param name="count">Key points of a box.</param>
    /// <param name="task">The task, for messages.</param>
    /// <returns>float32, (N, K, 3).</returns>
    /// <exception cref="UserErrorException">A box has more or fewer.</exception>
    public static Tensor KeyPoints(IReadOnlyList<BoundingBox> boxes, int count, Detection task)
    {
        if (boxes.FirstOrDefault(box => box.Shape?.KeyPoints?.Count != count) is { } other)
        {
            throw new UserErrorException($"a box under '{task.BBoxesKey}' has {other.Shape?.KeyPoints?.Count ?? 0} key points, and the model learns {count}; set \"keypoints\": true in the data set");
        }

        var numbers = boxes.SelectMany(box => box.Shape!.KeyPoints!).SelectMany(point => new[] { (float)point.X, (float)point.Y, (float)point.Visibility }).ToArray();
        return tensor(numbers, [boxes.Count, count, 3]);
    }

    /// <summary>The shapes of detections; null from a detector that finds none.</summary>
    /// <param name="found">The detections of an image.</param>
    public static ObjectShape[]? Read(Detections found)
    {
        if (found.Masks is null && found.Keypoints is null)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var shapes = new ObjectShape[found.Scores.shape[0]];
        var masks = found.Masks?.ge(Inside).to(ScalarType.Byte).cpu().contiguous();
        var points = found.Keypoints?.cpu().contiguous().DataSpan<float>().ToArray();
        var scores = found.KeypointScores?.cpu().contiguous().DataSpan<float>().ToArray();
        var count = found.Keypoints is null ? 0 : (int)found.Keypoints.shape[1];
        for (var i = 0; i < shapes.Length; i++)
        {
            var mask = masks is null ? null : InstanceMask.FromTensor(masks[i][0]);
            var at = i * count;
            var keyPoints = points is null ? null : Enumerable.Range(at, count).Select(k => new KeyPoint(points[3 * k], points[(3 * k) + 1], Seen, scores![k])).ToArray();
            shapes[i] = new ObjectShape(mask, keyPoints);
        }

        return shapes;
    }
}
