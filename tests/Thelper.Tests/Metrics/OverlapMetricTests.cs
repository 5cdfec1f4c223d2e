using System.Text.Json;
using Thelper.Metrics;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Tests.Metrics.Iterations;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Metrics;

[NoLeaks]
public class OverlapMetricTests
{
    private const double Tolerance = 1e-9;

    [Fact]
    public void Equals_numpy_on_random_and_degenerate_maps()
    {
        foreach (var entry in Reference.Read("maps.json").At("maps").EnumerateArray())
        {
            var name = entry.At("name").GetString()!;
            var task = TaskOf(entry);
            string[] names = [.. task.ClassNames];
            Check(new IntersectionOverUnion(), "global", "miou");
            Check(new IntersectionOverUnion(globalScore: false), "each", "miou");
            Check(new Dice(), "global", "mdice");
            Check(new Dice(globalScore: false), "each", "mdice");
            Check(new Dice(skipAbsent: true), "global", "mdice_present");
            Check(new Dice(globalScore: false, skipAbsent: true), "each", "mdice_present");
            for (var i = 0; i < names.Length; i++)
            {
                Compare(new IntersectionOverUnion(names[i]), entry.At("global").At("iou")[i].GetDouble());
                Compare(new IntersectionOverUnion(new List<object?> { names[i] }, globalScore: false), entry.At("each").At("iou")[i].GetDouble());
                Compare(new Dice(names[i]), entry.At("global").At("dice")[i].GetDouble());
            }

            if (entry.TryGetProperty("jaccard", out var jaccard))
            {
                Compare(new IntersectionOverUnion(), jaccard.GetDouble());
                Compare(new Dice(), entry.At("f1").GetDouble());
            }

            void Check(Metric metric, string kind, string value) => Compare(metric, entry.At(kind).At(value).GetDouble());

            void Compare(Metric metric, double expected)
            {
                metric.CheckTask(task);
                for (var pass = 0; pass < 2; pass++)
                {
                    FeedImages(metric, task, entry);
                }

                Reference.ShouldAgree(metric.Eval()!.Value, expected, Tolerance, $"{name}: {metric}");
            }
        }
    }

    [Theory]
    [InlineData(false, null, null, 0.415238)]
    [InlineData(true, null, null, 0.333333)]
    [InlineData(false, -1, null, 0.415238)]
    [InlineData(false, -1, 200, 0.266666)]
    public void A_square_and_predictions_that_slide_over_it(bool together, int? rows, int? columns, double expected)
    {
        // The original's own test: a square of 100 pixels, and predictions that overlap it by 0, 25, 50, 75 and 100 per cent.
        var task = new Segmentation(new List<object?> { "background", "square" }, "image", "mask", dontcare: -1);
        var metric = new IntersectionOverUnion("square", together);
        for (var i = 0; i < 5; i++)
        {
            var shift = 100 - (25 * i);
            Feed(
                metric,
                task,
                () =>
                {
                    var scores = zeros(1, 2, 500, 500);
                    scores[0, 0] = full([500, 500], 0.5f);
                    scores[0, 1, 200..300, (200 - shift)..(300 - shift)] = ones(100, 100);
                    return scores;
                },
                () =>
                {
                    var mask = zeros([1, 500, 500], ScalarType.Int64);
                    mask[0, 200..300, 200..300] = ones([100, 100], ScalarType.Int64);
                    if (rows is not null)
                    {
                        mask[0, 275..300] = full([25, 500], rows.Value, ScalarType.Int64);
                    }

                    if (columns is not null)
                    {
                        mask[0, TensorIndex.Colon, 200..250] = full([500, 50], -1, ScalarType.Int64);
                    }

                    return mask;
                },
                i,
                5);
        }

        metric.Eval()!.Value.ShouldBe(expected, 1e-6);
    }

