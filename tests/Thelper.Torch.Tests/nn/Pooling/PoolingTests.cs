using Thelper.Testing;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Poolings and their inverses against PyTorch, and the options that they refuse.</summary>
[NoLeaks]
public sealed class PoolingTests
{
    private static readonly LayerTable Layers = new()
    {
        ["max_pool1d"] = () => MaxPool1d(3, stride: 2, padding: 1),
        ["max_pool1d_indices"] = () => LayerCase.Two(MaxPool1d(2, dilation: 2, ceil_mode: true), layer => layer.forward_with_indices),
        ["max_pool2d"] = () => MaxPool2d(2),
        ["max_pool2d_options"] = () => MaxPool2d((3, 2), stride: (2, 1), padding: (1, 0), dilation: (1, 2), ceil_mode: true),
        ["max_pool2d_array"] = () => MaxPool2d(new long[] { 3, 2 }, stride: [2, 1]),
        ["max_pool2d_indices"] = () => LayerCase.Two(MaxPool2d(2), layer => layer.forward_with_indices),
        ["max_pool3d"] = () => MaxPool3d(2, stride: 1, padding: 1),
        ["max_pool3d_options"] = () => MaxPool3d((2, 1, 2), stride: (1, 2, 1), padding: (1, 0, 1), dilation: (1, 1, 2), ceil_mode: true),
        ["max_pool3d_indices"] = () => LayerCase.Two(MaxPool3d(2), layer => layer.forward_with_indices),
        ["max_unpool1d"] = () => MaxUnpool1d(2),
        ["max_unpool1d_options"] = () => MaxUnpool1d(3, stride: 2, padding: 1),
        ["max_unpool2d"] = () => MaxUnpool2d(2),
        ["max_unpool2d_options"] = () => MaxUnpool2d((2, 3), stride: (2, 2), padding: (0, 1)),
        ["max_unpool3d"] = () => MaxUnpool3d(2),
        ["max_unpool3d_options"] = () => MaxUnpool3d((2, 3, 2), stride: (2, 2, 2), padding: (0, 1, 0)),
        ["avg_pool1d"] = () => AvgPool1d(3, stride: 2, padding: 1, count_include_pad: false),
        ["avg_pool1d_ceil"] = () => AvgPool1d(3, stride: 2, ceil_mode: true),
        ["avg_pool2d"] = () => AvgPool2d(2),
        ["avg_pool2d_options"] = () => AvgPool2d((3, 2), stride: (2, 1), padding: (1, 1), ceil_mode: true, count_include_pad: false),
        ["avg_pool2d_divisor"] = () => AvgPool2d(3, divisor_override: 4),
        ["avg_pool3d"] = () => AvgPool3d(2, stride: 1, padding: 1),
        ["avg_pool3d_options"] = () => AvgPool3d((2, 1, 3), stride: (1, 2, 2), padding: (1, 0, 1), ceil_mode: true, count_include_pad: false),
        ["avg_pool3d_divisor"] = () => AvgPool3d(2, divisor_override: 3),
        ["lp_pool1d"] = () => LPPool1d(2, 3),
        ["lp_pool1d_options"] = () => LPPool1d(3, 3, stride: 2, ceil_mode: true),
        ["lp_pool2d"] = () => LPPool2d(2, 3),
        ["lp_pool2d_options"] = () => LPPool2d(1.5, (2, 3), stride: (1, 2), ceil_mode: true),
        ["fractional_max_pool2d"] = () => FractionalMaxPool2d(2, output_size: 4),
        ["fractional_max_pool2d_ratio"] = () => FractionalMaxPool2d((2, 3), output_ratio: (0.5, 0.6)),
        ["fractional_max_pool2d_indices"] = () => LayerCase.Two(FractionalMaxPool2d((3, 3), output_size: (3, 2)), layer => layer.forward_with_indices),
        ["fractional_max_pool3d"] = () => FractionalMaxPool3d(2, output_size: 3),
        ["fractional_max_pool3d_ratio"] = () => FractionalMaxPool3d((2, 1, 2), output_ratio: (0.5, 0.6, 0.7)),
        ["fractional_max_pool3d_indices"] = () => LayerCase.Two(FractionalMaxPool3d(2, output_ratio: 0.5), layer => layer.forward_with_indices),
        ["adaptive_avg_pool1d"] = () => AdaptiveAvgPool1d(3),
        ["adaptive_avg_pool2d"] = () => AdaptiveAvgPool2d((1, 1)),
        ["adaptive_avg_pool2d_one"] = () => AdaptiveAvgPool2d(3),
        ["adaptive_avg_pool2d_none"] = () => AdaptiveAvgPool2d((null, 3)),
        ["adaptive_avg_pool3d"] = () => AdaptiveAvgPool3d((2, 1, 3)),
        ["adaptive_avg_pool3d_one"] = () => AdaptiveAvgPool3d(2),
        ["adaptive_avg_pool3d_none"] = () => AdaptiveAvgPool3d((2, null, null)),
        ["adaptive_max_pool1d"] = () => AdaptiveMaxPool1d(3),
        ["adaptive_max_pool1d_indices"] = () => LayerCase.Two(AdaptiveMaxPool1d(3), layer => layer.forward_with_indices),
        ["adaptive_max_pool2d"] = () => AdaptiveMaxPool2d((2, 3)),
        ["adaptive_max_pool2d_none"] = () => AdaptiveMaxPool2d((2, null)),
        ["adaptive_max_pool2d_indices"] = () => LayerCase.Two(AdaptiveMaxPool2d(2), layer => layer.forward_with_indices),
        ["adaptive_max_pool3d"] = () => AdaptiveMaxPool3d((2, 1, 3)),
        ["adaptive_max_pool3d_none"] = () => AdaptiveMaxPool3d((null, 2, 3)),
        ["adaptive_max_pool3d_indices"] = () => LayerCase.Two(AdaptiveMaxPool3d(2), layer => layer.forward_with_indices),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name) => Layers.Check(name);

    [Fact]
    public void Options_that_make_no_layer_are_named()
    {
        Refusal.Of(() => MaxPool2d(2, padding: 2)).ShouldBe("MaxPool2d: padding (2) is at most half of kernel_size (2).");
        Refusal.Of(() => MaxPool3d(new long[] { 2, 2 })).ShouldBe("MaxPool3d: kernel_size is one number, or 3, not (2, 2).");
        Refusal.Of(() => AvgPool3d(2, divisor_override: 0)).ShouldBe("AvgPool3d: divisor_override is not zero.");
        Refusal.Of(() => AdaptiveAvgPool2d((2, -1))).ShouldBe("AdaptiveAvgPool2d: output_size is one number, or 2, none negative, not (2, -1).");
        Refusal.Of(() => FractionalMaxPool2d(2)).ShouldBe("FractionalMaxPool2d needs either output_size or output_ratio.");
        Refusal.Of(() => FractionalMaxPool3d(2, output_ratio: 1.5)).ShouldBe("FractionalMaxPool3d: output_ratio is between 0 and 1, not (1.5, 1.5, 1.5).");
    }
}
