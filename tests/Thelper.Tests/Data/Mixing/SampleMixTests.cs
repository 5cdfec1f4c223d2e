using Thelper.Data.Mixing;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Data.Mixing;

/// <summary>Samples made of several: boxes bound what is painted, label maps equal their images.</summary>
[NoLeaks]
public class SampleMixTests
{
    private const int Height = 40;
    private const int Width = 56;
    private static readonly int[][] Channels = [[0], [1], [2], [0, 1]];
    private static readonly Detection Boxes = new(new[] { "a", "b", "c", "d" }, "image", "bboxes");
    private static readonly Segmentation Maps = new(new[] { "a", "b", "c" }, "image", "map", dontcare: 255);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Boxes_of_a_mosaic_bound_the_painted_objects_of_its_four_samples(bool planar)
    {
        using var outer = NewDisposeScope();
        var (seen, four) = (0, 0);
        for (var i = 0; i < 60; i++)
        {
            using var scope = NewDisposeScope();
            var samples = Enumerable.Range(0, 4).Select(n => Coloured(n, planar)).ToList();

            var result = new Mosaic(new List<object?> { 0.6, 1.0 }, minVisibility: 0).Apply(samples[0], samples[1..], Boxes, TransformRandom.For(5, 0, i));

            var image = (Tensor)result["image"]!;
            image.shape.ShouldBe(((Tensor)samples[0]["image"]!).shape);
            image.dtype.ShouldBe(planar ? ScalarType.Float32 : ScalarType.Byte);
            var pixels = planar ? image[0] : image.select(2, 0);
            // Nothing stays empty: the ground of every sample is its own.
            pixels.to(ScalarType.Float64).min().ToDouble().ShouldBeGreaterThanOrEqualTo(9.5);
            foreach (var box in ((IReadOnlyList<object?>)result["bboxes"]!).Cast<BoundingBox>())
            {
                // An object reaches to where it is half blended with its ground, in all of its channels and in no other.
                var own = Channels[(long)box.ClassId];
                var there = ones([Height, Width], ScalarType.Bool);
                for (var c = 0; c < 3; c++)
                {
                    var bright = (planar ? image[c] : image.select(2, c)).to(ScalarType.Float64).gt(105);
                    there = there.logical_and(own.Contains(c) ? bright : bright.logical_not());
                }

                box.ImageId.ShouldBe(0L);
                if (there.any().ToBoolean())
                {
                    var (rows, columns) = (Places(there.any(1)), Places(there.any(0)));
                    new[] { columns.First, rows.First, columns.End, rows.End }.Zip(box.BBox).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= 1.6, $"draw {i}: {box}");
                    seen++;
                }
            }

            four += Enumerable.Range(0, 4).Count(n => pixels.to(ScalarType.Float64).sub(10 + n).abs().lt(0.4).any().ToBoolean()) == 4 ? 1 : 0;
            result["name"].ShouldBe("sample 0");
        }

        seen.ShouldBeGreaterThan(60);
        four.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void Label_maps_of_a_mosaic_are_those_of_their_pixels()
    {
        using var outer = NewDisposeScope();
        for (var i = 0; i < 20; i++)
        {
            using var scope = NewDisposeScope();
            // Flat images, so that interpolation changes nothing.
            var samples = Enumerable.Range(0, 4).Select(n => new Sample { ["image"] = full([3, 30 + n, 40], n % 3f), ["map"] = full([30 + n, 40], n % 3, ScalarType.Int64) }).ToList();
            var result = new Mosaic().Apply(samples[0], samples[1..], Maps, TransformRandom.For(5, 0, i));
            torch.equal(((Tensor)result["image"]!)[1], ((Tensor)result["map"]!).to(ScalarType.Float32)).ShouldBeTrue();
            ((Tensor)result["map"]!).unique().output.numel().ShouldBe(3);
        }
    }

