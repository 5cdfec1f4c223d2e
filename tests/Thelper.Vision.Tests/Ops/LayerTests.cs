using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Tests.Ops;

/// <summary>Small layers that torchvision's networks are made of; their numbers are compared where networks are (<c>ZooTests</c>).</summary>
[NoLeaks]
public class LayerTests
{
    [Theory]
    [InlineData("row")]
    [InlineData("batch")]
    public void Stochastic_depth_drops_samples_or_all_and_enlarges_the_others(string mode)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var layer = new StochasticDepth(0.25, mode);
        var seen = new HashSet<string>();
        for (var i = 0; i < 200; i++)
        {
            var rows = layer.call(ones(2, 3)).mean([1]);
            var kept = new[] { rows[0].ToSingle(), rows[1].ToSingle() };
            kept.ShouldAllBe(value => value == 0 || Math.Abs(value - (4 / 3f)) < 1e-6);
            seen.Add($"{kept[0] > 0} {kept[1] > 0}");
        }

        seen.Count.ShouldBe(mode == "row" ? 4 : 2);
        layer.eval();
        aten.equal(layer.call(ones(2, 3)), ones(2, 3)).ShouldBeTrue();
        layer.ToString().ShouldBe($"StochasticDepth(p=0.25, mode={mode})");
    }

    [Fact]
    public void Everything_can_be_dropped()
    {
        using var scope = NewDisposeScope();
        aten.equal(torchvision.ops.stochastic_depth(ones(2, 3), 1, "row"), zeros(2, 3)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1.5, "row", "p is a probability in [0, 1], not 1.5")]
    [InlineData(double.NaN, "row", "not nan")]
    [InlineData(0.5, "rows", "the mode is 'row' or 'batch', not 'rows'")]
    public void Wrong_stochastic_depth_is_a_user_error(double p, string mode, string expected) =>
        Should.Throw<UserErrorException>(() => new StochasticDepth(p, mode)).Message.ShouldContain(expected);

    [Fact]
    public void A_perceptron_normalises_between_its_layers()
    {
        using var scope = NewDisposeScope();
        using var layers = new MLP(4, [6, 5, 2], norm: static size => nn.LayerNorm(size), bias: false, dropout: 0.5);
        layers.state_dict().Keys.ShouldBe(["0.weight", "1.weight", "1.bias", "4.weight", "5.weight", "5.bias", "8.weight"]);
        layers.call(ones(3, 4)).shape.ShouldBe([3L, 2L]);
        Should.Throw<UserErrorException>(() => new MLP(4, [])).Message.ShouldContain("at least one layer");
    }

    [Fact]
    public void Permute_puts_dimensions_in_order()
    {
        using var scope = NewDisposeScope();
        using var layer = new Permute([0, 2, 3, 1]);
        layer.call(ones(2, 3, 4, 5)).shape.ShouldBe([2L, 4L, 5L, 3L]);
    }
}
