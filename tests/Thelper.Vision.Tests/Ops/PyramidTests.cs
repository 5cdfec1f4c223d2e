using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Tests.Ops;

[NoLeaks]
public class PyramidTests
{
    private static JsonElement Golden => OpsGolden.Root.GetProperty("pyramid");

    [Fact]
    public void Regions_are_read_from_the_level_of_their_size()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var maps = new OrderedDictionary<string, Tensor>
        {
            ["0"] = rand([2, 4, 32, 40]),
            ["1"] = rand([2, 4, 16, 20]),
            ["2"] = rand([2, 4, 8, 10]),
            ["unused"] = rand([2, 4, 2, 2]),
        };
        maps.Values.ToList().ForEach(m => m.requires_grad_());
        using var pool = new MultiScaleRoIAlign(["0", "1", "2"], (2, 2), 2, canonicalScale: 14, canonicalLevel: 3);
        var output = pool.Pool(maps, [OpsGolden.Boxes(6, 6, 120), OpsGolden.Boxes(7, 3, 90)], [(128, 160), (120, 100)]);
        var golden = Golden.GetProperty("pool");
        OpsGolden.Check(golden.GetProperty("output"), output);
        pool.ToString().ShouldBe(golden.GetProperty("text").GetString());
        output.square().sum().backward();
        for (var i = 0; i < 3; i++)
        {
            var sum = maps[$"{i}"].grad!.to(ScalarType.Float64).abs().sum().ToDouble();
            sum.ShouldBe(golden.GetProperty("gradients")[i].GetDouble(), 1e-9 + (1e-5 * sum));
        }
    }

    [Theory]
    [InlineData("max")]
    [InlineData("p6p7")]
    [InlineData("none")]
    public void Pyramids_are_torchvisions(string name)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.GetProperty(name);
        manual_seed(8);
        using ExtraFPNBlock? extra = name switch
        {
            "max" => new LastLevelMaxPool(),
            "p6p7" => new LastLevelP6P7(8, 4),
            _ => null,
        };
        using var pyramid = new FeaturePyramidNetwork([4, 6, 8], 4, extra);
        pyramid.state_dict().Keys.ShouldBe(golden.GetProperty("keys").EnumerateArray().Select(k => k.GetString()!));
        manual_seed(9);
        var output = pyramid.call(new() { ["a"] = rand([1, 4, 13, 15]), ["b"] = rand([1, 6, 7, 8]), ["c"] = rand([1, 8, 4, 4]) });
        output.Keys.ShouldBe(golden.GetProperty("maps").EnumerateObject().Select(m => m.Name));
        foreach (var expected in golden.GetProperty("maps").EnumerateObject())
        {
            var map = output[expected.Name];
            map.shape.ShouldBe(expected.Value[0].EnumerateArray().Select(v => v.GetInt64()));
            map.to(ScalarType.Float64).sum().ToDouble().ShouldBe(expected.Value[1].GetDouble(), 1e-3);
            map.to(ScalarType.Float64).abs().sum().ToDouble().ShouldBe(expected.Value[2].GetDouble(), 1e-3);
        }
    }

    [Fact]
    public void Frozen_normalisation_is_torchvisions_and_learns_nothing()
    {
        using var scope = NewDisposeScope();
        manual_seed(10);
        using var frozen = new FrozenBatchNorm2d(3);
        var state = new[] { "weight", "bias", "running_mean", "running_var" }.ToDictionary(k => k, _ => rand([3]) + 0.5);
        frozen.load_state_dict(state);
        OpsGolden.Check(Golden.GetProperty("frozen"), frozen.call(rand([1, 3, 2, 2])));
        frozen.parameters().ShouldBeEmpty();
        frozen.ToString().ShouldBe("FrozenBatchNorm2d(3, eps=1e-05)");
    }
}
