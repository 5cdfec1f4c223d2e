using Thelper.Draw;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Draw;

[NoLeaks]
public class ImageGridTests
{
    [Fact]
    public void Images_stand_in_rows_in_their_own_size()
    {
        using var scope = NewDisposeScope();
        Tensor[] images = [Pictures.Plain(4, 6, 255, 0, 0), Pictures.Plain(4, 6, 0, 255, 0), Pictures.Plain(2, 2, 0, 0, 255)];
        var grid = ImageGrid.Create(images);
        grid.shape.ShouldBe([8, 12, 3]);
        grid.At(0, 0).ShouldBe([255, 0, 0]);
        grid.At(3, 5).ShouldBe([255, 0, 0]);
        grid.At(0, 6).ShouldBe([0, 255, 0]);
        grid.At(7, 5).ShouldBe([0, 0, 255]);
        grid.At(4, 6).ShouldBe([0, 0, 0]);
        ImageGrid.Create(images, options: new(Columns: 3, Gap: 1)).shape.ShouldBe([4, 20, 3]);
    }

    [Fact]
    public void Rows_stand_above_each_other()
    {
        using var scope = NewDisposeScope();
        Tensor[] inputs = [ImageGrid.OfUnitRange(full([4, 4, 1], 0.5f)), ImageGrid.OfUnitRange(full([4, 4, 3], 2f))];
        Tensor[] outputs = [ImageGrid.OfUnitRange(zeros(4, 4, 3)), ImageGrid.OfUnitRange(full([4, 4, 3], -1f))];
        var grid = ImageGrid.Stack([inputs, outputs]);
        grid.shape.ShouldBe([8, 8, 3]);
        grid.At(0, 0).ShouldBe([128, 128, 128]);
        grid.At(0, 4).ShouldBe([255, 255, 255]);
        grid.At(4, 4).ShouldBe([0, 0, 0]);
        Should.Throw<UserErrorException>(() => ImageGrid.Stack([inputs, [outputs[0]]])).Message.ShouldContain("2, 1");
    }

    [Fact]
    public void Captions_stand_below_and_never_reach_into_the_neighbour()
    {
        using var scope = NewDisposeScope();
        var images = Enumerable.Range(0, 7).Select(i => Pictures.Scene(28, 28, i)).ToArray();
        Caption[] captions =
        [
            "truth: cat, prediction: cat", "truth: a\nprediction: b", new string('W', 200), "é ü 日本", "", "y=1.25",
            new Caption("a wrong one", [255, 80, 80]),
        ];
        var grid = ImageGrid.Create(images, captions, GridOptions.Readable).Keep("grid");
        grid.shape.ShouldBe([(3 * (140 + 34 + 4)) - 4, (3 * 144) - 4, 3]);

        // The gap beside the long caption stays black.
        aten.narrow(grid, 1, 284, 4).to(ScalarType.Int32).sum().ToInt64().ShouldBe(0);

        // The coloured caption is there.
        var strip = aten.narrow(aten.narrow(grid, 0, (2 * 178) + 140, 34), 1, 0, 140).to(ScalarType.Int32);
        var brightest = strip.amax([0, 1]).DataSpan<int>().ToArray();
        brightest[0].ShouldBeGreaterThan(240);
        brightest[1].ShouldBeInRange(70, 80);
    }

    [Theory]
    [InlineData(28, 28, 140)]
    [InlineData(128, 200, 128)]
    [InlineData(4000, 2000, 1600)]
    public void Tiles_are_large_enough_to_see_and_small_enough_to_show(int height, int width, int expected)
    {
        using var scope = NewDisposeScope();
        ImageGrid.Create([zeros([height, width, 3], ScalarType.Byte)], options: GridOptions.Readable with { Gap = 0 }).shape[0].ShouldBe(expected);
    }

    [Fact]
    public void A_hundred_large_images_fit_into_the_picture()
    {
        using var scope = NewDisposeScope();
        var image = Pictures.Plain(300, 500, 9, 9, 9);
        var grid = ImageGrid.Create([.. Enumerable.Repeat(image, 100)], options: GridOptions.Readable);
        grid.shape[0].ShouldBeLessThanOrEqualTo(1600);
        grid.shape[1].ShouldBeInRange(1500, 1600);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        using var scope = NewDisposeScope();
        Should.Throw<UserErrorException>(() => ImageGrid.Create([])).Message.ShouldContain("no images");
        Should.Throw<UserErrorException>(() => ImageGrid.Create([zeros(4, 4, 3)], ["a", "b"])).Message.ShouldContain("2 captions");
        Should.Throw<UserErrorException>(() => ImageGrid.Create([zeros(4)])).Message.ShouldContain("H×W×C");
    }
}
