using Thelper.Nn;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

[NoLeaks]
public class CoordConvTests
{
    [Theory]
    [InlineData("5x4", 5, 4, true)]
    [InlineData("3x3_plain", 3, 3, false)]
    [InlineData("1x3", 1, 3, true)]
    public void Coordinates(string name, int height, int width, bool scaled)
    {
        using var map = CoordConv.GetCoordsMap(height, width, centered: scaled, normalized: scaled);
        map.shape.ShouldBe([2L, height, width]);
        var expected = GoldenModel.Get("coordinates").GetProperty(name).EnumerateArray().Select(v => (float)v.GetDouble());
        map.data<float>().ToArray().ShouldBe(expected);
    }

    [Fact]
    public void Noise_is_gaussian()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var noise = CoordConv.GetCoordsMap(40, 50, noise: 0.25) - CoordConv.GetCoordsMap(40, 50);
        noise.std().ToDouble().ShouldBe(0.25, 0.02);
        noise.mean().ToDouble().ShouldBe(0, 0.02);
    }

    [Fact]
    public void Convolution() => GoldenModel.Check(
        "coord_conv", () => new CoordConv2d(2, 3, 3, stride: 2, padding: 1, radiusChannel: true), 2, 2, 7, 8);

    [Fact]
    public void Transposed_convolution() => GoldenModel.Check(
        "coord_conv_transpose", () => new CoordConvTranspose2d(2, 3, 3, stride: 2, padding: 1, outputPadding: 1), 2, 2, 4, 5);

    [Fact]
    public void Scale_multiplies_the_coordinates()
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        using var plain = new CoordConv2d(1, 1, 1, bias: false);
        manual_seed(0);
        using var scaled = new CoordConv2d(1, 1, 1, bias: false, scale: 3);
        var nothing = zeros(1, 1, 4, 4);
        allclose(scaled.call(nothing), plain.call(nothing) * 3).ShouldBeTrue();
    }

    [Fact]
    public void Convolutions_at_any_depth_are_exchanged() => GoldenModel.Check(
        GoldenModel.Get("swapped", "networks.json"),
        () => CoordConv.SwapCoordConvLayers(
            nn.Sequential(
                nn.Conv2d(2, 4, 3, padding: 1), nn.ReLU(), nn.Sequential(nn.Conv2d(4, 5, 3, stride: 2, padding: 1, bias: false), nn.Tanh()),
                nn.ConvTranspose2d(5, 3, 3, stride: 2, padding: 1, output_padding: 1)),
            radiusChannel: true),
        (model, batch) => model.call(batch),
        2, 2, 8, 6);

    [Fact]
    public void A_convolution_alone_and_one_in_a_field_are_exchanged_with_what_they_were()
    {
        using var scope = NewDisposeScope();
        using var alone = CoordConv.SwapCoordConvLayers(nn.Conv2d(2, 3, (3, 5), Padding.Same, dilation: (2, 1), padding_mode: PaddingModes.Reflect));
        alone.ShouldBeOfType<CoordConv2d>().call(zeros(1, 2, 7, 9)).shape.ShouldBe([1L, 3, 7, 9]);
        using var network = CoordConv.SwapCoordConvLayers(new InField());
        network.state_dict().Keys.ShouldBe(["layer.conv.weight", "layer.conv.bias"]);
        network.call(zeros(1, 1, 4, 4)).shape.ShouldBe([1L, 1, 4, 4]);

        // What has coordinates already stays.
        var before = network.state_dict()["layer.conv.weight"];
        CoordConv.SwapCoordConvLayers(network).state_dict()["layer.conv.weight"].ShouldBeSameAs(before);
    }

    [Fact]
    public void A_network_that_cannot_hold_other_layers_stays_as_it_is()
    {
        using var scope = NewDisposeScope();
        using var typed = nn.Sequential(nn.Conv2d(1, 1, 1), new Typed());
        var keys = typed.state_dict().Keys.ToList();
        Should.Throw<UserErrorException>(() => CoordConv.SwapCoordConvLayers(typed)).Message.ShouldBe(
            "Sequential: coordinates cannot be added: '1.layer' is in the field 'layer' of Typed, declared as Conv2d; declare it as Module<Tensor, Tensor>");
        typed.state_dict().Keys.ShouldBe(keys);
        using var hidden = new InList();
        Should.Throw<UserErrorException>(() => CoordConv.SwapCoordConvLayers(hidden)).Message.ShouldContain("'inner' is in no field of InList");
    }

    private sealed class InField : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> layer = nn.Conv2d(1, 1, 3, padding: 1);

        public InField() => RegisterComponents();

        public override Tensor forward(Tensor input) => layer.call(input);
    }

    private sealed class Typed : nn.Module<Tensor, Tensor>
    {
        private readonly Torch.Modules.Conv2d layer = nn.Conv2d(1, 1, 3, padding: 1);

        public Typed() => RegisterComponents();

        public override Tensor forward(Tensor input) => layer.call(input);
    }

    private sealed class InList : nn.Module<Tensor, Tensor>
    {
        private readonly List<nn.Module<Tensor, Tensor>> layers = [nn.Conv2d(1, 1, 1)];

        public InList() => register_module("inner", layers[0]);

        public override Tensor forward(Tensor input) => layers[0].call(input);
    }
}
