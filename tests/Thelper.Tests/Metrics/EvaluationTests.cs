using Thelper.Metrics;
using Thelper.Metrics.Boxes;
using Thelper.Tasks;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Metrics;

[NoLeaks]
public class EvaluationTests
{
    private static readonly Detection OneClass = new(new List<object?> { "object" }, "image", "boxes");

    // The public sample of the project "Object Detection Metrics" by Rafael Padilla (MIT licence): left, top, width, height.
    private static readonly int[][][] Truth =
    [
        [[25, 16, 38, 56], [129, 123, 41, 62]], [[123, 11, 43, 55], [38, 132, 59, 45]], [[16, 14, 35, 48], [123, 30, 49, 44], [99, 139, 47, 47]],
        [[53, 42, 40, 52], [154, 43, 31, 34]], [[59, 31, 44, 51], [48, 128, 34, 52]], [[36, 89, 52, 76], [62, 58, 44, 67]], [[28, 31, 55, 63], [58, 67, 50, 58]],
    ];

    private static readonly double[][][] Found =
    [
        [[.88, 5, 67, 31, 48], [.70, 119, 111, 40, 67], [.80, 124, 9, 49, 67]], [[.71, 64, 111, 64, 58], [.54, 26, 140, 60, 47], [.74, 19, 18, 43, 35]],
        [[.18, 109, 15, 77, 39], [.67, 86, 63, 46, 45], [.38, 160, 62, 36, 53], [.91, 105, 131, 47, 47], [.44, 18, 148, 40, 44]],
        [[.35, 83, 28, 28, 26], [.78, 28, 68, 42, 67], [.45, 87, 89, 25, 39], [.14, 10, 155, 60, 26]],
        [[.62, 50, 38, 28, 46], [.44, 95, 11, 53, 28], [.95, 29, 131, 72, 29], [.23, 29, 163, 72, 29]],
        [[.45, 43, 48, 74, 38], [.84, 17, 155, 29, 35], [.43, 95, 110, 25, 42]], [[.48, 16, 20, 101, 88], [.95, 33, 116, 37, 49]],
    ];

    [Theory]
    [InlineData(0.3, "all-points", 0.24568668046928915, 7)]
    [InlineData(0.3, "11-points", 0.268398, 7)]
    [InlineData(0.5, "all-points", 0.022222, 1)]
    public void The_public_sample_of_detections(double threshold, string method, double expected, int hits)
    {
        var truth = Truth.SelectMany((boxes, image) => boxes.Select(b => new BoundingBox(0, [b[0], b[1], b[0] + b[2], b[1] + b[3]], imageId: image)));
        var found = Found.SelectMany((boxes, image) => boxes.Select(b => new BoundingBox("object", [b[1], b[2], b[1] + b[3], b[2] + b[4]], confidence: b[0], imageId: image)));
        var scores = Evaluation.ComputePascalVocMetrics(found, truth, OneClass, threshold, method)["object"];
        scores.AveragePrecision.ShouldBe(expected, method == "all-points" && threshold == 0.3 ? 1e-15 : 1e-6);
        (scores.TruePositives, scores.FalsePositives, scores.TotalPositives).ShouldBe((hits, 24 - hits, 15));
        (scores.ClassName, scores.IouThreshold, scores.EvalMethod).ShouldBe(("object", threshold, method));
        (scores.Precision.Count, scores.Recall.Count).ShouldBe((24, 24));
    }

    [Fact]
    public void The_background_has_no_scores()
    {
        var task = new Detection(new List<object?> { "background", "a" }, "image", "boxes", background: 0);
        Evaluation.ComputePascalVocMetrics([], [], task).Keys.ShouldBe(["a"]);
    }

    [Theory]
    [InlineData(true, 0.1428571428571)]
    [InlineData(false, 0.1428571428571)]
    public void Overlap_of_boxes(bool margin, double expected)
    {
        // Squares of 10 pixels side, shifted by 5 in both directions: 25 of 175.
        double last = margin ? 9 : 10;
        var box = new BoundingBox(0, [0, 0, last, last], margin);
        Evaluation.ComputeBBoxIou(box, new(0, [5, 5, 5 + last, 5 + last], margin)).ShouldBe(expected, 1e-12);
        Evaluation.ComputeBBoxIou(box, box).ShouldBe(1);
        Evaluation.ComputeBBoxIou(box, new(0, [last + 1, 0, last + 5, 3], margin)).ShouldBe(0);
        Evaluation.ComputeBBoxIou(new(0, [3, 3, 3, 3], false), new(0, [3, 3, 3, 3], false)).ShouldBe(0);
        Evaluation.ComputeBBoxIou(new(0, [3, 3, 3, 3]), new(0, [3, 3, 3, 3])).ShouldBe(1);
    }

