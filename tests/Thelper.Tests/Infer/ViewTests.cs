using Thelper.Infer;
using Thelper.Infer.Tiling;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer;

[NoLeaks]
public class ViewTests
{
    [Fact]
    public void Views_are_read()
    {
        Views.Read(null).ShouldBeSameAs(Views.Straight);
        Views.Read("flip").ShouldBe([new(false, false, 1), new(true, false, 1)]);
        Views.Read("flips").Count.ShouldBe(4);
        Views.Read("scales=0.75,1,1.25").Select(view => view.Scale).ShouldBe([0.75, 1, 1.25]);
        Views.Read("flip+scales=0.5,2").ShouldBe([new(false, false, 0.5), new(true, false, 0.5), new(false, false, 2), new(true, false, 2)]);
    }

    [Theory]
    [InlineData("flop", "did you mean 'flip'")]
    [InlineData("", "is no view")]
    [InlineData("scales=", "is no scale")]
    [InlineData("scales=0", "is no scale")]
    [InlineData("scales=nan", "is no scale")]
    [InlineData("flip,scales=2", "is no view")]
    public void Others_are_named(string text, string message) => Should.Throw<UserErrorException>(() => Views.Read(text)).Message.ShouldContain(message);

    [Fact]
    public void Choices_are_said_once() => Should.Throw<UserErrorException>(() => Views.Read("foo")).Message.ShouldEndWith("two of these with a + between them");

    [Fact]
    public void What_is_said_of_a_view_comes_back_to_its_place()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var batch = rand(2, 3, 8, 12);
        foreach (var view in Views.Read("flips"))
        {
            view.Of(batch).equal(batch).ShouldBe(!view.FlipsColumns && !view.FlipsRows);
            view.Back(view.Of(batch), 8, 12).equal(batch).ShouldBeTrue();
        }

        // A smooth picture comes back through another size: half a pixel's shift would show.
        var slope = arange(64, ScalarType.Float32).view(1, 1, 1, 64).expand(1, 1, 32, 64).contiguous();

        // Half as large, a pixel is the mean of two: it lies between their middles.
        var half = new View(false, false, 0.5).Of(slope)[0, 0, 7].DataSpan<float>().ToArray();
        half.ShouldBe(Enumerable.Range(0, 32).Select(i => (2 * i) + 0.5f), 1e-4f);
        foreach (var view in Views.Read("flips+scales=0.5,2"))
        {
            var back = view.Back(view.Of(slope), 32, 64);
            (back - slope).abs().narrow(3, 2, 60).max().ToDouble().ShouldBeLessThan(1e-3);
        }
    }

    [Fact]
    public void Sizes_stay_as_divisible_as_they_were()
    {
        using var scope = NewDisposeScope();
        Shape(0.75, 64, 96).ShouldBe([1, 1, 64, 64]);
        Shape(1.25, 64, 96).ShouldBe([1, 1, 96, 128]);
        Shape(0.75, 48, 50).ShouldBe([1, 1, 32, 38]);
        Shape(0.1, 32, 3).ShouldBe([1, 1, 32, 1]);

        // A classifier puts no maps of several sizes together.
        new View(false, false, 0.75, 1).Of(zeros(1, 1, 32, 33)).shape.ShouldBe([1, 1, 24, 25]);

        static long[] Shape(double scale, int height, int width) => new View(false, false, scale).Of(zeros(1, 1, height, width)).shape;
    }

    [Fact]
    public void Boxes_come_back_to_their_place()
    {
        var box = new ScoredBox(1, 0.5, 10, 20, 30, 60);
        new View(true, false, 1).Back(box, 100, 200, []).ShouldBe(box with { Left = 170, Right = 190 });
        new View(false, true, 1).Back(box, 100, 200, []).ShouldBe(box with { Top = 40, Bottom = 80 });
        new View(true, true, 2).Back(box, 96, 192, []).ShouldBe(new ScoredBox(1, 0.5, 177, 66, 187, 86));
    }
}
