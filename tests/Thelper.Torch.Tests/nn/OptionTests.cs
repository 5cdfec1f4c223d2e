using Thelper.Testing;
using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Options that make no layer, inputs that do not fit, and the spelling of numbers.</summary>
[NoLeaks]
public sealed class OptionTests
{
    [Fact]
    public void Options_that_make_no_layer_are_named()
    {
        Message(() => Conv2d(3, 4, 3, groups: 2)).ShouldBe("Conv2d: in_channels (3) must be divisible by groups (2).");
        Message(() => Conv2d(4, 3, 3, groups: 2)).ShouldBe("Conv2d: out_channels (3) must be divisible by groups (2).");
        Message(() => Conv2d(1, 1, 0)).ShouldBe("Conv2d: kernel_size is positive, not (0, 0).");
        Message(() => Conv2d(1, 1, 3, Padding.Same, stride: 2)).ShouldBe("Conv2d: padding 'same' needs stride 1, not (2, 2).");
        Message(() => ConvTranspose2d(1, 1, 3, padding_mode: PaddingModes.Reflect)).ShouldBe("ConvTranspose2d: a transposed convolution pads with zeros only, not Reflect.");
        Message(() => Dropout(1.5)).ShouldBe("Dropout: p is a probability in [0, 1], not 1.5.");
        Message(() => GroupNorm(4, 6)).ShouldBe("GroupNorm: num_channels (6) must be divisible by num_groups (4).");
        Message(() => Embedding(3, 2, padding_idx: 3)).ShouldBe("Embedding: padding_idx (3) is no row of 3.");
        Message(() => Upsample()).ShouldBe("Upsample needs either size or scale_factor.");
        Message(() => UpsamplingNearest2d()).ShouldBe("UpsamplingNearest2d needs either size or scale_factor.");
        Message(() => Conv2d(1, 1, new long[] { 3, 3 }, stride: [1, 1, 1])).ShouldBe("Conv2d: stride has as many numbers as kernel_size (2), not 3.");
        Message(() => ConvTranspose1d(1, 1, 3, stride: 2, output_padding: 2)).ShouldBe("ConvTranspose1d: output_padding (2,) is less than stride or dilation.");
        Message(() => Dropout3d(-0.1)).ShouldBe("Dropout3d: p is a probability in [0, 1], not -0.1.");
        Message(() => AlphaDropout(double.NaN)).ShouldBe("AlphaDropout: p is a probability in [0, 1], not nan.");
        Message(() => GELU("exact")).ShouldBe("GELU: approximate is 'none' or 'tanh', not 'exact'.");
        Message(() => Hardtanh(1, -1)).ShouldBe("Hardtanh: min_val (1.0) is less than max_val (-1.0).");
        Message(() => Softshrink(-1)).ShouldBe("Softshrink: lambda is not negative, but -1.0 is.");
        Message(() => RReLU(0.5, 0.25)).ShouldBe("RReLU: lower (0.5) is not above upper (0.25).");
        Message(() => MaxPool2d(2, padding: 2)).ShouldBe("MaxPool2d: padding (2) is at most half of kernel_size (2).");
        Message(() => MaxPool3d(new long[] { 2, 2 })).ShouldBe("MaxPool3d: kernel_size is one number, or 3, not (2, 2).");
        Message(() => AvgPool3d(2, divisor_override: 0)).ShouldBe("AvgPool3d: divisor_override is not zero.");
        Message(() => AdaptiveAvgPool2d((2, -1))).ShouldBe("AdaptiveAvgPool2d: output_size is one number, or 2, none negative, not (2, -1).");
        Message(() => FractionalMaxPool2d(2)).ShouldBe("FractionalMaxPool2d needs either output_size or output_ratio.");
        Message(() => FractionalMaxPool3d(2, output_ratio: 1.5)).ShouldBe("FractionalMaxPool3d: output_ratio is between 0 and 1, not (1.5, 1.5, 1.5).");
        Message(() => PixelShuffle(0)).ShouldBe("PixelShuffle: upscale_factor is positive, not 0.");
        Message(() => ChannelShuffle(0)).ShouldBe("ChannelShuffle: groups is positive, not 0.");
        Message(() => Fold(4, 0)).ShouldBe("Fold: kernel_size is positive, not 0.");
        Message(() => LocalResponseNorm(0)).ShouldBe("LocalResponseNorm: size is positive, not 0.");
        Message(() => AdaptiveLogSoftmaxWithLoss(8, 10, [4, 4])).ShouldStartWith("AdaptiveLogSoftmaxWithLoss: cutoffs grow and are between 1 and n_classes - 1 (9)");
    }

