using System.Text.Json;
using Thelper.Metrics;
using Thelper.Metrics.Boxes;
using Thelper.Tasks;
using static Thelper.Tests.Metrics.Iterations;

namespace Thelper.Tests.Metrics;

/// <summary><see cref="AveragePrecision"/> and <see cref="CocoAveragePrecision"/> against <c>tools/golden/metrics_boxes.py</c>.</summary>
public class DetectionMetricTests
{
    private const double Tolerance = 1e-9;
    private static readonly string[] CocoValues = ["AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"];

    [Fact]
    public void Pascal_voc_on_random_and_degenerate_boxes()
    {
        foreach (var entry in Reference.Read("boxes.json").At("cases").EnumerateArray())
        {
            var (task, found, truth) = Read(entry, withIds: true);
            foreach (var expected in entry.At("voc").EnumerateArray())
            {
                var (name, threshold, method) = (task.ClassNames[expected.At("label").GetInt32()], expected.At("threshold").GetDouble(), expected.At("method").GetString()!);
                var scores = Evaluation.ComputePascalVocMetrics(found.SelectMany(b => b), truth.SelectMany(b => b), task, threshold, method)[name];
                var what = $"{entry.At("name")} {name} {threshold} {method}";
                Reference.ShouldAgree(scores.AveragePrecision, expected.At("ap").GetDouble(), Tolerance, what);
                (scores.TotalPositives, scores.TruePositives, scores.FalsePositives)
                    .ShouldBe((expected.At("positives").GetInt32(), expected.At("tp").GetInt32(), expected.At("fp").GetInt32()), what);
                scores.Precision.ShouldBe(expected.At("precision").Doubles(), Tolerance);
                scores.Recall.ShouldBe(expected.At("recall").Doubles(), Tolerance);
                if (found.Sum(boxes => boxes.Count) > 0)
                {
                    Reference.ShouldAgree(Run(new AveragePrecision(name, threshold, method), task, found, truth), expected.At("ap").GetDouble(), Tolerance, what);
                }
            }

            double[] ofClasses = [.. entry.At("voc").EnumerateArray()
                .Where(c => c.At("threshold").GetDouble() == 0.5 && c.At("positives").GetInt32() > 0).Select(c => c.At("ap").GetDouble())];
            var mean = found.Sum(boxes => boxes.Count) == 0 || ofClasses.Length == 0 ? double.NaN : ofClasses.Average();
            Reference.ShouldAgree(Run(new AveragePrecision(), task, found, truth), mean, Tolerance, $"{entry.At("name")} mAP");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Coco_on_random_and_degenerate_boxes(bool withIds)
    {
        foreach (var entry in Reference.Read("boxes.json").At("cases").EnumerateArray())
        {
            var (task, found, truth) = Read(entry, withIds);
            foreach (var value in CocoValues)
            {
                Reference.ShouldAgree(Run(new CocoAveragePrecision(value), task, found, truth), entry.At("coco").At(value).GetDouble(), Tolerance, $"{entry.At("name")} {value}");
            }
        }
    }

    [Fact]
    public void One_class_of_coco_is_the_mean_of_a_task_with_that_class()
    {
        var entry = Reference.Read("boxes.json").At("cases").EnumerateArray().First();
        var (task, found, truth) = Read(entry, withIds: true);
        var mean = task.ClassNames.Average(name => Run(new CocoAveragePrecision(targetClass: name), task, found, truth));
        mean.ShouldBe(entry.At("coco").At("AP").GetDouble(), Tolerance);
    }

    [Fact]
    public void A_report_lists_all_values_and_classes()
    {
        var entry = Reference.Read("boxes.json").At("cases").EnumerateArray().First();
        var (task, found, truth) = Read(entry, withIds: true);
        var metric = new CocoAveragePrecision("AP50");
        metric.Report().ShouldBeNull();
        Run(metric, task, found, truth);
        var lines = metric.Report()!.Split('\n');
        lines[0].ShouldBe("AP       0.1169");
        lines[11].ShouldBe("ARl      0.8000");
        lines[13].ShouldBe("class         AP     AP50    AR100");
        lines[14..^1].Select(line => line[..7]).ShouldBe(task.ClassNames);
        metric.Reset();
        metric.Report().ShouldBeNull();
    }

    [Fact]
    public void Windows_resets_and_missing_truth()
    {
        var task = TaskOf(1);
        BoundingBox truth = new(0, [0, 0, 10, 10], imageId: 1), right = new(0, [0, 0, 10, 10], confidence: 0.9, imageId: 1), wrong = new(0, [50, 50, 60, 60], confidence: 0.9, imageId: 2);
        foreach (Metric metric in new Metric[] { new AveragePrecision(maxWinSize: 1), new CocoAveragePrecision("AP50", maxWinSize: 1) })
        {
            metric.LiveEval.ShouldBeFalse();
            metric.Goal.ShouldBe(MetricGoal.Maximize);
            Feed(metric, task, [[right]], [[truth]], 0, 2);
            metric.Eval()!.Value.ShouldBe(1, 1e-9);
            Feed(metric, task, [[wrong]], [[truth]], 1, 2);
            metric.Eval().ShouldBe(0);
            Feed(metric, task, [[right]], null, 0, 2);
            var empty = metric.Eval();
            (metric is AveragePrecision ? double.IsNaN(empty!.Value) : empty == -1).ShouldBeTrue();
            Feed(metric, task, [[right]], [[truth]], 0, 2);
            metric.Reset();
            metric.Eval().ShouldBe(empty);
        }
    }

    [Fact]
    public void Boxes_without_margin_are_compared_without()
    {
        var task = TaskOf(1);
        var metric = new AveragePrecision(iouThreshold: 1);
        Feed(metric, task, [[BoundingBox.Predicted(0, [1, 2, 5.5, 7], 0.5, 1)]], [[new(0, [1, 2, 5.5, 7], includeMargin: false, imageId: 1)]]);
        metric.Eval().ShouldBe(1);
    }

    // As where a data set with margins is mixed with one without.
    [Fact]
    public void Images_of_one_batch_may_differ_in_the_margin_of_their_boxes()
    {
        var task = TaskOf(1);
        var metric = new AveragePrecision(iouThreshold: 0.9);
        double[] corners = [1, 2, 5, 7];
        Feed(metric, task, [[BoundingBox.Predicted(0, corners, 0.5, 1)], [BoundingBox.Predicted(0, corners, 0.5, 2)]], [[new(0, corners, imageId: 1)], [new(0, corners, includeMargin: false, imageId: 2)]]);
        metric.Eval().ShouldBe(1);
    }

    // A box was found where only the other image has one.
    [Fact]
    public void Images_of_two_data_sets_stay_apart_although_they_have_the_same_number()
    {
        Value(() => new AveragePrecision(), TaskOf(1), TaskOf(1)).ShouldBe(0);
        Value(() => new CocoAveragePrecision("AP50"), TaskOf(1), TaskOf(1)).ShouldBe(0);
        var one = TaskOf(1);
        Value(() => new AveragePrecision(), one, one).ShouldBe(0.5, 1e-9);
        Value(() => new CocoAveragePrecision("AP50"), one, one).ShouldBeGreaterThan(0.4);
        Value(() => new AveragePrecision(), null, null).ShouldBe(0.5, 1e-9);

        static double Value(Func<Metric> make, Detection? first, Detection? second)
        {
            var metric = make();
            BoundingBox here = new(0, [0, 0, 10, 10], imageId: 1, task: first), there = new(0, [50, 50, 60, 60], imageId: 1, task: second);
            Feed(metric, TaskOf(1), [[], [new(0, [0, 0, 10, 10], confidence: 0.9)]], [[here], [there]]);
            return metric.Eval()!.Value;
        }
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        var task = TaskOf(2);
        Should.Throw<UserErrorException>(() => new AveragePrecision(iouThreshold: 1.5)).Message.ShouldContain("]0, 1]");
        Should.Throw<UserErrorException>(() => new AveragePrecision(method: "7-points")).Message.ShouldContain("11-points");
        Should.Throw<UserErrorException>(() => new AveragePrecision("class 9").CheckTask(task)).Message.ShouldContain("target_class: there is no class 'class 9'");
        Should.Throw<UserErrorException>(() => new CocoAveragePrecision("AP5")).Message.ShouldContain("AP50");
        Should.Throw<UserErrorException>(() => Feed(new AveragePrecision(), task, [[new(0, [0, 0, 1, 1])]], [[]])).Message.ShouldContain("confidence");
        Should.Throw<UserErrorException>(() => Feed(new AveragePrecision(), task, [[], []], [[]])).Message.ShouldContain("2 samples");
    }

    [Fact]
    public void Text_forms()
    {
        new AveragePrecision().ToString().ShouldBe("thelper.optim.metrics.AveragePrecision(target_class=None, iou_threshold=0.5, method='all-points', max_win_size=None)");
        new CocoAveragePrecision("AR10").ToString().ShouldBe("thelper.optim.metrics.CocoAveragePrecision(value='AR10', target_class=None, max_win_size=None)");
    }

    private static Detection TaskOf(int classes) => new(Enumerable.Range(0, classes).Select(i => (object?)$"class {i}").ToList(), "image", "boxes");

    private static (Detection Task, List<BoundingBox>[] Found, List<BoundingBox>[] Truth) Read(JsonElement entry, bool withIds)
    {
        var images = entry.At("images").GetInt32();
        var (found, truth) = (new List<BoundingBox>[images], new List<BoundingBox>[images]);
        for (var i = 0; i < images; i++)
        {
            (found[i], truth[i]) = ([], []);
        }

        foreach (var row in entry.At("found").EnumerateArray().Select(row => row.Doubles()))
        {
            found[(int)row[0]].Add(new((long)row[1], row[3..7], includeMargin: false, confidence: row[2], imageId: withIds ? (long)row[0] : null));
        }

        foreach (var row in entry.At("truth").EnumerateArray().Select(row => row.Doubles()))
        {
            truth[(int)row[0]].Add(new((long)row[1], row[2..6], includeMargin: false, iscrowd: row[6] != 0, imageId: withIds ? (long)row[0] : null));
        }

        return (TaskOf(entry.At("labels").GetInt32()), found, truth);
    }

    private static double Run(Metric metric, Detection task, List<BoundingBox>[] found, List<BoundingBox>[] truth)
    {
        metric.CheckTask(task);
        var count = (found.Length + 1) / 2;
        for (var i = 0; i < count; i++)
        {
            var batch = new Range(2 * i, Math.Min((2 * i) + 2, found.Length));
            Feed(metric, task, found[batch], truth[batch], i, count);
        }

        return metric.Eval()!.Value;
    }
}
