using Thelper.Draw;
using Thelper.Metrics;
using Thelper.Reports;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Metrics;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Reports;

[NoLeaks]
public class DetectLoggerTests
{
    private static readonly Detection Task = new(new[] { "background", "cat", "dog" }, "image", "boxes", background: 0);
    private static readonly BoundingBox Left = new(1, [0, 0, 9, 9], imageId: 7);
    private static readonly BoundingBox Right = new("dog", [20, 0, 29, 9], imageId: 7);

    /// <summary>The file is one that the original wrote, for a detector that found nothing.</summary>
    [Fact]
    public void Equals_the_original_on_voc()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "detect", "log-top2.csv"));
        var lines = text.Split('\n')[1..];
        string[] names = ["background", "aeroplane", "cat", "bottle", "person"];
        var task = new Detection(names, "image", "boxes", background: 0);
        var consumer = new DetectLogger(2, format: "csv");
        for (var i = 0; i < lines.Length; i++)
        {
            var cells = lines[i].Split(',', 3);
            var box = new BoundingBox(Array.IndexOf(names, cells[1]), [.. cells[2].Trim('[', ']').Split(", ").Select(double.Parse)], imageId: long.Parse(cells[0]));
            Feed(consumer, task, [[box]], [[]], i, lines.Length);
        }

        consumer.Report().ShouldBe(text);
        consumer.ReportExtension()!.ShouldBe("csv");
    }

    [Fact]
    public void A_detection_belongs_to_the_box_it_overlaps_most()
    {
        var consumer = new DetectLogger();
        Feed(consumer, Task, [[Left, Right]], [[Found(1, 0.5, 0, 0, 9, 9), Found(2, 0.75, 20, 5, 29, 14), Found(1, 0.25, 5, 0, 14, 9), Found(1, 0.9, 100, 100, 110, 110)]]);
        consumer.Report()!.Split('\n').ShouldBe([
            "sample,target_name,target_bbox,detect_name[N],detect_bbox[N],detect_conf[N],detect_iou[N],(...)[N]",
            "7,cat,[0, 0, 9, 9],cat,[100, 100, 110, 110],0.9000,0.0000,cat,[0, 0, 9, 9],0.5000,1.0000,cat,[5, 0, 14, 9],0.2500,0.3333",
            "7,dog,[20, 0, 29, 9],dog,[20, 5, 29, 14],0.7500,0.3333",
        ]);
    }

    [Theory]
    [InlineData(null, null, null, "cat,[0, 0, 9, 9],0.2500,1.0000,dog,[0, 0, 9, 19],0.1250,0.5000,cat,[8, 0, 17, 9],,0.1111,cat,[50, 0, 59, 9],,0.0000")]
    [InlineData(null, null, 0.01, "cat,[0, 0, 9, 9],0.2500,1.0000,dog,[0, 0, 9, 19],0.1250,0.5000,cat,[8, 0, 17, 9],,0.1111")]
    [InlineData(1, null, null, "cat,[0, 0, 9, 9],0.2500,1.0000")]
    [InlineData(null, 0.2, null, "cat,[0, 0, 9, 9],0.2500,1.0000")]
    [InlineData(null, 0.0, 0.5, "cat,[0, 0, 9, 9],0.2500,1.0000,dog,[0, 0, 9, 19],0.1250,0.5000")]
    [InlineData(null, null, 0.0, "cat,[0, 0, 9, 9],0.2500,1.0000,dog,[0, 0, 9, 19],0.1250,0.5000,cat,[8, 0, 17, 9],,0.1111,cat,[50, 0, 59, 9],,0.0000")]
    public void Thresholds(int? topK, double? confidence, double? overlap, string expected)
    {
        var consumer = new DetectLogger(topK, confidence, overlap);
        Feed(consumer, Task, [[Left]], [[Found(2, 0.125, 0, 0, 9, 19), Found(1, null, 8, 0, 17, 9), Found(1, 0.25, 0, 0, 9, 9), Found(1, null, 50, 0, 59, 9)]]);
        consumer.Report()!.Split('\n')[1].ShouldBe("7,cat,[0, 0, 9, 9]," + expected.Replace(",,", ",unknown,"));
    }

    [Fact]
    public void Without_any_confidence_the_overlap_decides_the_order()
    {
        var groups = new DetectionGrouping().Group([Left], [Found(1, null, 5, 0, 14, 9), Found(2, null, 1, 0, 10, 9)]);
        groups.ShouldHaveSingleItem().Detections.Select(detection => detection.Box.ClassId).ShouldBe([2L, 1L]);
    }

    [Fact]
    public void Samples_without_truth_are_listed_with_all_detections()
    {
        var consumer = new DetectLogger(1, iouThreshold: 0.5);
        Feed(consumer, Task, null, [[Found(1, 0.25, 0, 0, 9, 9), Found(2, 0.5, 0, 0, 4.5, 9)], []]);
        consumer.Report()!.Split('\n')[1..].ShouldBe(["3,unknown,unknown,dog,[0.0000, 0.0000, 4.5000, 9.0000],0.5000,unknown", "unknown,unknown,unknown"]);
    }

    [Fact]
    public void Json_holds_the_fields_of_the_boxes()
    {
        var consumer = new DetectLogger(logKeys: ["idx", "path"], format: "json");
        Feed(consumer, Task, [[Left], [Right]], [[Found(1, 0.5, 0, 0, 9, 9)], []], metadata: [("idx", tensor([4L, 5L])), ("path", new List<object?> { "a.png", "b.png" })]);
        var report = consumer.Report()!;
        report.ShouldBe("""
            [
                {
                    "target": {
                        "class_id": 1,
                        "image_id": 7,
                        "bbox": [
                            0,
                            0,
                            9,
                            9
                        ],
                        "confidence": null,
                        "include_margin": true,
                        "difficult": false,
                        "occluded": false,
                        "truncated": false,
                        "is_crowd": false,
                        "class_name": "cat"
                    },
                    "detect": [
                        {
                            "class_id": 1,
                            "image_id": 3,
                            "bbox": [
                                0,
                                0,
                                9,
                                9
                            ],
                            "confidence": 0.5,
                            "include_margin": true,
                            "difficult": false,
                            "occluded": false,
                            "truncated": false,
                            "is_crowd": false,
                            "class_name": "cat",
                            "iou": 1.0
                        }
                    ],
                    "idx": 4,
                    "path": "a.png"
                },
                {
                    "target": {
                        "class_id": "dog",
                        "image_id": 7,
                        "bbox": [
                            20,
                            0,
                            29,
                            9
                        ],
                        "confidence": null,
                        "include_margin": true,
                        "difficult": false,
                        "occluded": false,
                        "truncated": false,
                        "is_crowd": false,
                        "class_name": "dog"
                    },
                    "detect": [],
                    "idx": 5,
                    "path": "b.png"
                }
            ]
            """);
        consumer.Reset();
        consumer.Report().ShouldBeNull();
    }

    [Fact]
    public void Lists_as_many_boxes_as_wanted_and_only_those_of_a_class()
    {
        var consumer = new DetectLogger(reportCount: 1);
        Feed(consumer, Task, [[Left, Right]], [[]]);
        consumer.Report()!.Split('\n').Length.ShouldBe(2);
        var none = new DetectLogger(reportCount: 0);
        Feed(none, Task, [[Left, Right]], [[]]);
        none.Report().ShouldBeNull();
        var dogs = new DetectLogger(targetName: "dog");
        dogs.CheckTask(Task);
        Feed(dogs, Task, [[Left, Right, new(1, [40, 0, 49, 9], imageId: 8)]], [[Found(2, 0.5, 0, 0, 9, 9)]]);
        dogs.Report()!.Split('\n')[1..].ShouldBe(["7,cat,[0, 0, 9, 9],dog,[0, 0, 9, 9],0.5000,1.0000", "7,dog,[20, 0, 29, 9]"]);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        Should.Throw<UserErrorException>(() => new DetectLogger(topK: 0)).Message.ShouldContain("top_k");
        Should.Throw<UserErrorException>(() => new DetectLogger(confThreshold: 1.5)).Message.ShouldContain("conf_threshold");
        Should.Throw<UserErrorException>(() => new DetectLogger(iouThreshold: -0.5)).Message.ShouldContain("iou_threshold");
        Should.Throw<UserErrorException>(() => new DetectLogger(vizCount: 1)).Message.ShouldContain("viz_count");
        Should.Throw<UserErrorException>(() => new DetectLogger(reportCount: -1)).Message.ShouldContain("report_count");
        Should.Throw<UserErrorException>(() => new DetectLogger(targetName: "cut").CheckTask(Task)).Message.ShouldContain("cat");
        Should.Throw<UserErrorException>(() => new DetectLogger().CheckTask(new Classification(new[] { "a", "b" }, "image", "label"))).Message.ShouldContain("detection");
        Should.Throw<UserErrorException>(() => Feed(new DetectLogger(), Task, [[Left]], [[], []])).Message.ShouldContain("2 samples");
    }

    private static BoundingBox Found(long label, double? confidence, params double[] box) => confidence is { } number
        ? BoundingBox.Predicted(label, box, number, imageId: 3L)
        : new(label, box, imageId: 3);

    private static void Feed(
        IConsumer consumer,
        Detection task,
        IReadOnlyList<IReadOnlyList<BoundingBox>>? targets,
        IReadOnlyList<IReadOnlyList<BoundingBox>> found,
        int index = 0,
        int count = 1,
        params (string Key, object? Value)[] metadata)
    {
        using var sample = new Sample();
        foreach (var (key, value) in metadata)
        {
            sample[key] = value;
        }

        consumer.Update(new IterationData
        {
            Task = task,
            PredictedBoxes = found,
            Target = targets,
            Sample = sample,
            IterationIndex = index,
            IterationCount = count,
        });
    }
}
