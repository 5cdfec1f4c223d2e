using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Tests.Transforms.Geometry;

/// <summary>The parts that operations are made of.</summary>
[NoLeaks]
public class WarpTests
{
    [Fact]
    public void Four_quarter_turns_change_nothing()
    {
        using var scope = torch.NewDisposeScope();
        var image = torch.arange(0, 7 * 5 * 3, dtype: torch.int32).to(torch.uint8).view(7, 5, 3);
        foreach (var quarters in new[] { 1, -1, 3 })
        {
            Warp[] turns = new Warp[4];
            for (var i = 0; i < 4; i++)
            {
                turns[i] = i % 2 == 0 ? Warps.Turn(7, 5, quarters) : Warps.Turn(5, 7, quarters);
            }

            var chain = new ChainWarp(turns);
            torch.equal(chain.Image(image), image).ShouldBeTrue();
            torch.equal(chain.Labels(image.select(2, 0), 0), image.select(2, 0)).ShouldBeTrue();
            chain.Point(1.25, 6.5).ShouldBe((1.25, 6.5));
            chain.Box(new BoxEdges(1, 2, 3, 6)).ShouldBe(new MovedBox(new BoxEdges(1, 2, 3, 6), 1));
        }

        var rotation = new Vision.Transforms.RandomRotation(new List<object?> { 90L, 90L }, expand: true);
        var turned = (object?)image;
        for (var i = 0; i < 4; i++)
        {
            turned = rotation.Apply(turned, TransformRandom.For(0, 0, i));
        }

        torch.equal((torch.Tensor)turned!, image).ShouldBeTrue();
    }

    [Fact]
    public void A_box_across_an_edge_is_cut_and_says_how_much_is_left()
    {
        var crop = Warps.Crop(20, 30, 10, 5, 10, 15);
        crop.Box(new BoxEdges(4, 7, 16, 11)).ShouldBe(new MovedBox(new BoxEdges(0, 2, 6, 6), 0.5));
        crop.Box(new BoxEdges(11, 6, 20, 14)).ShouldBe(new MovedBox(new BoxEdges(1, 1, 10, 9), 1));
        crop.Box(new BoxEdges(0, 0, 10, 20)).ShouldBeNull();
        // A border later does not bring back what a crop cut off.
        var chain = new ChainWarp(crop, Warps.Crop(10, 15, -10, -5, 20, 30));
        chain.Box(new BoxEdges(4, 7, 16, 11)).ShouldBe(new MovedBox(new BoxEdges(10, 7, 16, 11), 0.5));
        chain.Keeps(5, 8).ShouldBeFalse();
        chain.Keeps(11, 8).ShouldBeTrue();
    }

    [Fact]
    public void A_turned_box_that_is_cut_is_bounded_by_what_is_seen_of_it()
    {
        // A square turned by 45 degrees, of which the image shows the upper half: the hull of its corners would be twice as high.
        var warp = Warps.Affine(20, 20, [Math.Sqrt(0.5), -Math.Sqrt(0.5), 9.5, Math.Sqrt(0.5), Math.Sqrt(0.5), 9.5 + 10 - (19 * Math.Sqrt(0.5))], 20, 20);
        var box = warp.Box(new BoxEdges(5, 5, 15, 15)).ShouldNotBeNull();
        box.Visible.ShouldBe(0.5, 0.1);
        box.Edges.Bottom.ShouldBe(20);
    }

    [Fact]
    public void Mirrors_are_known_by_what_they_do()
    {
        Warps.Flip(4, 6, horizontal: true, vertical: false).Mirrors.ShouldBeTrue();
        Warps.Flip(4, 6, horizontal: true, vertical: true).Mirrors.ShouldBeFalse();
        Warps.Transpose(4, 6).Mirrors.ShouldBeTrue();
        Warps.Turn(4, 6, 1).Mirrors.ShouldBeFalse();
        new ChainWarp(Warps.Flip(4, 6, true, false), Warps.Flip(4, 6, true, false)).Mirrors.ShouldBeFalse();
    }

    [Fact]
    public void Maps_of_real_numbers_are_linear_between_pixels()
    {
        using var scope = torch.NewDisposeScope();
        var ramp = torch.arange(0, 8, dtype: torch.float64).view(1, 8).expand(6, 8).contiguous();
        var moved = Warps.Affine(6, 8, [1, 0, 0.25, 0, 1, 0], 6, 8).HeatMap(ramp);
        // Each pixel comes from a quarter of a pixel to its left.
        for (var x = 1; x < 8; x++)
        {
            moved[2, x].ToDouble().ShouldBe(x - 0.25, 1e-9);
        }

        torch.equal(Warps.Flip(6, 8, true, false).HeatMap(ramp).round(), aten.flip(ramp, [1])).ShouldBeTrue();
    }

    [Fact]
    public void A_bending_field_is_followed_forward()
    {
        using var scope = torch.NewDisposeScope();
        const int Height = 30, Width = 40;
        var (right, down) = (new float[Height * Width], new float[Height * Width]);
        for (var i = 0; i < right.Length; i++)
        {
            (right[i], down[i]) = ((float)(3 * Math.Sin((i / Width) / 5.0)), (float)(2 * Math.Cos((i % Width) / 6.0)));
        }

        var warp = new FieldWarp(Height, Width, Height, Width, right, down, (_, image) => image);
        foreach (var (x, y) in new[] { (10.0, 10.0), (25.5, 20.25), (33.0, 7.5) })
        {
            var (u, v) = warp.Point(x, y);
            var (backX, backY) = warp.Source(u, v);
            backX.ShouldBe(x, 0.01);
            backY.ShouldBe(y, 0.01);
        }

        var fine = warp.At(2 * Height, 2 * Width);
        var (a, b) = (warp.Point(20, 15), fine.Point(40, 30));
        (b.X / 2).ShouldBe(a.X, 0.1);
        (b.Y / 2).ShouldBe(a.Y, 0.1);
    }

    [Fact]
    public void An_affine_map_is_undone()
    {
        using var scope = torch.NewDisposeScope();
        var image = torch.arange(0, 40 * 50, dtype: torch.int32).remainder(255).to(torch.uint8).view(40, 50, 1);
        var operation = new Affine(new List<object?> { 0L, -1L, 45L, 1L, 0L, -3L }, flags: "cv2.INTER_NEAREST");
        var back = (torch.Tensor)operation.Invert(operation.Apply(image, TransformRandom.For(0, 0, 0)))!;
        torch.equal(back.narrow(0, 5, 30).narrow(1, 10, 25), image.narrow(0, 5, 30).narrow(1, 10, 25)).ShouldBeTrue();
    }

    [Fact]
    public void Maps_that_make_lines_of_areas_are_refused_where_something_must_be_found_again()
    {
        using var scope = torch.NewDisposeScope();
        var warp = Warps.Affine(6, 8, [1, 0, 0, 0, 0, 0], 6, 8);
        warp.Image(torch.zeros([6, 8, 3], torch.uint8)).shape.ShouldBe([6, 8, 3]);
        Should.Throw<UserErrorException>(() => warp.Source(1, 1)).Message.ShouldContain("lines or points");
    }
}
