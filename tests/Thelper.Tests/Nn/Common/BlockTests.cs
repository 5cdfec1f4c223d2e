using Thelper.Nn.Common;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn.Common;

/// <summary>The bricks of <c>thelper.nn.common</c>: names, first weights, outputs, gradients and running statistics of the same in plain PyTorch.</summary>
[NoLeaks]
public class BlockTests
{
    [Theory]
    [InlineData("conv_block")]
    [InlineData("conv_block_prelu_instance")]
    [InlineData("conv_block_bare")]
    [InlineData("deconv_block_lrelu")]
    [InlineData("ps_block_tanh")]
    [InlineData("resnet_block")]
    [InlineData("upsample_deconv")]
    [InlineData("upsample_ps")]
    [InlineData("upsample_rnc")]
    public void A_brick_is_PyTorchs(string name) => Check(name, 2, 4, 6, 8);

    [Fact]
    public void A_brick_of_vectors_is_PyTorchs() => Check("dense_block_sigmoid", 4, 5);

    [Theory]
    [InlineData("norm", "layer", null)]
    [InlineData("activation", null, "gelu")]
    public void Unknown_names_are_user_errors(string parameter, string? norm, string? activation)
    {
        var expected = $"{parameter}: '{norm ?? activation}' is not known (known: ";
        Func<nn.Module>[] makers =
        [
            () => new ConvBlock(2, 2, norm: norm ?? "batch", activation: activation), () => new DeconvBlock(2, 2, norm: norm ?? "batch", activation: activation),
            () => new DenseBlock(2, 2, norm: norm ?? "batch", activation: activation), () => new PSBlock(2, 2, 2, norm: norm ?? "batch", activation: activation),
            () => new ResNetBlock(2, norm: norm ?? "batch", activation: activation), () => new Upsample2xBlock(2, 2, norm: norm ?? "batch", activation: activation),
        ];
        makers.ShouldAllBe(make => Should.Throw<UserErrorException>(() => make(), "").Message.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Wrong_sizes_are_user_errors()
    {
        Should.Throw<UserErrorException>(() => new ConvBlock(3, 4, groups: 2)).Message.ShouldStartWith("groups: 2 does not divide");
        Should.Throw<UserErrorException>(() => new PSBlock(3, 4, 0)).Message.ShouldStartWith("scale_factor: 0");
        Should.Throw<UserErrorException>(() => new Upsample2xBlock(3, 4, upsample: "bilinear")).Message.ShouldBe("upsample: 'bilinear' is not known (known: deconv, ps, rnc)");
    }

    private static void Check(string name, params long[] input) =>
        GoldenModel.Check(GoldenModel.Get(name, "networks.json"), () => Make(name), (model, batch) => model.call(batch), input);

    private static nn.Module<Tensor, Tensor> Make(string name) => name switch
    {
        "conv_block" => new ConvBlock(4, 6),
        "conv_block_prelu_instance" => new ConvBlock(4, 6, activation: "prelu", norm: "instance"),
        "conv_block_bare" => new ConvBlock(4, 6, activation: null, norm: null),
        "deconv_block_lrelu" => new DeconvBlock(4, 6, activation: "lrelu"),
        "ps_block_tanh" => new PSBlock(4, 3, 3, activation: "tanh"),
        "dense_block_sigmoid" => new DenseBlock(5, 7, activation: "sigmoid"),
        "resnet_block" => new ResNetBlock(4, activation: "prelu"),
        _ => new Upsample2xBlock(4, 3, upsample: name["upsample_".Length..]),
    };
}
