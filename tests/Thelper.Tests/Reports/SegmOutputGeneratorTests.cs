using Thelper.Data.Datasets;
using Thelper.Draw;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Metrics;
using Thelper.Reports;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Metrics;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Reports;

[NoLeaks]
public sealed class SegmOutputGeneratorTests : IDisposable
{
    private static readonly Segmentation Task = new(new[] { "sky", "é", "road" }, "image", "map", dontcare: 255);
    private readonly string folder = Directory.CreateTempSubdirectory("segm").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Two_pictures_per_sample_with_label_and_path()
    {
        var consumer = new SegmOutputGenerator("out", "png");
        Feed(consumer, withTruth: true, ("label", tensor([7L, 8])), ("path", new List<object?> { "/some/where/a.jpg", "b.x.png" }));
        Names().ShouldBe([
            "out_labels_epoch-2_iter-1_index-0_7_a.png", "out_labels_epoch-2_iter-1_index-1_8_b.x.png",
            "out_mask_epoch-2_iter-1_index-0_7_a.png", "out_mask_epoch-2_iter-1_index-1_8_b.x.png",
            "out_pred_epoch-2_iter-1_index-0_7_a.png", "out_pred_epoch-2_iter-1_index-1_8_b.x.png",
        ]);
    }

    [Fact]
    public void Predictions_alone_where_there_is_no_truth()
    {
        Feed(new SegmOutputGenerator(), withTruth: false);
        Names().ShouldBe([
            "segm_labels_epoch-2_iter-1_index-0.png", "segm_labels_epoch-2_iter-1_index-1.png", "segm_pred_epoch-2_iter-1_index-0.tif", "segm_pred_epoch-2_iter-1_index-1.tif",
        ]);
    }

    /// <summary>Of an answer half as large as its image, which has every class.</summary>
    [Fact]
    public void Label_images_are_read_back_as_masks()
    {
        using var scope = NewDisposeScope();
        var labels = tensor([0L, 1, 2, 2, 1, 0], [1, 2, 3]);
        var scores = nn.functional.one_hot(labels, 3).permute(0, 3, 1, 2).to(ScalarType.Float32);
        Update(new SegmOutputGenerator("x", "png"), zeros(1, 3, 4, 6), scores, null);
        Directory.CreateDirectory(Path.Combine(folder, "masks"));
        Directory.CreateDirectory(Path.Combine(folder, "images"));
        File.Move(Path.Combine(folder, "x_labels_epoch-2_iter-1_index-0.png"), Path.Combine(folder, "masks", "0.png"));
        ImageCodec.Save(Path.Combine(folder, "images", "0.png"), zeros([4, 6, 3], ScalarType.Byte));
        var dataset = new ImageMaskDataset(Path.Combine(folder, "images"), Path.Combine(folder, "masks"), new[] { "sky", "é", "road" });
        using var sample = dataset.GetItem(0, TransformRandom.For(0, 0, 0));
        var expected = labels[0].repeat_interleave(2, 0).repeat_interleave(2, 1);
        ((Tensor)sample["label_map"]!).to(ScalarType.Int64).equal(expected).ShouldBeTrue();
    }

    [Fact]
    public void Colours_are_those_of_the_other_pictures_of_the_session()
    {
        foreach (var colors in new object?[] { null, new Dictionary<string, object?> { ["road"] = new[] { 1, 2, 3 } } })
        {
            var task = new Segmentation(new[] { "sky", "é", "road" }, "image", "map", dontcare: 255, colorMap: colors);
            var consumer = new SegmOutputGenerator(format: "csv");
            consumer.CheckTask(task);
            var shown = SegmentDrawing.ColorsOf(task);
            consumer.Report().ShouldBe("index,label,color\n" + string.Join('\n', task.ClassNames.Select((name, i) => $"{i},{name},({string.Join(' ', shown.Of(i))})")));
            shown.Of(0).ShouldBe(Palette.Of(0));
            shown.Of(1).ShouldBe(Palette.Of(1));
            shown.Of(2).ShouldBe(colors is null ? Palette.Of(2) : new byte[] { 1, 2, 3 });
            shown.Of(255).ShouldBe(colors is null ? new byte[] { 224, 224, 192 } : new byte[] { 0, 0, 0 });
        }
    }

