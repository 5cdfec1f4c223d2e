using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;
using static Thelper.Vision.torchvision.models;

namespace Thelper.Vision.Tests.Models;

/// <summary>Compares with what tools/golden/detectors.py recorded of torchvision; inputs are drawn as there.</summary>
[NoLeaks]
public class DetectorTests
{
    private static readonly Lazy<JsonDocument> Document =
        new(() => JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "detectors.json"))));

    // What other kernels leave, as long as they do not change which boxes are drawn; the files have nine digits.
    private static readonly double OfLosses = Exactness.Tolerance(elsewhere: 1e-4, here: 6e-9);
    private static readonly double OfGradients = Exactness.Tolerance(elsewhere: 0.2, here: 6e-9);

    [Theory]
    [InlineData("fasterrcnn_mobilenet_v3_large_320_fpn")]
    [InlineData("fasterrcnn_mobilenet_v3_large_fpn")]
    [InlineData("fasterrcnn_resnet50_fpn")]
    [InlineData("fasterrcnn_resnet50_fpn_v2")]
    public void Faster_rcnn_is_torchvisions(string name)
    {
        using var scope = NewDisposeScope();
        var golden = Document.Value.RootElement.GetProperty(name);
        manual_seed(7);
        using var model = Build(name);
        CheckWeights(golden, model);
        manual_seed(123);
        Tensor[] images = [rand([3, 100, 140]), rand([3, 120, 90])];
        DetectionTarget[] targets =
        [
            new(tensor([10f, 20, 60, 90, 70, 5, 130, 50, 1, 1, 30, 30], [3, 4]), tensor([1L, 2, 4])),
            new(tensor([5f, 40, 80, 119], [1, 4]), tensor([3L])),
        ];

        manual_seed(11);
        var losses = model.call(images, targets).Losses;
        CheckLosses(golden.GetProperty("losses"), losses);
        losses.Values.Aggregate((a, b) => a + b).backward();
        foreach (var expected in golden.GetProperty("gradients").EnumerateObject())
        {
            var gradient = model.get_parameter(expected.Name)!.grad.ShouldNotBeNull(expected.Name);
            var sum = gradient.to(ScalarType.Float64).abs().sum().ToDouble();
            sum.ShouldBe(expected.Value.GetDouble(), OfGradients * (1e-3 + expected.Value.GetDouble()), expected.Name);
        }

        manual_seed(13);
        CheckLosses(golden.GetProperty("losses_without_objects"), model.call(images[..1], [new(zeros(0, 4), zeros([0], ScalarType.Int64))]).Losses);
        model.eval();
        using (no_grad())
        {
            CheckDetections(golden.GetProperty("detections"), model.call(images, null).Detections);
        }

        randint(0, 1 << 30, [1]).ToInt64().ShouldBe(golden.GetProperty("next_draw").GetInt64(), "as many draws as torchvision's");
    }

    // torchvision refuses it: 1 x 64 / 500 rows are none.
    [Fact]
    public void An_image_of_one_row_keeps_a_row()
    {
        using var scope = NewDisposeScope();
        using var transform = new GeneralizedRCNNTransform(new FasterRCNNOptions { MinSize = [64], MaxSize = 64 });
        var (images, targets) = transform.Pack([rand([3, 1, 500])], [new(tensor([0f, 0, 250, 1], [1, 4]), tensor([1L]))]);
        images.ImageSizes.ShouldBe([(1L, 64L)]);
        images.Tensors.shape.ShouldBe([1L, 3, 32, 64]);
        targets![0].Boxes.DataSpan<float>().ToArray().ShouldBe([0, 0, 32, 1]);
    }

    [Fact]
    public void Summary_reads_as_in_Python()
    {
        using var model = Build("fasterrcnn_mobilenet_v3_large_320_fpn");
        model.ToString().ShouldBe(Document.Value.RootElement.GetProperty("text").GetString());
    }

    [Fact]
    public void Parts_of_a_backbone_that_starts_from_weights_are_frozen()
    {
        using var skipped = Vision.Models.WeightsLoading.Skip();
        using var model = detection.fasterrcnn_resnet50_fpn(num_classes: 3, trainable_backbone_layers: 2);
        model.named_parameters().Where(p => !p.parameter.requires_grad).Select(p => p.name.Split('.')[2]).Distinct().ShouldBe(["conv1", "layer1", "layer2"]);
        model.state_dict().Keys.ShouldNotContain(key => key.EndsWith("num_batches_tracked"), "frozen normalisation counts nothing");
        using var mobile = detection.fasterrcnn_mobilenet_v3_large_fpn(num_classes: 3, trainable_backbone_layers: 1);
        mobile.named_parameters().Where(p => p.parameter.requires_grad && p.name.StartsWith("backbone.body", StringComparison.Ordinal)).Select(p => p.name).ShouldBe(["backbone.body.16.0.weight"]);
    }

    [Theory]
    [InlineData("min_sise", 100L, "min_sise: unknown parameter of a detector (known: min_size, max_size, image_mean, image_std, rpn_pre_nms_top_n_train,")]
    [InlineData("min_size", "big", "min_size: expected a whole number or a list of whole numbers")]
    [InlineData("rpn_nms_thresh", null, "rpn_nms_thresh: expected a number")]
    [InlineData("rpn_bg_iou_thresh", 0.9, "rpn_bg_iou_thresh and box_bg_iou_thresh: may not be above")]
    public void Wrong_settings_are_user_errors(string key, object? value, string expected) =>
        Should.Throw<UserErrorException>(() => detection.fasterrcnn_resnet50_fpn(weights_backbone: null, kwargs: new() { [key] = value })).Message.ShouldContain(expected);

    [Fact]
    public void Weights_have_their_own_number_of_classes()
    {
        Should.Throw<UserErrorException>(() => detection.fasterrcnn_resnet50_fpn(weights: "COCO_V1", num_classes: 3)).Message.ShouldContain("91 classes, not 3");
        Should.Throw<UserErrorException>(() => detection.fasterrcnn_resnet50_fpn(weights: "COCO_V7")).Message.ShouldContain("known: COCO_V1, DEFAULT");
        Should.Throw<UserErrorException>(() => detection.fasterrcnn_resnet50_fpn(weights_backbone: null, num_classes: 1)).Message.ShouldContain("at least 2");
    }

    [Fact]
    public void Images_and_boxes_that_do_not_fit_are_user_errors()
    {
        using var scope = NewDisposeScope();
        using var model = Build("fasterrcnn_mobilenet_v3_large_320_fpn");
        Should.Throw<UserErrorException>(() => model.call([rand([3, 60, 60])], null)).Message.ShouldContain("needs the objects");
        var flat = new DetectionTarget(tensor([5f, 5, 5, 20], [1, 4]), tensor([1L]));
        Should.Throw<UserErrorException>(() => model.call([rand([3, 60, 60])], [flat])).Message.ShouldContain("box 0 of image 0 of the batch is [8, 8, 8, 32]");
        Should.Throw<UserErrorException>(() => model.call([rand([1, 60, 60])], [flat])).Message.ShouldContain("images of the shape (3, height, width)");
    }

    private static FasterRCNN Build(string name) => name switch
    {
        "fasterrcnn_mobilenet_v3_large_320_fpn" => detection.fasterrcnn_mobilenet_v3_large_320_fpn(num_classes: 5, weights_backbone: null, kwargs: Small()),
        "fasterrcnn_mobilenet_v3_large_fpn" => detection.fasterrcnn_mobilenet_v3_large_fpn(num_classes: 5, weights_backbone: null, kwargs: new()
        {
            ["min_size"] = new List<object?> { 64L, 96L, 128L },
            ["max_size"] = 160L,
            ["box_detections_per_img"] = 20L,
            ["rpn_pre_nms_top_n_train"] = 500L,
            ["rpn_nms_thresh"] = 0.6,
            ["bbox_reg_weights"] = new List<object?> { 8.0, 8.0, 4.0, 4.0 },
        }),
        "fasterrcnn_resnet50_fpn" => detection.fasterrcnn_resnet50_fpn(num_classes: 5, weights_backbone: null, kwargs: Small()),
        _ => detection.fasterrcnn_resnet50_fpn_v2(num_classes: 5, weights_backbone: null, kwargs: Small()),
    };

    private static Dictionary<string, object?> Small() => new() { ["min_size"] = 96L, ["max_size"] = 160L };

    private static void CheckWeights(JsonElement golden, nn.Module model)
    {
        model.parameters().Sum(p => p.numel()).ShouldBe(golden.GetProperty("parameters").GetInt64());
        var state = model.state_dict();
        state.Keys.ShouldBe(golden.GetProperty("weights").EnumerateObject().Select(p => p.Name), "names in order");
        foreach (var entry in golden.GetProperty("weights").EnumerateObject())
        {
            var tensor = state[entry.Name];
            tensor.shape.ShouldBe(entry.Value[0].EnumerateArray().Select(v => v.GetInt64()), entry.Name);
            var magnitude = entry.Value[2].GetDouble();
            tensor.to(ScalarType.Float64).abs().sum().ToDouble().ShouldBe(magnitude, 1e-6 * Math.Max(1e-3, magnitude), entry.Name);
            tensor.to(ScalarType.Float64).sum().ToDouble().ShouldBe(entry.Value[1].GetDouble(), 1e-6 * Math.Max(1, magnitude), entry.Name);
        }
    }

    private static void CheckLosses(JsonElement golden, OrderedDictionary<string, Tensor> losses)
    {
        losses.Keys.ShouldBe(golden.EnumerateObject().Select(l => l.Name));
        foreach (var expected in golden.EnumerateObject())
        {
            losses[expected.Name].ToDouble().ShouldBe(expected.Value.GetDouble(), OfLosses * Math.Max(0.1, expected.Value.GetDouble()), expected.Name);
        }
    }

    private static void CheckDetections(JsonElement golden, IReadOnlyList<Detections> found)
    {
        found.Count.ShouldBe(golden.GetArrayLength());
        for (var i = 0; i < found.Count; i++)
        {
            found[i].Scores.shape[0].ShouldBe(golden[i].GetProperty("count").GetInt64());
            found[i].Labels.DataSpan<long>().ToArray().ShouldBe(golden[i].GetProperty("labels").EnumerateArray().Select(v => v.GetInt64()));
            CheckValues(golden[i].GetProperty("scores"), found[i].Scores, OfLosses);
            CheckValues(golden[i].GetProperty("boxes"), found[i].Boxes, Exactness.Tolerance(elsewhere: 1e-2));
        }
    }

    private static void CheckValues(JsonElement golden, Tensor actual, double tolerance)
    {
        var values = actual.contiguous().flatten().DataSpan<float>();
        var i = 0;
        foreach (var expected in golden.EnumerateArray())
        {
            ((double)values[i]).ShouldBeWithin((float)expected.GetDouble(), tolerance, $"value {i}");
            i++;
        }
    }
}
