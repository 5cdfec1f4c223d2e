using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Tests.Models;

[NoLeaks]
public class ResNetTests
{
    [Fact]
    public void Resnet18_is_torchvisions() => GoldenModel.Check("resnet18", () => torchvision.models.resnet18(num_classes: 10), 2, 3, 64, 64);

    [Fact]
    public void Residual_branches_can_start_at_zero() =>
        GoldenModel.Check("resnet18_zero_init", () => torchvision.models.resnet18(num_classes: 10, zero_init_residual: true));

    [Fact]
    public void Resnet50_is_torchvisions() => GoldenModel.Check("resnet50", () => torchvision.models.resnet50(num_classes: 10), 2, 3, 64, 64);

    [Fact]
    public void Stages_can_dilate_instead_of_stride() => GoldenModel.Check(
        "resnet50_dilated",
        () => torchvision.models.resnet50(num_classes: 10, replace_stride_with_dilation: [false, true, true]), 2, 3, 64, 64);

    [Fact]
    public void Resnext50_is_torchvisions() =>
        GoldenModel.Check("resnext50_32x4d", () => torchvision.models.resnext50_32x4d(num_classes: 10), 2, 3, 64, 64);

    [Theory]
    [InlineData("resnet34")]
    [InlineData("resnet101")]
    [InlineData("resnext101_32x8d")]
    [InlineData("wide_resnet50_2")]
    public void Depth_and_width_are_torchvisions(string name)
    {
        using var model = (ResNet)typeof(torchvision.models).GetMethod(name)!.Invoke(null, ArgumentsOf(name))!;
        var expected = GoldenModel.Get(name + "_1000");
        model.parameters().Sum(p => p.numel()).ShouldBe(expected.GetProperty("parameters").GetInt64());
        model.state_dict().Count.ShouldBe(expected.GetProperty("entries").GetInt32());
    }

    [Theory]
    [InlineData(0, 1, 64, "num_classes: 0")]
    [InlineData(10, 2, 64, "need bottleneck blocks")]
    [InlineData(10, 1, 0, "at least 1")]
    public void Wrong_parameters_are_user_errors(int classes, int groups, int width, string expected) =>
        Should.Throw<UserErrorException>(() => torchvision.models.resnet18(num_classes: classes, groups: groups, width_per_group: width))
            .Message.ShouldContain(expected);

    [Fact]
    public void Pretrained_weights_have_their_own_number_of_classes() =>
        Should.Throw<UserErrorException>(() => torchvision.models.resnet18(pretrained: true, num_classes: 10)).Message.ShouldContain("1000 classes, not 10");

    [Theory]
    [InlineData(true, null, "resnet50-0676ba61.pth")]
    [InlineData(false, "IMAGENET1K_V1", "resnet50-0676ba61.pth")]
    [InlineData(false, "ResNet50_Weights.IMAGENET1K_V2", "resnet50-11ad3fa6.pth")]
    [InlineData(false, "DEFAULT", "resnet50-11ad3fa6.pth")]
    public void Weights_are_found_by_name(bool pretrained, string? weights, string file) =>
        ResNetVariant.ResNet50.FindWeights(pretrained, weights)!.AbsolutePath.ShouldEndWith(file);

    [Fact]
    public void No_weights_unless_asked_for() => ResNetVariant.ResNet50.FindWeights(pretrained: false, weights: null).ShouldBeNull();

    [Fact]
    public void Unknown_weights_are_a_user_error() =>
        Should.Throw<UserErrorException>(() => torchvision.models.resnet18(weights: "IMAGENET1K_V2"))
            .Message.ShouldBe("weights: 'IMAGENET1K_V2' is not known for resnet18 (known: IMAGENET1K_V1, DEFAULT)");

    [Fact]
    public void Summary_reads_as_in_Python()
    {
        using var model = torchvision.models.resnet18(num_classes: 3);
        var lines = model.ToString().Split('\n');
        lines[0].ShouldBe("ResNet(");
        lines[1].ShouldBe("  (conv1): Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3), bias=False)");
        lines[3].ShouldBe("  (relu): ReLU(inplace=True)");
        lines[4].ShouldBe("  (maxpool): MaxPool2d(kernel_size=3, stride=2, padding=1, dilation=1, ceil_mode=False)");
        lines[5].ShouldBe("  (layer1): Sequential(");
        lines[6].ShouldBe("    (0): BasicBlock(");
        lines[^2].ShouldBe("  (fc): Linear(in_features=512, out_features=3, bias=True)");
    }

    private static object?[] ArgumentsOf(string name) =>
        [.. typeof(torchvision.models).GetMethod(name)!.GetParameters().Select(p => p.Name == "progress" ? false : p.DefaultValue)];
}