    [Fact]
    public void Overlap_of_masks()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (tensor(new long[] { 0, 1, 1, 2, 255 }), tensor(new long[] { 0, 1, 0, 255, 2 }));
        var all = Evaluation.ComputeMaskIou(first, second);
        all.Keys.ShouldBe([0, 1, 2, 255]);
        (all[0], all[1], all[2], all[255]).ShouldBe((0.5, 0.5, 0, 0));
        var some = Evaluation.ComputeMaskIou(first, second, [1, 2, 7], dontcare: 255);
        some.ShouldBe(new Dictionary<long, double> { [1] = 0.5, [2] = 0, [7] = 0 });
        Should.Throw<UserErrorException>(() => Evaluation.ComputeMaskIou(first, ones(5))).Message.ShouldContain("whole numbers");
        Should.Throw<UserErrorException>(() => Evaluation.ComputeMaskIou(first, second.reshape(5, 1))).Message.ShouldContain("[5, 1]");
    }

    [Theory]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int64)]
    public void Masks_of_any_type_and_value(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var random = new System.Random(4);
        int[] values = type == ScalarType.Int64 ? [-3, 0, 1, 7, 70_000] : [0, 1, 7, 253, 254, 255];
        long[] first = [.. Enumerable.Range(0, 5000).Select(_ => (long)values[random.Next(values.Length)])];
        long[] second = [.. first.Select(value => random.Next(3) == 0 ? values[random.Next(values.Length)] : value)];
        foreach (long? ignored in new long?[] { null, 7, 255 })
        {
            var actual = Evaluation.ComputeMaskIou(tensor(first).to(type), tensor(second).to(type), dontcare: ignored);
            actual.Keys.ShouldBe(first.Concat(second).Distinct().Order());
            foreach (var (label, value) in actual)
            {
                int both = 0, union = 0;
                for (var i = 0; i < first.Length; i++)
                {
                    var (one, two) = (first[i] == label && second[i] != ignored, second[i] == label && first[i] != ignored);
                    both += one && two ? 1 : 0;
                    union += one || two ? 1 : 0;
                }

                value.ShouldBe(union == 0 ? 0 : (double)both / union, 1e-15);
            }
        }
    }

    [Fact]
    public void Confusions_of_labels()
    {
        using var scope = NewDisposeScope();
        var (truth, predicted) = (tensor(new long[] { 0, 0, 1, 1, 9, 1 }), tensor(new long[] { 0, 1, 1, 1, 0, -1 }));
        var counts = Evaluation.ComputeConfusionMatrix(truth, predicted, 2);
        counts.Cast<long>().ShouldBe([1, 1, 0, 2]);
        Evaluation.ComputeConfusionMatrix(truth.to(ScalarType.Byte), predicted, 2).Cast<long>().ShouldBe([1, 1, 0, 2]);
        Evaluation.ComputeConfusionMatrix(truth, predicted.to(ScalarType.Byte), 2).Cast<long>().ShouldBe([1, 1, 0, 2]);
        Should.Throw<UserErrorException>(() => Evaluation.ComputeConfusionMatrix(truth, predicted, 0)).Message.ShouldContain("at least one class");
    }

    [Fact]
    public void A_curve_and_its_steps()
    {
        var (area, precision, recall, steps) = Evaluation.ComputeAveragePrecision([1, 0.5, 2 / 3.0], [0.5, 0.5, 1]);
        area.ShouldBe(0.5 + (0.5 * 2 / 3), 1e-12);
        precision.ShouldBe([1, 1, 2 / 3.0, 2 / 3.0]);
        recall.ShouldBe([0, 0.5, 0.5, 1]);
        steps.ShouldBe([1, 3]);
        Evaluation.ComputeAveragePrecision([], []).AveragePrecision.ShouldBe(0);
        Evaluation.ComputeAveragePrecision([], [], "11-points").AveragePrecision.ShouldBe(0);
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        BoundingBox truth = new(0, [0, 0, 5, 5], imageId: 1), found = new(0, [0, 0, 5, 5], confidence: 0.5, imageId: 1);
        Should.Throw<UserErrorException>(() => Evaluation.ComputePascalVocMetrics([found], [truth], OneClass, 0)).Message.ShouldContain("]0, 1]");
        Should.Throw<UserErrorException>(() => Evaluation.ComputePascalVocMetrics([found], [truth], OneClass, method: "all")).Message.ShouldContain("11-points");
        Should.Throw<UserErrorException>(() => Evaluation.ComputePascalVocMetrics([truth], [truth], OneClass)).Message.ShouldContain("confidence");
        Should.Throw<UserErrorException>(() => Evaluation.ComputePascalVocMetrics([found], [new(0, [0, 0, 5, 5])], OneClass)).Message.ShouldContain("image id");
        Should.Throw<UserErrorException>(() => Evaluation.ComputePascalVocMetrics([found], [new("cat", [0, 0, 5, 5], imageId: 1)], OneClass)).Message.ShouldContain("cat");
        Should.Throw<UserErrorException>(() => Evaluation.ComputeAveragePrecision([1], [])).Message.ShouldContain("1 precisions");
    }
}
