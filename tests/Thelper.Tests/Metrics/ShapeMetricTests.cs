using System.Text.Json;
using Thelper.Metrics;
using Thelper.Metrics.Boxes;
using Thelper.Tasks;
using static Thelper.Tests.Metrics.Iterations;

namespace Thelper.Tests.Metrics;

/// <summary><see cref="CocoAveragePrecision"/> of masks and key points: small cases worked out by hand, and <c>tools/golden/metrics_shapes.py</c>.</summary>
public class ShapeMetricTests
{
    private const int Size = 120;
    private const double Tolerance = 1e-9;
    private static readonly Detection Masked = new(new[] { "class 0", "class 1" }, "image", "boxes", masks: true);
    private static readonly Detection Pointed = new(new[] { "person" }, "image", "boxes", keypoints: [.. Enumerable.Range(0, 17).Select(i => $"point {i}")]);

    [Fact]
    public void Masks_of_the_reference()
    {
        foreach (var entry in Reference.Read("shapes.json").At("masks").EnumerateArray())
        {
            var images = entry.At("images").GetInt32();
            var found = Lists(images, entry.At("found"), row => Box(row[3..7], (long)row[1]).Found(row[2]).WithShape(new(Ellipse(row[3..7]))));
            var truth = Lists(images, entry.At("truth"), row => Box(row[2..6], (long)row[1], row[6] != 0).WithShape(new(Ellipse(row[2..6]))));
            Check(entry, Masked, found, truth, "segm");
        }
    }

    [Fact]
    public void Key_points_of_the_reference()
    {
        foreach (var entry in Reference.Read("shapes.json").At("points").EnumerateArray())
        {
            var images = entry.At("images").GetInt32();
            var found = Lists(images, entry.At("found"), row => Corners(row[3..7]).Found(row[2]).WithShape(new(null, Points(row[8..]))));
            var truth = Lists(images, entry.At("truth"), row => Corners(row[2..6], row[^1] != 0).WithShape(new(null, Points(row[7..^1]), row[6])));
            Check(entry, Pointed, found, truth, "keypoints");
        }
    }

    // By hand: a mask of 4 x 4 pixels is found as its left three columns. IoU 12 / 16 = 0.75, so it counts at 0.5, 0.55, ... 0.75: 6 of 10 thresholds.
    [Fact]
    public void Three_quarters_of_a_mask_count_at_six_thresholds()
    {
        List<BoundingBox>[] truth = [[Square(0, 0, 4, 4)]], found = [[Square(0, 0, 3, 4).Found(0.9)]];
        Run(new CocoAveragePrecision(iouType: "segm"), Masked, found, truth).ShouldBe(0.6, 1e-12);
        Run(new CocoAveragePrecision("AP75", iouType: "segm"), Masked, found, truth).ShouldBe(1, 1e-12);

        // The boxes say the same here; with a hole in the truth (its middle 2 x 2) they still do, and the masks do not: 8 shared of 12 + 12 - 8 = 16.
        var ring = new byte[Size * Size];
        Square(0, 0, 4, 4).Shape!.Mask!.Fill(ring, 1);
        foreach (var (x, y) in new[] { (1, 1), (1, 2), (2, 1), (2, 2) })
        {
            ring[(y * Size) + x] = 0;
        }

        truth = [[truth[0][0].WithShape(new(InstanceMask.FromPixels(ring, Size, Size)))]];
        Run(new CocoAveragePrecision(), Masked, found, truth).ShouldBe(0.6, 1e-12);
        Run(new CocoAveragePrecision(iouType: "segm"), Masked, found, truth).ShouldBe(0.1, 1e-12);
    }

    // By hand: every point is off by d pixels, with d^2 = 2 * s^2 * (2 * 0.1)^2 * ln 2 and s^2 = 100, so that each likeness is exp(-ln 2) = 0.5.
    [Fact]
    public void Points_at_half_likeness_count_at_the_first_threshold_alone()
    {
        var task = new Detection(new[] { "person" }, "image", "boxes", keypoints: ["a", "b"]);
        var away = Math.Sqrt(2 * 100 * 0.04 * Math.Log(2)) - 1e-9;
        var box = new BoundingBox(0L, [0, 0, 20, 20], includeMargin: false, imageId: 1L);
        List<BoundingBox>[] truth = [[box.WithShape(new(null, [new(5, 5, 2), new(15, 15, 1)], 100))]];
        List<BoundingBox>[] found = [[box.Found(0.9).WithShape(new(null, [new(5 + away, 5, 2), new(15, 15 - away, 2)]))]];
        double[] sigmas = [0.1, 0.1];
        Run(new CocoAveragePrecision("AP50", iouType: "keypoints", sigmas: sigmas), task, found, truth).ShouldBe(1, 1e-12);
        Run(new CocoAveragePrecision("AP", iouType: "keypoints", sigmas: sigmas), task, found, truth).ShouldBe(0.1, 1e-12);

        // The point that is not labelled does not count, however far away it is found.
        truth = [[box.WithShape(new(null, [new(5, 5, 2), new(0, 0, 0)], 100))]];
        Run(new CocoAveragePrecision("AP50", iouType: "keypoints", sigmas: sigmas), task, found, truth).ShouldBe(1, 1e-12);
        found = [[box.Found(0.9).WithShape(new(null, [new(5, 5, 2), new(300, 300, 2)]))]];
        Run(new CocoAveragePrecision("AP", iouType: "keypoints", sigmas: sigmas), task, found, truth).ShouldBe(1, 1e-12);
    }

