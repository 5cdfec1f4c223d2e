using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>
/// Reads what an exported detector answers of one picture at a time: boxes (N, 4), labels (N) and scores (N), and of detectors that find them masks (N, 1, height, width), and key points
/// (N, K, 3) with their scores (N, K).
/// </summary>
/// <param name="run">Runs the detector on a batch of one.</param>
/// <param name="task">What it detects.</param>
internal sealed class DetectorAnswers(Func<Tensor, IReadOnlyList<Tensor>> run, Detection task)
{
    private const int Corners = 4;
    private const int Numbers = 3;
    private const int Needed = 3;

    /// <summary>What a tester would make of a batch.</summary>
    /// <param name="batch">The batch, with a tensor of pictures.</param>
    /// <exception cref="UserErrorException">The detector does not take the pictures, or answers with something else.</exception>
    public BatchOutcome Evaluate(Sample batch)
    {
        var pictures = (Tensor)batch[task.InputKey]!;
        var boxes = Enumerable.Range(0, (int)pictures.shape[0]).Select(k => (IReadOnlyList<BoundingBox>)Read(run(aten.narrow(pictures, 0, k, 1)))).ToList();
        return new(boxes.Count, pictures, null, null, null, boxes);
    }

    /// <summary>The objects of a picture.</summary>
    /// <param name="answers">The results of the detector.</param>
    /// <exception cref="UserErrorException">They are something else.</exception>
    public BoundingBox[] Read(IReadOnlyList<Tensor> answers)
    {
        // Detectors of others make empty results of any form where they find nothing.
        if (answers.Count >= Needed && answers.All(answer => answer.numel() == 0))
        {
            return [];
        }

        if (answers is not [{ ndim: 2 } corners, { ndim: 1 } labels, { ndim: 1 } scores, ..] || corners.shape[1] != Corners || corners.shape[0] != labels.shape[0] || labels.shape[0] != scores.shape[0]
            || !AreShapes(answers, labels.shape[0]))
        {
            throw new UnfitModelException(
                $"a detector answers with boxes (N, 4), labels (N) and scores (N) of a picture, and perhaps masks (N, 1, height, width), key points (N, K, 3) and their scores (N, K); this model's answers have the shapes {string.Join(", ", answers.Select(answer => $"({string.Join(", ", answer.shape)})"))}");
        }

        using var scope = NewDisposeScope();
        var at = corners.to(ScalarType.Float32).contiguous().DataSpan<float>();
        var label = labels.to(ScalarType.Int64).contiguous().DataSpan<long>();
        var score = scores.to(ScalarType.Float32).contiguous().DataSpan<float>();
        var shapes = DetectionShapes.Read(new(corners, labels, scores, MasksOf(answers), PointsOf(answers), ScoresOf(answers)));
        var boxes = new BoundingBox[score.Length];
        for (var i = 0; i < boxes.Length; i++)
        {
            var box = at.Slice(Corners * i, Corners);
            boxes[i] = BoundingBox.Predicted(label[i], [box[0], box[1], box[2], box[3]], score[i], null, task).WithShape(shapes?[i]);
        }

        return boxes;
    }

    // Masks and key points of as many objects as there are.
    private static bool AreShapes(IReadOnlyList<Tensor> answers, long count) =>
        (MasksOf(answers) is not { } masks || (masks.shape[0] == count && masks.shape[1] == 1))
        && (PointsOf(answers) is not { } points || (points.shape[0] == count && points.shape[2] == Numbers && points.shape.AsSpan(0, 2).SequenceEqual(ScoresOf(answers)!.shape)));

    private static Tensor? MasksOf(IReadOnlyList<Tensor> answers) => answers.FirstOrDefault(answer => answer.ndim == 4);

    private static Tensor? PointsOf(IReadOnlyList<Tensor> answers) => ScoresOf(answers) is null ? null : answers.FirstOrDefault(answer => answer.ndim == 3);

    // They follow their points.
    private static Tensor? ScoresOf(IReadOnlyList<Tensor> answers) => answers.Zip(answers.Skip(1)).Where(pair => pair.First.ndim == 3 && pair.Second.ndim == 2).Select(pair => pair.Second).FirstOrDefault();
}
