using Thelper.Infer.Tiling;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Train;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Infer;

/// <summary>Reads what a network says of a batch, picture by picture, into memory that needs no disposing.</summary>
/// <param name="task">The task.</param>
/// <param name="pipeline">What the pictures went through: it knows where in what the network saw they lie.</param>
internal sealed class OutcomeReader(Task task, InputPipeline pipeline)
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
        CheckScores(values, task);
        var all = scores.DataSpan<float>().ToArray();
        var width = (int)scores.shape[1];
        return pictures.Select((picture, i) => new ClassPrediction(
            picture.Width,
            picture.Height,
            [.. task.ClassNames.Select((name, label) => new ClassScore(name, label, all[(i * width) + label])).OrderByDescending(score => score.Score)]));
    }

    /// <summary>Checks that an answer is scores of the classes of a task: of pictures, or of their pixels.</summary>
    /// <param name="values">What the model answers: at least two axes.</param>
    /// <param name="task">The task; of any other than classes and pixels nothing is asked.</param>
    /// <exception cref="UserErrorException">It is something else.</exception>
    public static void CheckScores(Tensor values, Task task)
    {
        if (task is Classification && values.numel() != values.shape[0] * values.shape[1])
        {
            throw new UserErrorException($"the model scores places of a picture, not the picture: its answer has the shape ({string.Join(", ", values.shape)})");
        }

        if (task is Classification or Segmentation)
        {
            CheckClasses(values, (IClassTask)task);
        }
    }

    /// <summary>Checks that a model scores the classes of its task: a file may say what it does not do.</summary>
    /// <param name="scores">batch x classes, and perhaps height x width.</param>
    /// <param name="task">The task.</param>
    /// <exception cref="UserErrorException">They are more or fewer.</exception>
    public static void CheckClasses(Tensor scores, IClassTask task)
    {
        if (scores.dim() < 2 || scores.shape[1] != task.ClassNames.Count)
        {
            throw new UnfitModelException(
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
            return pipeline.PlaceOf(picture.Height, picture.Width) is { } place
                ? new MapPrediction(picture.Width, picture.Height, picture.Width, picture.Height, place.In(height, width).Back(map.Span, picture.Height, picture.Width))
                : new MapPrediction(picture.Width, picture.Height, width, height, map.ToArray());
        });
    }

    private BoxPrediction ReadBoxes(IReadOnlyList<ScoredBox> boxes, PreparedPicture picture)
    {
        if (pipeline.PlaceOf(picture.Height, picture.Width) is not { } known)
        {
            return Boxes(picture.Width, picture.Height, boxes);
        }

        var shape = picture.Input.shape;
        var place = known.In(shape[^2], shape[^1]);
        return Boxes(picture.Width, picture.Height, boxes.Select(box => place.Back(box, picture.Height, picture.Width)).OfType<ScoredBox>());
    }

    private static IEnumerable<ValuePrediction> ReadValues(Tensor answer, IReadOnlyList<PreparedPicture> pictures)
    {
        var all = answer.to(ScalarType.Float32).contiguous().DataSpan<float>().ToArray();
        var size = all.Length / pictures.Count;
        long[] shape = [.. answer.shape[1..]];
        return pictures.Select((picture, i) => new ValuePrediction(picture.Width, picture.Height, shape, all.AsMemory(i * size, size)));
    }
}
