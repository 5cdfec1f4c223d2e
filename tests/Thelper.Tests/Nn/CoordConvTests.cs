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
}