    [Fact]
    public void Options_that_do_not_go_together_are_named()
    {
        using var scope = NewDisposeScope();
        var image = zeros(1, 1, 4, 4);
        Refusal(() => functional.interpolate(image)).ShouldBe("interpolate needs either size or scale_factor.");
        Refusal(() => functional.interpolate(image, [2], mode: InterpolationMode.Area, align_corners: true)).ShouldBe("interpolate: align_corners has no meaning for the mode Area.");
        Refusal(() => functional.interpolate(image, [2], mode: InterpolationMode.Linear)).ShouldBe("interpolate: the mode Linear does not resize inputs of 4 dimensions.");
        Refusal(() => functional.interpolate(image, [2, 2, 2])).ShouldBe("interpolate: size has 3 numbers for an input with 2 dimensions to resize.");
        Refusal(() => functional.interpolate(image, [2], antialias: true)).ShouldStartWith("interpolate: antialias is for the modes Bilinear and Bicubic");
        Refusal(() => functional.interpolate(image, [2], recompute_scale_factor: true)).ShouldStartWith("interpolate: recompute_scale_factor has no meaning");
        Refusal(() => functional.dropout(image, 2)).ShouldBe("dropout: p is a probability in [0, 1], not 2.0.");
        Refusal(() => functional.grid_sample(image, zeros(1, 2, 2, 2), (GridSampleMode)9)).ShouldBe("grid_sample: there is no mode 9.");
        Should.Throw<ArgumentException>(() => functional.affine_grid(zeros(1, 2, 3), [1, 1, 2, 2, 2])).Message.ShouldContain("not (1, 2, 3) and (1, 1, 2, 2, 2)");
        Should.Throw<ArgumentException>(() => functional.max_unpool2d(image, zeros([1, 1, 4, 4], ScalarType.Int64), [2], null, null, [11, 8])).Message.ShouldContain("is not within one stride of (8, 8)");
        Should.Throw<TorchException>(() => functional.glu(zeros(3, 3)));
    }

    [Fact]
    public void Inputs_that_do_not_fit_are_named()
    {
        using var scope = NewDisposeScope();
        using var norm = BatchNorm2d(2);
        using var flat = BatchNorm1d(2);
        Should.Throw<ArgumentException>(() => norm.call(zeros(2, 2))).Message.ShouldStartWith("BatchNorm2d takes 4 dimensions, not (2, 2).");
        Should.Throw<ArgumentException>(() => flat.call(zeros(1, 2))).Message.ShouldContain("needs more than 1 value a channel");
        norm.num_batches_tracked!.ToInt64().ShouldBe(0);
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

    [Fact]
    public void Statistics_are_forgotten_on_request()
    {
        using var scope = NewDisposeScope();
        using var norm = BatchNorm2d(2);
        norm.call(ones(2, 2, 3, 3));
        norm.num_batches_tracked!.ToInt64().ShouldBe(1);
        norm.reset_running_stats();
        Reference.Elements(norm.running_mean!).ShouldBe([0, 0]);
        Reference.Elements(norm.running_var!).ShouldBe([1, 1]);
        norm.num_batches_tracked!.ToInt64().ShouldBe(0);
    }

    // From Python's str() of the same numbers.
    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1.0, "1.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(1e-05, "1e-05")]
    [InlineData(1.5e-7, "1.5e-07")]
    [InlineData(123456789.125, "123456789.125")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(-2.5e+300, "-2.5e+300")]
    [InlineData(0.30000000000000004, "0.30000000000000004")]
    [InlineData(12345678901234567.0, "1.2345678901234568e+16")]
    [InlineData(9007199254740993.0, "9007199254740992.0")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NaN, "nan")]
    public void Numbers_are_spelt_as_in_Python(double value, string expected) => PythonText.Of(value).ShouldBe(expected);

    private static string Refusal(Func<Tensor> run) => Should.Throw<UserErrorException>(() => run()).Message;

    private static string Message(Func<Module> make) => Should.Throw<UserErrorException>(() => make().Dispose()).Message;
}
