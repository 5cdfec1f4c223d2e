using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Tests.Ops;

/// <summary>Compares with what tools/golden/vision_ops.py recorded of torchvision; inputs are drawn as there.</summary>
[NoLeaks]
public class MoreOpsTests
{
    private static JsonElement Overlaps => OpsGolden.Root.GetProperty("overlaps");

    [Fact]
    public void Distances_and_shapes_of_boxes_are_torchvisions()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (OpsGolden.Boxes(1, 5), OpsGolden.Boxes(2, 7));
        OpsGolden.Check(Overlaps.GetProperty("distance_box_iou"), torchvision.ops.distance_box_iou(a, b));
        OpsGolden.Check(Overlaps.GetProperty("complete_box_iou"), torchvision.ops.complete_box_iou(a, b));
        manual_seed(3);
        OpsGolden.Check(Overlaps.GetProperty("masks_to_boxes"), torchvision.ops.masks_to_boxes(rand([3, 6, 8]).gt(0.8)));
        torchvision.ops.masks_to_boxes(zeros([0, 6, 8])).shape.ShouldBe([0L, 4]);
        Should.Throw<UserErrorException>(() => torchvision.ops.masks_to_boxes(zeros([2, 6, 8]))).Message.ShouldBe("mask 0 has no pixel, so there is no box around it");
    }

    [Theory]
    [InlineData("generalized_box_iou_loss")]
    [InlineData("distance_box_iou_loss")]
    [InlineData("complete_box_iou_loss")]
    public void Losses_of_boxes_and_their_gradients_are_torchvisions(string name)
    {
        using var scope = NewDisposeScope();
        var golden = Overlaps.GetProperty(name);
        var drawn = OpsGolden.Boxes(4, 6);
        var first = cat([drawn, tensor([0f, 0, 5, 5], [1, 4])]).requires_grad_();
        var second = cat([drawn + (OpsGolden.Boxes(5, 6) * 0.1), tensor([20f, 30, 25, 50], [1, 4])]);
        Tensor Loss(Tensor a, Tensor b, nn.Reduction reduction) => name switch
        {
            "generalized_box_iou_loss" => torchvision.ops.generalized_box_iou_loss(a, b, reduction),
            "distance_box_iou_loss" => torchvision.ops.distance_box_iou_loss(a, b, reduction),
            _ => torchvision.ops.complete_box_iou_loss(a, b, reduction),
        };
        var loss = Loss(first, second, nn.Reduction.None);
        OpsGolden.Check(golden.GetProperty("values"), loss);
        loss.sum().backward();
        OpsGolden.Check(golden.GetProperty("gradient"), first.grad!);
        OpsGolden.Check(golden.GetProperty("mean"), Loss(first, second, nn.Reduction.Mean));
        OpsGolden.Check(golden.GetProperty("empty"), Loss(first[..0], second[..0], nn.Reduction.Mean));
    }

    [Theory]
    [InlineData("focal", 0.25, 2)]
    [InlineData("focal_plain", -1, 0)]
    [InlineData("focal_steep", 0.6, 3.5)]
    public void Focal_loss_and_its_gradient_are_torchvisions(string name, double alpha, double gamma)
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        var inputs = ((rand([4, 5]) * 6) - 3).requires_grad_();
        var loss = torchvision.ops.sigmoid_focal_loss(inputs, rand([4, 5]).gt(0.7).to(ScalarType.Float32), alpha, gamma);
        OpsGolden.Check(Overlaps.GetProperty(name).GetProperty("values"), loss);
        loss.sum().backward();
        OpsGolden.Check(Overlaps.GetProperty(name).GetProperty("gradient"), inputs.grad!);
    }

    [Fact]
    public void Position_sensitive_pooling_and_its_gradients_are_torchvisions()
    {
        foreach (var golden in OpsGolden.Root.GetProperty("sensitive").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var rois = OpsGolden.Rois(3, 9, 2);
            manual_seed(4);
            var features = rand([2, 12, 7, 9]).requires_grad_();
            using nn.Module<Tensor, Tensor, Tensor> layer = golden.TryGetProperty("sampling_ratio", out var ratio)
                ? new PSRoIAlign((3, 2), 0.25, ratio.GetInt64())
                : new PSRoIPool((3, 2), 0.25);
            var pooled = layer.call(features, rois);
            OpsGolden.Check(golden.GetProperty("output"), pooled);
            (pooled * rand(pooled.shape)).sum().backward();
            if (golden.TryGetProperty("gradient", out var gradient))
            {
                OpsGolden.Check(gradient, features.grad!);
            }
        }

        using var rest = NewDisposeScope();
        Should.Throw<TorchException>(() => torchvision.ops.ps_roi_pool(zeros(1, 5, 4, 4), zeros(1, 5), (2, 2))).Message.ShouldContain("(5) must be a multiple of 2 x 2 bins");
        Tensor[] perImage = [tensor([0f, 0, 2, 2], [1, 4])];
        torchvision.ops.ps_roi_align(ones(1, 4, 4, 4), perImage, (2, 2)).shape.ShouldBe([1L, 1, 2, 2]);
    }

    // torchvision's own gradient reaches into the last row and column, which its values do not come from.
    [Fact]
    public void The_gradient_of_pooled_whole_pixels_agrees_with_differences()
    {
        using var scope = NewDisposeScope();
        var rois = OpsGolden.Rois(3, 5, 1, ScalarType.Float64);
        manual_seed(4);
        autograd.gradcheck(inputs => [torchvision.ops.ps_roi_pool(inputs[0], rois, (2, 2), 0.25)], [rand([1, 8, 5, 6], ScalarType.Float64).requires_grad_()]).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Deformable_convolution_and_its_gradients_are_torchvisions(int index)
    {
        using var scope = NewDisposeScope();
        var golden = OpsGolden.Root.GetProperty("deformable")[index];
        long Number(string key) => golden.GetProperty(key).GetInt64();
        var (stride, padding, dilation) = (Number("stride"), Number("padding"), Number("dilation"));
        manual_seed(12);
        var input = rand([2, 4, 5, 4]).requires_grad_();
        var weight = (rand([6, 4 / Number("groups"), 3, 3]) - 0.5).detach().requires_grad_();
        var bias = rand([6]).requires_grad_();
        long[] size = [((5 + (2 * padding) - (dilation * 2) - 1) / stride) + 1, ((4 + (2 * padding) - (dilation * 2) - 1) / stride) + 1];
        var offset = ((rand([2, 18 * Number("offset_groups"), .. size]) * 6) - 3).detach().requires_grad_();
        var mask = rand([2, 9 * Number("offset_groups"), .. size]).requires_grad_();
        var masked = golden.GetProperty("mask").GetBoolean();
        var output = torchvision.ops.deform_conv2d(input, offset, weight, bias, (stride, stride), (padding, padding), (dilation, dilation), masked ? mask : null);
        OpsGolden.Check(golden.GetProperty("output"), output);
        (output * rand(output.shape)).sum().backward();
        OpsGolden.Check(golden.GetProperty("input"), input.grad!);
        OpsGolden.Check(golden.GetProperty("weight"), weight.grad!);
        OpsGolden.Check(golden.GetProperty("bias"), bias.grad!);
        OpsGolden.Check(golden.GetProperty("offset"), offset.grad!);
        if (masked)
        {
            OpsGolden.Check(golden.GetProperty("mask_gradient"), mask.grad!);
        }
    }

    [Fact]
    public void A_deformable_layer_starts_as_torchvisions()
    {
        using var scope = NewDisposeScope();
        var golden = OpsGolden.Root.GetProperty("deformable")[3];
        manual_seed(13);
        using var layer = new DeformConv2d(4, 6, (3, 3), (2, 2), (1, 1), groups: 2);
        layer.ToString().ShouldBe(golden.GetProperty("text").GetString());
        OpsGolden.Check(golden.GetProperty("weight"), layer.get_parameter("weight")!, 1e-7);
        OpsGolden.Check(golden.GetProperty("bias"), layer.get_parameter("bias")!, 1e-7);
        layer.call(rand([1, 4, 8, 8]), zeros([1, 18, 4, 4]), null).shape.ShouldBe([1L, 6, 4, 4]);
        Should.Throw<UserErrorException>(() => new DeformConv2d(4, 6, (3, 3), groups: 4)).Message.ShouldContain("multiples of its groups (4)");
        Should.Throw<TorchException>(() => layer.call(rand([1, 4, 8, 8]), zeros([1, 18, 5, 4]), null)).Message.ShouldContain("offset must have the shape (1, 18, 4, 4)");
    }

    [Fact]
    public void A_deformable_convolution_of_padding_alone_is_the_bias()
    {
        using var scope = NewDisposeScope();
        var (input, offset) = (zeros([1, 3, 0, 4]).requires_grad_(), zeros([1, 18, 2, 4]).requires_grad_());
        var output = torchvision.ops.deform_conv2d(input, offset, rand([2, 3, 3, 3]), tensor([1f, 2f]), padding: (2, 1));
        output.sum(3).sum(2).data<float>().ToArray().ShouldBe([8f, 16]);
        output.sum().backward();
        input.grad!.shape.ShouldBe([1L, 3, 0, 4]);
        offset.grad!.abs().sum().ToSingle().ShouldBe(0);
    }

    [Fact]
    public void Offsets_of_zero_make_a_plain_convolution()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var (input, weight) = (rand([2, 3, 8, 9]), rand([4, 3, 3, 2]));
        var plain = nn.functional.conv2d(input, weight, null, strides: [2, 1], padding: [1, 0]);
        var moved = torchvision.ops.deform_conv2d(input, zeros([2, 12, plain.shape[2], plain.shape[3]]), weight, stride: (2, 1), padding: (1, 0));
        (plain - moved).abs().max().ToDouble().ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void Blocks_are_dropped_as_in_torchvision()
    {
        var golden = OpsGolden.Root.GetProperty("noise");
        foreach (var block in new long[] { 1, 3 })
        {
            using var scope = NewDisposeScope();
            manual_seed(14);
            using var squares = new DropBlock2d(0.3, block);
            OpsGolden.Check(golden.GetProperty($"drop_block2d_{block}"), squares.call(rand([2, 3, 6, 7])));
        }

        foreach (var block in new long[] { 1, 3 })
        {
            using var scope = NewDisposeScope();
            manual_seed(14);
            using var cubes = new DropBlock3d(0.3, block);
            OpsGolden.Check(golden.GetProperty($"drop_block3d_{block}"), cubes.call(rand([1, 2, 5, 6, 7])));
        }

        using var rest = NewDisposeScope();
        randint(0, 1 << 30, [1]).ToInt64().ShouldBe(golden.GetProperty("next_draw").GetInt64(), "as many draws as torchvision's");
        using var still = new DropBlock2d(0.9, 3);
        still.eval();
        var input = rand([1, 2, 5, 5]);
        aten.equal(still.call(input), input).ShouldBeTrue();
        Should.Throw<UserErrorException>(() => torchvision.ops.drop_block2d(input, 1.5, 3)).Message.ShouldContain("1.5 is no probability");
        Should.Throw<UserErrorException>(() => torchvision.ops.drop_block3d(input, 0.5, 3)).Message.ShouldContain("5 dimensions");
        Should.Throw<UserErrorException>(() => torchvision.ops.drop_block2d(input, 0.5, 2)).Message.ShouldContain("block_size: 2 is even");
    }

    [Fact]
    public void A_block_of_three_dimensions_is_torchvisions()
    {
        using var scope = NewDisposeScope();
        var golden = OpsGolden.Root.GetProperty("noise").GetProperty("conv3d");
        manual_seed(16);
        using var block = new Conv3dNormActivation(2, 4, 3, 2, activation: static () => nn.ReLU(inplace: true));
        block.state_dict().Keys.ShouldBe(golden.GetProperty("keys").EnumerateArray().Select(key => key.GetString()!));
        OpsGolden.Check(golden.GetProperty("output"), block.call(rand([1, 2, 3, 4, 5])));
    }

    [Fact]
    public void Layers_print_as_in_Python()
    {
        using DropBlock2d squares = new(0.1, 3);
        using DropBlock3d cubes = new(0.5, 2, inplace: true);
        using RoIAlign align = new((3, 2), 0.25, 2, aligned: true);
        using RoIPool pool = new((3, 2), 0.5);
        using PSRoIAlign sensitive = new((3, 2), 0.25, -1);
        using PSRoIPool sensitivePool = new((3, 2), 1);
        new nn.Module[] { squares, cubes, align, pool, sensitive, sensitivePool }.Select(layer => layer.ToString()!)
            .ShouldBe(OpsGolden.Root.GetProperty("noise").GetProperty("texts").EnumerateArray().Select(text => text.GetString()!));
    }

    [Theory]
    [InlineData("gaussian")]
    [InlineData("linear")]
    public void Soft_suppression_is_the_papers(string method)
    {
        using var scope = NewDisposeScope();
        var golden = OpsGolden.Root.GetProperty("soft").GetProperty(method);
        var boxes = OpsGolden.Boxes(15, 30);
        var (keep, scores) = torchvision.ops.soft_nms(boxes, rand([30]), method, score_threshold: 0.05);
        keep.DataSpan<long>().ToArray().ShouldBe(golden.GetProperty("keep").EnumerateArray().Select(v => v.GetInt64()));
        scores.dtype.ShouldBe(ScalarType.Float32);
        foreach (var (expected, actual) in golden.GetProperty("scores").EnumerateArray().Zip(scores.DataSpan<float>().ToArray()))
        {
            ((double)actual).ShouldBe(expected.GetDouble(), 1e-6);
        }

        Should.Throw<UserErrorException>(() => torchvision.ops.soft_nms(boxes, rand([30]), "hard")).Message.ShouldContain("known: gaussian, linear");
        torchvision.ops.soft_nms(zeros([0, 4]), zeros([0])).Keep.shape.ShouldBe([0L]);
    }
}
