using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Tests.Ops;

/// <summary>Compares with what tools/golden/vision_ops.py recorded of torchvision; inputs are drawn as there.</summary>
[NoLeaks]
public class OpsTests
{
    public static TheoryData<int> SuppressionCases => [.. Enumerable.Range(0, OpsGolden.Root.GetProperty("suppression").GetArrayLength())];

    public static TheoryData<int> RegionCases => [.. Enumerable.Range(0, OpsGolden.Root.GetProperty("regions").GetArrayLength())];

    [Theory]
    [MemberData(nameof(SuppressionCases))]
    public void The_same_boxes_stay(int index)
    {
        using var scope = NewDisposeScope();
        var golden = OpsGolden.Root.GetProperty("suppression")[index];
        var (count, groups) = (golden.GetProperty("count").GetInt32(), golden.GetProperty("groups").GetInt32());
        var boxes = OpsGolden.Boxes(count + groups, count, 100, OpsGolden.TypeOf(golden));
        var scores = rand([count], boxes.dtype).mul(50).floor().div(50);
        var groupOf = randint(0, groups, [count]);
        var threshold = golden.GetProperty("threshold").GetDouble();
        var keep = groups == 1 ? torchvision.ops.nms(boxes, scores, threshold) : torchvision.ops.batched_nms(boxes, scores, groupOf, threshold);
        keep.dtype.ShouldBe(ScalarType.Int64);
        keep.DataSpan<long>().ToArray().ShouldBe(golden.GetProperty("keep").EnumerateArray().Select(v => v.GetInt64()));
    }

    [Fact]
    public void Boxes_are_measured_and_converted_as_in_torchvision()
    {
        using var scope = NewDisposeScope();
        var golden = OpsGolden.Root.GetProperty("geometry");
        var (a, b) = (OpsGolden.Boxes(1, 5), OpsGolden.Boxes(2, 7));
        OpsGolden.Check(golden.GetProperty("box_area"), torchvision.ops.box_area(a));
        OpsGolden.Check(golden.GetProperty("box_iou"), torchvision.ops.box_iou(a, b));
        OpsGolden.Check(golden.GetProperty("generalized_box_iou"), torchvision.ops.generalized_box_iou(a, b));
        OpsGolden.Check(golden.GetProperty("clip_boxes_to_image"), torchvision.ops.clip_boxes_to_image((b * 2) - 40, (90, 60)));
        torchvision.ops.remove_small_boxes(b, 20).DataSpan<long>().ToArray()
            .ShouldBe(golden.GetProperty("remove_small_boxes").EnumerateArray().Select(v => v.GetInt64()));
        string[] formats = ["xyxy", "xywh", "cxcywh"];
        foreach (var (from, to) in formats.SelectMany(f => formats.Select(t => (f, t))))
        {
            OpsGolden.Check(golden.GetProperty($"{from}_{to}"), torchvision.ops.box_convert(a, from, to));
        }

        Should.Throw<UserErrorException>(() => torchvision.ops.box_convert(a, "xyxy", "yxyx")).Message.ShouldContain("known: xyxy, xywh, cxcywh");
    }

    [Theory]
    [MemberData(nameof(RegionCases))]
    public void Regions_and_their_gradients_are_torchvisions(int index)
    {
        using var scope = NewDisposeScope();
        var golden = OpsGolden.Root.GetProperty("regions")[index];
        var rois = OpsGolden.Rois(3, golden.GetProperty("count").GetInt32(), 2, OpsGolden.TypeOf(golden));
        manual_seed(4);
        var features = rand([2, 3, 7, 9], rois.dtype).requires_grad_();
        var pooled = golden.GetProperty("name").GetString() == "roi_pool"
            ? torchvision.ops.roi_pool(features, rois, (3, 2), 0.25)
            : torchvision.ops.roi_align(
                features, rois, (3, 2), 0.25, golden.GetProperty("sampling_ratio").GetInt64(), golden.GetProperty("aligned").GetBoolean());
        OpsGolden.Check(golden.GetProperty("output"), pooled);
        (pooled * rand(pooled.shape, rois.dtype)).sum().backward();
        OpsGolden.Check(golden.GetProperty("gradient"), features.grad!);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_number_of_threads_changes_no_bit(int threads)
    {
        using var scope = NewDisposeScope();
        var before = get_num_threads();
        try
        {
            set_num_threads(threads);
            manual_seed(1);
            var features = rand([2, 70, 30, 40]).requires_grad_();
            var pooled = torchvision.ops.roi_align(features, OpsGolden.Rois(2, 200, 2), (7, 7), 0.5, 2);
            pooled.square().sum().backward();
            set_num_threads(1);
            var again = features.detach().requires_grad_();
            var alone = torchvision.ops.roi_align(again, OpsGolden.Rois(2, 200, 2), (7, 7), 0.5, 2);
            alone.square().sum().backward();
            aten.equal(pooled, alone).ShouldBeTrue();
            aten.equal(features.grad!, again.grad!).ShouldBeTrue();
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void Gradients_agree_with_differences()
    {
        using var scope = NewDisposeScope();
        var rois = OpsGolden.Rois(5, 3, 1, ScalarType.Float64);
        manual_seed(6);
        autograd.gradcheck(inputs => [torchvision.ops.roi_align(inputs[0], rois, (2, 2), 0.25, 2, aligned: true)], [rand([1, 2, 5, 6], ScalarType.Float64).requires_grad_()])
            .ShouldBeTrue();
    }

    [Fact]
    public void Small_types_are_computed_in_single_precision()
    {
        using var scope = NewDisposeScope();
        var rois = OpsGolden.Rois(3, 4, 1);
        manual_seed(4);
        var features = rand([1, 3, 7, 9]);
        var exact = torchvision.ops.roi_align(features, rois, (2, 2), 0.25);
        var half = torchvision.ops.roi_align(features.to(ScalarType.BFloat16), rois, (2, 2), 0.25);
        half.dtype.ShouldBe(ScalarType.BFloat16);
        (half.to(ScalarType.Float32) - exact).abs().max().ToDouble().ShouldBeLessThan(0.02);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        using var scope = NewDisposeScope();
        Should.Throw<TorchException>(() => torchvision.ops.nms(zeros(3, 5), zeros(3), 0.5)).Message.ShouldContain("boxes must have the shape (count, 4)");
        Should.Throw<TorchException>(() => torchvision.ops.nms(zeros(3, 4), zeros(2), 0.5)).Message.ShouldContain("scores must have the shape (3)");
        Should.Throw<TorchException>(() => torchvision.ops.roi_align(zeros(1, 2, 4, 4), zeros(1, 4), (2, 2))).Message.ShouldContain("rois must have the shape (count, 5)");
        Should.Throw<TorchException>(() => torchvision.ops.roi_align(zeros(1, 2, 4, 4), ones(1, 5), (2, 2))).Message.ShouldContain("outside of the batch of 1");
    }
}
