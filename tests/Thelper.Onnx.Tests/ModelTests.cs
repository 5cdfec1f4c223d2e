using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Onnx.Tests;

/// <summary>Whole models: the ONNX file gives what the model gives, also at other batch sizes and image sizes.</summary>
[NoLeaks]
public sealed class ModelTests
{
    private static readonly Dictionary<string, Func<Module<Tensor, Tensor>>> Classifiers = new()
    {
        ["resnet18"] = () => torchvision.models.resnet18(num_classes: 7),
        ["resnext50_32x4d"] = () => torchvision.models.resnext50_32x4d(num_classes: 7),
        ["mobilenet_v3_small"] = () => torchvision.models.mobilenet_v3_small(num_classes: 7),
        ["layers"] = () => Sequential(
            ("conv", Conv2d(3, 8, 3, padding: 1, dilation: 1)), ("group", GroupNorm(2, 8)), ("act", GELU()), ("up", ConvTranspose2d(8, 6, 4, stride: 2, padding: 1, output_padding: 0)), ("instance", InstanceNorm2d(6)),
            ("prelu", PReLU(6)), ("pool", AdaptiveAvgPool2d(1)), ("flat", Flatten()), ("drop", Dropout()), ("head", Linear(6, 7)), ("norm", LayerNorm([7]))),
    };

    public static TheoryData<string> Names => [.. Classifiers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_classifier_gives_the_same_numbers_at_other_sizes(string name)
    {
        manual_seed(5);
        using var scope = NewDisposeScope();
        using var model = Classifiers[name]();
        model.eval();
        Exported.Difference(model, model.call, randn(1, 3, 64, 64), new OnnxOptions(), [1, 3, 64, 64], [3, 3, 64, 64], [2, 3, 96, 80]).ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void A_segmentation_network_gives_the_same_numbers_at_other_sizes()
    {
        manual_seed(5);
        using var scope = NewDisposeScope();
        using var model = torchvision.models.segmentation.deeplabv3_resnet50(num_classes: 4, weights_backbone: null);
        model.eval();
        Exported.Difference(model, input => model.call(input), randn(1, 3, 64, 64), new OnnxOptions(), [1, 3, 64, 64], [2, 3, 96, 64]).ShouldBeLessThan(1e-5);
    }
}
