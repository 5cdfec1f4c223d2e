using Thelper.Infer.Tiling;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Infer;

/// <summary>Reads what a network says of a batch, picture by picture, into memory that needs no disposing.</summary>
/// <param name="task">The task.</param>
/// <param name="keepsPicture">Whether places in what the network saw are places in the picture.</param>
internal sealed class OutcomeReader(Task task, bool keepsPicture)
{
    /// <summary>Reads a batch.</summary>
    /// <param name="answer">What came out.</param>
    /// <param name="pictures">What went in; all have the same shape.</param>
    /// <exception cref="UserErrorException">The answer does not fit the task.</exception>
    public IEnumerable<Prediction> Read(Answer answer, IReadOnlyList<PreparedPicture> pictures)
    {
        var predictions = task switch
        {
            Classification classes => ReadClasses(answer, classes, pictures),
            Segmentation => ReadMaps(answer.Values!, pictures),
            Detection => pictures.Select((picture, i) => ReadBoxes(answer.Boxes![i], picture)),
            _ => ReadValues(answer.Values!, pictures),
        };
        return answer.Painted is { } painted ? predictions.Zip(ReadValues(painted, pictures), (prediction, picture) => prediction with { Restored = picture }) : predictions;
    }

    /// <summary>The boxes of a picture.</summary>
    /// <param name="width">Width of the picture that was given.</param>
    /// <param name="height">Its height.</param>
    /// <param name="boxes">The boxes, in its pixels or those of what the network saw.</param>
    public BoxPrediction Boxes(int width, int height, IEnumerable<ScoredBox> boxes) => new(
        width, height, [.. boxes.Select(box => BoundingBox.Predicted(box.Label, [box.Left, box.Top, box.Right, box.Bottom], box.Score, null, (Detection)task).WithShape(box.Shape))]);

    private static IEnumerable<Prediction> ReadClasses(Answer answer, Classification task, IReadOnlyList<PreparedPicture> pictures)
    {
        var values = answer.Values!;
        var scores = (task.MultiLabel || answer.AreShares ? values : values.softmax(1)).to(ScalarType.Float32).contiguous();
        if (scores.numel() != scores.shape[0] * scores.shape[1])
        {
            throw new UserErrorException($"the model scores places of a picture, not the picture: its answer has the shape ({string.Join(", ", values.shape)})");
        }

        CheckClasses(scores, task);
        var all = scores.DataSpan<float>().ToArray();
        var width = (int)scores.shape[1];
        return pictures.Select((picture, i) => new ClassPrediction(
            picture.Width,
            picture.Height,
            [.. task.ClassNames.Select((name, label) => new ClassScore(name, label, all[(i * width) + label])).OrderByDescending(score => score.Score)]));
    }

    /// <summary>Checks that a model scores the classes of its task: a file may say what it does not do.</summary>
    /// <param name="scores">batch x classes, and perhaps height x width.</param>
    /// <param name="task">The task.</param>
    /// <exception cref="UserErrorException">They are more or fewer.</exception>
    public static void CheckClasses(Tensor scores, IClassTask task)
    {
        if (scores.dim() < 2 || scores.shape[1] != task.ClassNames.Count)
        {
            throw new UserErrorException(
                $"the model and the task do not fit: the task has {task.ClassNames.Count} classes, and the model answers with the shape ({string.Join(", ", scores.shape)}); name the classes in the order in which it was trained on them");
        }
    }

    private IEnumerable<Prediction> ReadMaps(Tensor answer, IReadOnlyList<PreparedPicture> pictures)
    {
        CheckClasses(answer, (Segmentation)task);
        var labels = answer.argmax(1).to(ScalarType.Int32).contiguous();
        var (height, width) = ((int)labels.shape[1], (int)labels.shape[2]);
        var all = labels.DataSpan<int>().ToArray();
        return pictures.Select((picture, i) =>
        {
            var map = all.AsMemory(i * height * width, height * width);
            return keepsPicture
                ? new MapPrediction(picture.Width, picture.Height, picture.Width, picture.Height, Scaled(map.Span, width, height, picture.Width, picture.Height))
                : new MapPrediction(picture.Width, picture.Height, width, height, map.ToArray());
        });
    }

    /// <summary>A map in another size: the label of the pixel in which the middle of the new one lies.</summary>
    internal static int[] Scaled(ReadOnlySpan<int> map, int width, int height, int newWidth, int newHeight)
    {
        var columns = Places(width, newWidth);
        var rows = Places(height, newHeight);
        var scaled = new int[newWidth * newHeight];
        for (var y = 0; y < newHeight; y++)
        {
            var row = map.Slice(rows[y] * width, width);
            for (var x = 0; x < newWidth; x++)
            {
                scaled[(y * newWidth) + x] = row[columns[x]];
            }
        }

        return scaled;
    }

    private static int[] Places(int size, int newSize) => [.. Enumerable.Range(0, newSize).Select(i => (int)(((2L * i) + 1) * size / (2L * newSize)))];

    private BoxPrediction ReadBoxes(IReadOnlyList<ScoredBox> boxes, PreparedPicture picture)
    {
        var shape = picture.Input.shape;
        var (x, y) = keepsPicture ? (picture.Width / (double)shape[^1], picture.Height / (double)shape[^2]) : (1, 1);
        return Boxes(picture.Width, picture.Height, boxes.Select(box => box with
        {
            Left = box.Left * x,
            Top = box.Top * y,
            Right = box.Right * x,
            Bottom = box.Bottom * y,
            Shape = ShapeParts.Scaled(box.Shape, x, y, keepsPicture ? (picture.Height, picture.Width) : null),
        }));
    }

    private static IEnumerable<ValuePrediction> ReadValues(Tensor answer, IReadOnlyList<PreparedPicture> pictures)
    {
        var all = answer.to(ScalarType.Float32).contiguous().DataSpan<float>().ToArray();
        var size = all.Length / pictures.Count;
        long[] shape = [.. answer.shape[1..]];
        return pictures.Select((picture, i) => new ValuePrediction(picture.Width, picture.Height, shape, all.AsMemory(i * size, size)));
    }
}