    [Fact]
    public void What_is_not_there_is_said()
    {
        var plain = new Detection(new[] { "class 0" }, "image", "boxes");
        Should.Throw<UserErrorException>(() => new CocoAveragePrecision(iouType: "mask")).Message.ShouldContain("iou_type must be one of bbox, segm, keypoints, not 'mask'");
        Should.Throw<UserErrorException>(() => new CocoAveragePrecision("AR10", iouType: "keypoints")).Message.ShouldContain("value must be one of AP, AP50, AP75, APm, APl, AR, AR50, AR75, ARm, ARl");
        Should.Throw<UserErrorException>(() => new CocoAveragePrecision(sigmas: [0.1])).Message.ShouldContain("sigmas: belongs to \"iou_type\": \"keypoints\"");
        Should.Throw<UserErrorException>(() => new CocoAveragePrecision(iouType: "segm").CheckTask(plain)).Message.ShouldContain("the task's boxes have no masks");
        Should.Throw<UserErrorException>(() => new CocoAveragePrecision(iouType: "keypoints").CheckTask(plain)).Message.ShouldContain("the task's boxes have no key points");
        var few = new Detection(new[] { "class 0" }, "image", "boxes", keypoints: ["a", "b"]);
        Should.Throw<UserErrorException>(() => new CocoAveragePrecision(iouType: "keypoints").CheckTask(few)).Message.ShouldContain("the task has 2 key points, so give 2 deviations");
        List<BoundingBox>[] boxes = [[Corners([0, 0, 9, 9])]];
        Should.Throw<Exception>(() => Run(new CocoAveragePrecision(iouType: "segm"), Masked, [[boxes[0][0].Found(0.5)]], boxes)).ToString().ShouldContain("box has no mask to compare");
        new CocoAveragePrecision(iouType: "segm").ToString().ShouldBe("thelper.optim.metrics.CocoAveragePrecision(value='AP', target_class=None, max_win_size=None, iou_type='segm', sigmas=None)");
    }

    [Fact]
    public void A_report_of_key_points_has_ten_values()
    {
        var metric = new CocoAveragePrecision(iouType: "keypoints");
        var box = Corners([0, 0, 50, 50]).WithShape(new(null, Points([.. Enumerable.Range(0, 17).SelectMany(i => new[] { i, i, 2.0 })]), 2000));
        Run(metric, Pointed, [[box.Found(0.5)]], [[box]]).ShouldBe(1, 1e-12);
        var lines = metric.Report()!.Split('\n');
        lines[..10].Select(line => line.Split(' ')[0]).ShouldBe(["AP", "AP50", "AP75", "APm", "APl", "AR", "AR50", "AR75", "ARm", "ARl"]);
        lines[11].ShouldBe("class        AP     AP50       AR");
    }

    private static void Check(JsonElement entry, Detection task, List<BoundingBox>[] found, List<BoundingBox>[] truth, string kind)
    {
        foreach (var expected in entry.At("coco").EnumerateObject())
        {
            Reference.ShouldAgree(Run(new CocoAveragePrecision(expected.Name, iouType: kind), task, found, truth), expected.Value.GetDouble(), Tolerance, $"{kind} {entry.At("name")} {expected.Name}");
        }
    }

    private static List<BoundingBox>[] Lists(int images, JsonElement rows, Func<double[], BoundingBox> read)
    {
        List<BoundingBox>[] lists = [.. Enumerable.Range(0, images).Select(_ => new List<BoundingBox>())];
        foreach (var row in rows.EnumerateArray().Select(row => row.Doubles()))
        {
            lists[(int)row[0]].Add(read(row));
        }

        return lists;
    }

    private static BoundingBox Box(double[] ellipse, long label, bool crowd = false) =>
        new(label, [ellipse[0] - ellipse[2], ellipse[1] - ellipse[3], ellipse[0] + ellipse[2], ellipse[1] + ellipse[3]], includeMargin: false, iscrowd: crowd);

    private static BoundingBox Corners(double[] corners, bool crowd = false) => new(0L, corners, includeMargin: false, iscrowd: crowd);

    private static BoundingBox Square(int left, int top, int right, int bottom)
    {
        var pixels = new byte[Size * Size];
        for (var y = top; y < bottom; y++)
        {
            pixels.AsSpan((y * Size) + left, right - left).Fill(1);
        }

        return Corners([left, top, right, bottom]).WithShape(new(InstanceMask.FromPixels(pixels, Size, Size)));
    }

    private static InstanceMask Ellipse(double[] o)
    {
        var pixels = new byte[Size * Size];
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                var (dx, dy) = ((x + 0.5 - o[0]) / o[2], (y + 0.5 - o[1]) / o[3]);
                pixels[(y * Size) + x] = (dx * dx) + (dy * dy) <= 1 ? (byte)1 : (byte)0;
            }
        }

        return InstanceMask.FromPixels(pixels, Size, Size);
    }

    private static KeyPoint[] Points(double[] numbers) => [.. numbers.Chunk(3).Select(point => new KeyPoint(point[0], point[1], point[2]))];

    private static double Run(Metric metric, Detection task, List<BoundingBox>[] found, List<BoundingBox>[] truth)
    {
        metric.CheckTask(task);
        for (var i = 0; i < found.Length; i++)
        {
            Feed(metric, task, found[i..(i + 1)], truth[i..(i + 1)], i, found.Length);
        }

        return metric.Eval()!.Value;
    }
}

/// <summary>Predictions made of truths.</summary>
file static class Predictions
{
    public static BoundingBox Found(this BoundingBox box, double score) =>
        new BoundingBox(box.ClassId, box.BBox, includeMargin: false, confidence: score, imageId: box.ImageId).WithShape(box.Shape);
}