    /// <summary>30 parts of the image in grey, here all black, and 70 of the colour.</summary>
    [Fact]
    public void Files_hold_true_colours()
    {
        Feed(new SegmOutputGenerator(extension: ".png", colorMap: new Dictionary<string, object?> { ["sky"] = new[] { 10, 100, 200 } }), withTruth: true);
        using var scope = NewDisposeScope();
        var pred = ImageCodec.Decode(Path.Combine(folder, "segm_pred_epoch-2_iter-1_index-0.png"));
        pred[0, 0].DataSpan<byte>().ToArray().ShouldBe([140, 70, 7]);
        pred[0, 1].DataSpan<byte>().ToArray().ShouldBe([0, 0, 90]);
        var mask = ImageCodec.Decode(Path.Combine(folder, "segm_mask_epoch-2_iter-1_index-0.png"));
        mask[0, 0].DataSpan<byte>().ToArray().ShouldBe([0, 90, 0]);
        mask[0, 1].DataSpan<byte>().ToArray().ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void Reports_say_which_colour_stands_for_which_class()
    {
        var json = new SegmOutputGenerator(colorMap: new Dictionary<string, object?> { ["2"] = 9 });
        json.Report().ShouldBeNull();
        Feed(json, withTruth: false);
        var report = json.Report()!;
        report.ShouldBe("[\n    {\n        \"index\": 0,\n        \"label\": \"sky\",\n        \"color\": [\n            0,\n            0,\n            0\n        ]\n    },\n"
            + "    {\n        \"index\": 1,\n        \"label\": \"é\",\n        \"color\": [\n            128,\n            0,\n            0\n        ]\n    },\n"
            + "    {\n        \"index\": 2,\n        \"label\": \"road\",\n        \"color\": [\n            9,\n            9,\n            9\n        ]\n    }\n]");
        json.ReportExtension()!.ShouldBe("json");
        json.Reset();
        json.Report().ShouldBeNull();
        Feed(json, withTruth: false);
        json.Report().ShouldBe(report);

        var csv = new SegmOutputGenerator(format: "csv");
        Feed(csv, withTruth: false);
        csv.Report().ShouldBe("index,label,color\n0,sky,(0 0 0)\n1,é,(128 0 0)\n2,road,(0 128 0)");
    }

    [Fact]
    public void Mistakes_are_named()
    {
        Should.Throw<UserErrorException>(() => new SegmOutputGenerator("")).Message.ShouldContain("prefix");
        Should.Throw<UserErrorException>(() => new SegmOutputGenerator("a/b")).Message.ShouldContain("prefix");
        Should.Throw<UserErrorException>(() => new SegmOutputGenerator(extension: ".")).Message.ShouldContain("extension");
        Should.Throw<UserErrorException>(() => new SegmOutputGenerator(colorMap: new Dictionary<string, object?> { ["rood"] = 1 }).CheckTask(Task)).Message.ShouldContain("road");
        Should.Throw<UserErrorException>(() => new SegmOutputGenerator().CheckTask(new Classification(new[] { "a" }, "image", "label"))).Message.ShouldContain("segmentation");
    }

    private IEnumerable<string?> Names() => Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private void Feed(IConsumer consumer, bool withTruth, params (string Key, object? Value)[] metadata)
    {
        using var scope = NewDisposeScope();
        var scores = zeros(2, 3, 4, 4);
        scores[0, 0, 0, 0] = 1f;
        scores[0, 1, 0, 1] = 1f;
        var truth = full([2, 4, 4], 2L);
        truth[0, 0, 1] = 255L;
        Update(consumer, zeros(2, 3, 4, 4), scores, withTruth ? truth : null, metadata);
    }

    private void Update(IConsumer consumer, Tensor input, Tensor scores, Tensor? truth, params (string Key, object? Value)[] metadata)
    {
        using var sample = new Sample();
        foreach (var (key, value) in metadata)
        {
            sample[key] = value;
        }

        consumer.Update(new IterationData
        {
            Task = Task,
            Input = input,
            Prediction = scores,
            Target = truth,
            Sample = sample,
            IterationIndex = 1,
            IterationCount = 2,
            EpochIndex = 2,
            OutputPath = folder,
        });
    }
}