    [Fact]
    public void Pasted_objects_are_bound_by_their_boxes_and_what_they_hide_shrinks_or_goes()
    {
        using var outer = NewDisposeScope();
        var (dropped, shrunk, whole) = (0, 0, 0);
        for (var i = 0; i < 200; i++)
        {
            using var scope = NewDisposeScope();
            var (own, other) = (Painted(0, false), Painted(1, false));

            var result = new CopyPaste(probability: 1, minVisibility: 0.25).Apply(own, [other], Boxes, TransformRandom.For(6, 0, i));

            var boxes = ((IReadOnlyList<object?>)result["bboxes"]!).Cast<BoundingBox>().ToList();
            var pixels = ((Tensor)result["image"]!).select(2, 1);
            var pasted = boxes.Single(box => box.ClassId is 1L);
            (pasted.Width, pasted.Height).ShouldBe((18.0, 12.0));
            Part(pixels, pasted).eq(140).all().ToBoolean().ShouldBeTrue();
            pixels.eq(140).sum().ToInt64().ShouldBe(18 * 12);
            var left = pixels.eq(100);
            var mine = boxes.SingleOrDefault(box => box.ClassId is 0L);
            var share = left.sum().ToInt64() / (18.0 * 12);
            if (mine is null)
            {
                share.ShouldBeLessThan(0.25);
                dropped++;
            }
            else
            {
                share.ShouldBeGreaterThanOrEqualTo(0.25);
                new[] { Places(left.any(0)).First, Places(left.any(1)).First, Places(left.any(0)).End, Places(left.any(1)).End }.ShouldBe(mine.BBox.Select(x => (long)x));
                whole += mine.Width * mine.Height == 18 * 12 ? 1 : 0;
                shrunk += mine.Width * mine.Height < 18 * 12 ? 1 : 0;
            }
        }

        whole.ShouldBeGreaterThan(50);
        (dropped + shrunk).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Labelled_pixels_are_pasted_where_they_are()
    {
        using var scope = NewDisposeScope();
        var (own, other) = (zeros([6, 8], ScalarType.Int64), zeros([6, 8], ScalarType.Int64));
        own.narrow(0, 0, 2).fill_(1);
        other.narrow(1, 3, 2).fill_(2);
        other.narrow(1, 6, 1).fill_(255);
        var result = new CopyPaste(classes: ["c"]).Apply(
            new Sample { ["image"] = own.unsqueeze(0).to(ScalarType.Float32), ["map"] = own },
            [new Sample { ["image"] = other.unsqueeze(0).to(ScalarType.Float32), ["map"] = other }],
            Maps,
            TransformRandom.For(0, 0, 0));
        var expected = own.clone();
        expected.narrow(1, 3, 2).fill_(2);
        torch.equal((Tensor)result["map"]!, expected).ShouldBeTrue();
        torch.equal(((Tensor)result["image"]!)[0], expected.to(ScalarType.Float32)).ShouldBeTrue();
    }

    [Fact]
    public void Samples_that_do_not_fit_together_are_refused()
    {
        using var scope = NewDisposeScope();
        Should.Throw<UserErrorException>(() => new CopyPaste(classes: ["c"]).Apply(
            new Sample { ["image"] = zeros(3, 8, 8), ["map"] = zeros(8, 8) }, [new Sample { ["image"] = zeros(3, 9, 8), ["map"] = zeros(9, 8) }], Maps, TransformRandom.For(0, 0, 0)))
            .Message.ShouldContain("images of 8 x 8 and 8 x 9 pixels cannot be pasted into each other");
        Should.Throw<UserErrorException>(() => new Mosaic().Apply(
            new Sample { ["image"] = zeros(3, 8, 8) }, [new Sample { ["image"] = zeros(1, 8, 8) }, new Sample { ["image"] = zeros(3, 8, 8) }, new Sample { ["image"] = zeros(3, 8, 8) }], Boxes, TransformRandom.For(0, 0, 0)))
            .Message.ShouldContain("cannot be put together");
    }

    private static Sample Painted(int index, bool planar)
    {
        var image = full([Height, Width, 3], 10 + index, ScalarType.Byte);
        image.narrow(0, 14, 12).narrow(1, 19, 18).fill_(100 + (40 * index));
        return new Sample
        {
            ["image"] = planar ? image.permute(2, 0, 1).to(ScalarType.Float32).contiguous() : image,
            ["bboxes"] = new List<object?> { new BoundingBox((long)index, [19, 14, 37, 26], includeMargin: false) },
            ["name"] = $"sample {index}",
        };
    }

    // Each in channels of its own, so that no edge looks like another object.
    private static Sample Coloured(int index, bool planar)
    {
        var image = full([Height, Width, 3], 10 + index, ScalarType.Byte);
        foreach (var channel in Channels[index])
        {
            image.select(2, channel).narrow(0, 14, 12).narrow(1, 19, 18).fill_(200);
        }

        return new Sample
        {
            ["image"] = planar ? image.permute(2, 0, 1).to(ScalarType.Float32).contiguous() : image,
            ["bboxes"] = new List<object?> { new BoundingBox((long)index, [19, 14, 37, 26], includeMargin: false, imageId: index) },
            ["name"] = $"sample {index}",
        };
    }

    private static Tensor Part(Tensor pixels, BoundingBox box) => pixels.narrow(0, (long)box.Top, (long)box.Height).narrow(1, (long)box.Left, (long)box.Width);

    private static (long First, long End) Places(Tensor flags)
    {
        var there = flags.contiguous().DataSpan<bool>().ToArray();
        return (Array.IndexOf(there, true), Array.LastIndexOf(there, true) + 1);
    }
}