    [Theory]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int32)]
    public void Truth_may_have_any_integer_type_and_a_channel(ScalarType type)
    {
        var task = new Segmentation(new List<object?> { "a", "b" }, "image", "mask");
        var metric = new IntersectionOverUnion();
        Feed(metric, task, () => tensor(new[] { 1f, 0, 1, 0, 0, 1, 0, 1 }, [1, 2, 2, 2]), () => tensor(new long[] { 0, 1, 0, 0 }, [1, 1, 2, 2]).to(type));
        metric.Eval()!.Value.ShouldBe(((2.0 / 3) + (1.0 / 2)) / 2, 1e-12);
    }

    // Of four pixels two are a and two b, and all are taken for a: a covers 2 of 4, b 0 of 2, and there is no c.
    [Theory]
    [InlineData(false, 0.5 / 3, "thelper.optim.metrics.IntersectionOverUnion(target_names=None, global_score=True, max_win_size=None)")]
    [InlineData(true, 0.5 / 2, "thelper.optim.metrics.IntersectionOverUnion(target_names=None, global_score=True, max_win_size=None, skip_absent=True)")]
    public void A_class_that_is_nowhere_counts_as_zero_or_is_left_out(bool skip, double expected, string text)
    {
        var task = new Segmentation(new List<object?> { "a", "b", "c" }, "image", "mask");
        var metric = new IntersectionOverUnion(skipAbsent: skip);
        Feed(metric, task, () => tensor(new[] { 1f, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0 }, [1, 3, 2, 2]), () => tensor(new long[] { 0, 0, 1, 1 }, [1, 2, 2]));
        metric.Eval()!.Value.ShouldBe(expected, 1e-12);
        metric.ToString().ShouldBe(text);
    }

    [Fact]
    public void Slides_forgets_and_starts_at_zero()
    {
        var task = new Segmentation(new List<object?> { "a", "b" }, "image", "mask");
        var metric = new IntersectionOverUnion("b", maxWinSize: 1);
        metric.Eval().ShouldBe(0);
        Feed(metric, task, () => tensor(new[] { 0f, 0, 1, 1 }, [1, 2, 1, 2]), () => ones([1, 1, 2], ScalarType.Int64), 0, 2);
        metric.Eval().ShouldBe(1);
        Feed(metric, task, () => tensor(new[] { 1f, 1, 0, 0 }, [1, 2, 1, 2]), () => ones([1, 1, 2], ScalarType.Int64), 1, 2);
        metric.Eval().ShouldBe(0);
        metric.Reset();
        metric.Eval().ShouldBe(0);
        metric.Goal.ShouldBe(MetricGoal.Maximize);
        metric.LiveEval.ShouldBeTrue();
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        var task = new Segmentation(new List<object?> { "cat", "dog" }, "image", "mask");
        Should.Throw<UserErrorException>(() => new IntersectionOverUnion("cta").CheckTask(task)).Message.ShouldContain("target_names: there is no class 'cta' (did you mean 'cat'?)");
        Should.Throw<UserErrorException>(() => new Dice(3L)).Message.ShouldContain("target_names");
        Should.Throw<UserErrorException>(() => new Dice(new List<object?>())).Message.ShouldContain("target_names");
        Should.Throw<UserErrorException>(() => Feed(new Dice(), task, () => ones(1, 2, 3, 3), () => ones([1, 3, 4], ScalarType.Int64))).Message.ShouldContain("[1, 3, 4]");
    }

    [Fact]
    public void Text_forms()
    {
        new IntersectionOverUnion("a").ToString().ShouldBe("thelper.optim.metrics.IntersectionOverUnion(target_names='a', global_score=True, max_win_size=None)");
        new Dice(globalScore: false).ToString().ShouldBe("thelper.optim.metrics.Dice(target_names=None, global_score=False, skip_absent=False, max_win_size=None)");
    }

    private static Segmentation TaskOf(JsonElement entry) => new(
        Enumerable.Range(0, entry.At("classes").GetInt32()).Select(i => (object?)$"class {i}").ToList(),
        "image",
        "mask",
        dontcare: entry.At("ignored").ValueKind == JsonValueKind.Null ? null : entry.At("ignored").GetInt32());

    // Each image is an iteration of its own.
    private static void FeedImages(Metric metric, Segmentation task, JsonElement entry)
    {
        var shape = entry.At("shape").Longs();
        var (count, pixels, classes) = ((int)shape[0], (int)(shape[1] * shape[2]), task.ClassNames.Count);
        var (truth, predicted) = (entry.At("truth").Longs(), entry.At("predicted").Longs());
        for (var image = 0; image < count; image++)
        {
            var scores = new float[classes * pixels];
            for (var i = 0; i < pixels; i++)
            {
                scores[(predicted[(image * pixels) + i] * pixels) + i] = 1;
            }

            var labels = truth[(image * pixels)..((image + 1) * pixels)];
            Feed(metric, task, () => tensor(scores, [1, classes, shape[1], shape[2]]), () => tensor(labels, [1, shape[1], shape[2]]), image, count);
        }
    }
}
