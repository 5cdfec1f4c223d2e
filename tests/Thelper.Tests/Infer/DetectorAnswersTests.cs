using Thelper.Infer;
using Thelper.Tasks;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer;

/// <summary>What exported detectors answer, with and without masks and key points.</summary>
[NoLeaks]
public class DetectorAnswersTests
{
    private static readonly Detection Objects = new(new[] { "background", "dot", "other" }, "image", "boxes", background: 0, masks: true, keypoints: ["a", "b"]);

    [Fact]
    public void Each_result_is_known_by_its_form()
    {
        using var scope = NewDisposeScope();
        var (boxes, labels, scores) = (tensor(new float[] { 0, 1, 3, 2, 1, 0, 2, 2 }, [2, 4]), tensor(new long[] { 2, 1 }), tensor(new[] { 0.75f, 0.5f }));
        var masks = zeros(2, 1, 2, 3);
        masks[0, 0].narrow(0, 1, 1).fill_(0.9f);
        masks[1, 0].narrow(1, 1, 1).fill_(0.6f);
        var (points, sure) = (arange(12).to(ScalarType.Float32).view(2, 2, 3), tensor(new float[] { 5, 6, 7, 8 }, [2, 2]));
        foreach (var (hasMasks, hasPoints) in new[] { (false, false), (true, false), (false, true), (true, true) })
        {
            Tensor[] answers = [boxes, labels, scores, .. hasMasks ? (Tensor[])[masks] : [], .. hasPoints ? (Tensor[])[points, sure] : []];
            var found = new DetectorAnswers(_ => answers, Objects).Read(answers);
            found.Select(box => ((long)box.ClassId, box.Confidence)).ShouldBe([(2, 0.75), (1, 0.5)]);
            found.Select(box => box.BBox.ToArray()).ShouldBe([[0, 1, 3, 2], [1, 0, 2, 2]]);
            found.Select(box => box.Shape?.Mask?.Area).ShouldBe(hasMasks ? [3, 2] : [null, null]);
            found.Select(box => box.Shape?.KeyPoints?.Select(point => (point.X, point.Y, point.Score)).ToArray()).ShouldBe(hasPoints ? [[(0, 1, 5), (3, 4, 6)], [(6, 7, 7), (9, 10, 8)]] : [null, null]);
        }
    }

    [Fact]
    public void Pictures_are_looked_at_one_by_one()
    {
        using var scope = NewDisposeScope();
        var pictures = arange(3).to(ScalarType.Float32).view(3, 1, 1, 1);
        var outcome = new DetectorAnswers(picture => [zeros(1, 4), ones([1], ScalarType.Int64), picture.reshape(1)], Objects).Evaluate(new Sample { ["image"] = pictures });
        outcome.Boxes!.Select(boxes => boxes.ShouldHaveSingleItem().Confidence).ShouldBe([0, 1, 2]);
    }

    // As torch.tensor([]) is of the shape (0).
    [Fact]
    public void Empty_results_of_any_form_are_nothing_found()
    {
        using var scope = NewDisposeScope();
        foreach (var answers in new Tensor[][]
        {
            [zeros(0, 4), zeros(0), zeros(0)],
            [zeros(0), zeros(0), zeros(0)],
            [zeros(0, 5), zeros(0, 1), zeros(0)],
            [zeros(0), zeros(0), zeros(0), zeros(0), zeros(0)],
            [zeros(0, 4), zeros(0), zeros(0), zeros(0, 1, 5, 6)],
        })
        {
            new DetectorAnswers(_ => answers, Objects).Read(answers).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Other_answers_are_named()
    {
        using var scope = NewDisposeScope();
        foreach (var (message, answers) in new (string, Tensor[])[]
        {
            ("(2, 5), (2), (2)", [zeros(2, 5), zeros(2), zeros(2)]),
            ("(2, 4), (3), (2)", [zeros(2, 4), zeros(3), zeros(2)]),
            ("(2, 4), (2), (1)", [zeros(2, 4), zeros(2), zeros(1)]),
            ("(2, 4)", [zeros(2, 4)]),
            ("(0), (0)", [zeros(0), zeros(0)]),
            ("(0), (1), (1)", [zeros(0), zeros(1), zeros(1)]),
            ("(0, 4), (0), (0), (1, 1, 5, 6)", [zeros(0, 4), zeros(0), zeros(0), zeros(1, 1, 5, 6)]),
            ("(2, 4), (2), (2), (1, 1, 5, 6)", [zeros(2, 4), zeros(2), zeros(2), zeros(1, 1, 5, 6)]),
            ("(2, 4), (2), (2), (2, 0, 5, 6)", [zeros(2, 4), zeros(2), zeros(2), zeros(2, 0, 5, 6)]),
            ("(2, 4), (2), (2), (2, 2, 2), (2, 2)", [zeros(2, 4), zeros(2), zeros(2), zeros(2, 2, 2), zeros(2, 2)]),
            ("(2, 4), (2), (2), (1, 2, 3), (1, 2)", [zeros(2, 4), zeros(2), zeros(2), zeros(1, 2, 3), zeros(1, 2)]),
            ("(2, 4), (2), (2), (2, 2, 3), (2, 1)", [zeros(2, 4), zeros(2), zeros(2), zeros(2, 2, 3), zeros(2, 1)]),
        })
        {
            Should.Throw<UserErrorException>(() => new DetectorAnswers(_ => answers, Objects).Read(answers)).Message.ShouldEndWith($"this model's answers have the shapes {message}");
        }
    }
}
