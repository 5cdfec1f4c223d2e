using Thelper.Testing;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Convolutions and transposed convolutions against PyTorch, and the options that they refuse.</summary>
[NoLeaks]
public sealed class ConvolutionTests
{
    private static readonly LayerTable Layers = new()
    {
        ["conv1d"] = () => Conv1d(4, 6, 3, stride: 2, padding: 1),
        ["conv1d_same"] = () => Conv1d(2, 2, 4, padding: Padding.Same, dilation: 2),
        ["conv1d_valid"] = () => Conv1d(2, 2, 3, padding: Padding.Valid, stride: 2),
        ["conv1d_reflect"] = () => Conv1d(2, 4, 3, padding: 2, padding_mode: PaddingModes.Reflect, groups: 2),
        ["conv1d_replicate"] = () => Conv1d(2, 4, 3, padding: 2, padding_mode: PaddingModes.Replicate, bias: false),
        ["conv1d_circular"] = () => Conv1d(2, 4, 3, padding: 2, padding_mode: PaddingModes.Circular, dilation: 2),
        ["conv1d_unbatched"] = () => Conv1d(2, 3, 3),
        ["conv1d_double"] = () => Conv1d(2, 3, 3, dtype: ScalarType.Float64),
        ["conv2d"] = () => Conv2d(1, 6, 5),
        ["conv2d_options"] = () => Conv2d(4, 8, (3, 5), stride: (2, 1), padding: (1, 2), dilation: (2, 1), groups: 2, bias: false),
        ["conv2d_array"] = () => Conv2d(2, 4, new long[] { 3, 2 }, stride: [2, 1], padding: [1, 1], dilation: [1, 2]),
        ["conv2d_depthwise"] = () => Conv2d(4, 8, 3, groups: 4),
        ["conv2d_same"] = () => Conv2d(2, 3, 3, padding: Padding.Same),
        ["conv2d_same_even"] = () => Conv2d(2, 3, (4, 3), Padding.Same, dilation: (1, 2)),
        ["conv2d_valid"] = () => Conv2d(2, 3, 3, padding: Padding.Valid),
        ["conv2d_valid_reflect"] = () => Conv2d(2, 3, 3, padding: Padding.Valid, padding_mode: PaddingModes.Reflect),
        ["conv2d_reflect"] = () => Conv2d(2, 3, 3, padding: 2, padding_mode: PaddingModes.Reflect),
        ["conv2d_circular_same"] = () => Conv2d(2, 3, 4, padding: Padding.Same, padding_mode: PaddingModes.Circular),
        ["conv2d_replicate"] = () => Conv2d(2, 3, (3, 3), padding: (1, 2), padding_mode: PaddingModes.Replicate),
        ["conv2d_unbatched"] = () => Conv2d(2, 3, 3),
        ["conv2d_double"] = () => Conv2d(2, 3, 3, dtype: ScalarType.Float64),
        ["conv3d"] = () => Conv3d(2, 4, (1, 2, 3), stride: (2, 2, 2), padding: (1, 1, 1)),
        ["conv3d_options"] = () => Conv3d(4, 4, new long[] { 2 }, stride: [1, 2, 1], padding: [1, 0, 1], dilation: [1, 1, 2], groups: 2, bias: false),
        ["conv3d_same"] = () => Conv3d(2, 2, (2, 3, 1), padding: Padding.Same),
        ["conv3d_circular"] = () => Conv3d(2, 2, 3, padding: 1, padding_mode: PaddingModes.Circular),
        ["conv3d_replicate"] = () => Conv3d(2, 2, 3, padding: 1, padding_mode: PaddingModes.Replicate),
        ["conv3d_reflect"] = () => Conv3d(2, 2, 3, padding: 1, padding_mode: PaddingModes.Reflect),
        ["conv_transpose1d"] = () => ConvTranspose1d(3, 4, 3, stride: 2, padding: 1, output_padding: 1),
        ["conv_transpose1d_options"] = () => ConvTranspose1d(4, 6, 3, dilation: 2, groups: 2, bias: false),
        ["conv_transpose2d"] = () => ConvTranspose2d(4, 6, 3, stride: 2, padding: 1, output_padding: 1, groups: 2),
        ["conv_transpose2d_tuple"] = () => ConvTranspose2d(2, 3, (2, 3), stride: (2, 3), dilation: (2, 1), bias: false),
        ["conv_transpose2d_array"] = () => ConvTranspose2d(2, 3, new long[] { 2, 3 }, stride: [2, 3], padding: [1, 0], output_padding: [1, 2]),
        ["conv_transpose3d"] = () => ConvTranspose3d(2, 2, 2, stride: 2),
        ["conv_transpose3d_options"] = () => ConvTranspose3d(2, 4, (2, 3, 1), stride: (2, 1, 3), padding: (1, 1, 0), output_padding: (1, 0, 2), dilation: (1, 2, 1), groups: 2),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name) => Layers.Check(name);

    [Fact]
    public void Options_that_make_no_layer_are_named()
    {
        Refusal.Of(() => Conv2d(3, 4, 3, groups: 2)).ShouldBe("Conv2d: in_channels (3) must be divisible by groups (2).");
        Refusal.Of(() => Conv2d(4, 3, 3, groups: 2)).ShouldBe("Conv2d: out_channels (3) must be divisible by groups (2).");
        Refusal.Of(() => Conv2d(1, 1, 0)).ShouldBe("Conv2d: kernel_size is positive, not (0, 0).");
        Refusal.Of(() => Conv2d(1, 1, 3, Padding.Same, stride: 2)).ShouldBe("Conv2d: padding 'same' needs stride 1, not (2, 2).");
        Refusal.Of(() => ConvTranspose2d(1, 1, 3, padding_mode: PaddingModes.Reflect)).ShouldBe("ConvTranspose2d: a transposed convolution pads with zeros only, not Reflect.");
        Refusal.Of(() => Conv2d(1, 1, new long[] { 3, 3 }, stride: [1, 1, 1])).ShouldBe("Conv2d: stride has as many numbers as kernel_size (2), not 3.");
        Refusal.Of(() => ConvTranspose1d(1, 1, 3, stride: 2, output_padding: 2)).ShouldBe("ConvTranspose1d: output_padding (2,) is less than stride or dilation.");
    }

    [Fact]
    public void A_transposed_convolution_reaches_every_size_its_stride_leaves_open()
    {
        using var scope = NewDisposeScope();
        using var layer = ConvTranspose2d(1, 1, 3, stride: 2, padding: 1);
        var input = zeros(1, 1, 5, 6);
        layer.forward(input).shape.ShouldBe([1, 1, 9, 11]);
        layer.forward(input, [10, 11]).shape.ShouldBe([1, 1, 10, 11]);
        Should.Throw<ArgumentException>(() => layer.forward(input, [11, 11])).Message.ShouldContain("gives 9 to 10 in dimension 0");
    }
}
