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
    private static readonly InstanceMask Disc = InstanceMask.FromPixels(
        [.. Enumerable.Range(0, Height * Width).Select(i => Math.Pow((i % Width) - 28, 2) + Math.Pow((i / Width) - 20, 2) < 68 ? (byte)1 : (byte)0)], Height, Width);

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
    public void A_mosaic_drops_boxes_by_their_visibility_and_area()
    {
        using var outer = NewDisposeScope();
        var (whole, cut) = (0, 0);
        for (var i = 0; i < 100; i++)
        {
            using var scope = NewDisposeScope();
            var samples = Enumerable.Range(0, 4).Select(n => Coloured(n, planar: false)).ToList();
            List<BoundingBox> Of(double area, double visibility) => [.. ((IReadOnlyList<object?>)new Mosaic(new List<object?> { 0.6, 1.0 }, minArea: area, minVisibility: visibility)
                .Apply(samples[0], samples[1..], Boxes, TransformRandom.For(5, 0, i))["bboxes"]!).Cast<BoundingBox>()];

            var all = Of(0, 0);
            Of(0, 1).Select(box => box.ToString()).ShouldBe(all.Where(box => !box.Truncated).Select(box => box.ToString()));
            Of(100, 0).Select(box => box.ToString()).ShouldBe(all.Where(box => box.Area >= 100).Select(box => box.ToString()));
            (whole, cut) = (whole + all.Count(box => !box.Truncated), cut + all.Count(box => box.Truncated));
        }

        (whole > 20, cut > 20).ShouldBe((true, true), $"{whole}, {cut}");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public void Label_maps_of_a_mosaic_are_those_of_their_pixels(int channels)
    {
        using var outer = NewDisposeScope();
        for (var i = 0; i < 20; i++)
        {
            using var scope = NewDisposeScope();
            // Flat images, so that interpolation changes nothing.
            var samples = Enumerable.Range(0, 4).Select(n => new Sample { ["image"] = full([channels, 30 + n, 40], n % 3f), ["map"] = full([30 + n, 40], n % 3, ScalarType.Int64) }).ToList();
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
    public void Of_objects_with_masks_their_pixels_are_pasted_and_masks_boxes_and_points_follow()
    {
        using var outer = NewDisposeScope();
        var (whole, cut, dropped, hidden) = (0, 0, 0, 0);
        for (var i = 0; i < 300; i++)
        {
            using var scope = NewDisposeScope();
            var (own, other) = (Round(0), Round(1));
            var result = new CopyPaste(probability: 1, minVisibility: 0.4).Apply(own, [other], Boxes, TransformRandom.For(8, 0, i));

            var boxes = ((IReadOnlyList<object?>)result["bboxes"]!).Cast<BoundingBox>().ToList();
            var pixels = ((Tensor)result["image"]!).select(2, 1);
            boxes.Select(box => box.ClassId).ShouldBe(boxes.Count == 2 ? [0L, 1L] : [1L]);
            foreach (var box in boxes)
            {
                var painted = pixels.eq(100 + (40 * (long)box.ClassId));
                torch.equal(painted, box.Shape!.Mask!.ToTensor().ne(0)).ShouldBeTrue();
                new[] { Places(painted.any(0)).First, Places(painted.any(1)).First, Places(painted.any(0)).End, Places(painted.any(1)).End }.ShouldBe(box.BBox.Select(x => (long)x));
                foreach (var point in box.Shape.KeyPoints!)
                {
                    var seen = painted[(long)point.Y, (long)point.X].ToBoolean();
                    point.Visibility.ShouldBe(seen ? 2 : 1);
                    hidden += seen ? 0 : 1;
                }
            }

            boxes[^1].Shape!.Mask!.Area.ShouldBe(Disc.Area);
            var left = pixels.eq(100).sum().ToInt64() / (double)Disc.Area;
            (boxes.Count == 2).ShouldBe(left >= 0.4);
            whole += left == 1 ? 1 : 0;
            cut += left is >= 0.4 and < 1 ? 1 : 0;
            dropped += left < 0.4 ? 1 : 0;
        }

        (whole > 50, cut > 20, dropped > 5, hidden > 10).ShouldBe((true, true, true, true), $"{whole}, {cut}, {dropped}, {hidden}");
    }

    [Fact]
    public void Objects_of_the_named_classes_are_pasted_crowds_never_and_at_most_so_many()
    {
        using var outer = NewDisposeScope();
        var other = Painted(1, planar: false);
        other["bboxes"] = Enumerable.Range(0, 8).Select(i => (object?)new BoundingBox((long)(i % 4), [4 * i, 2, (4 * i) + 3, 6], includeMargin: false, iscrowd: i == 5, imageId: i)).ToList();
        var counts = new int[4];
        for (var i = 0; i < 300; i++)
        {
            using var scope = NewDisposeScope();
            var own = new Sample { ["image"] = full([Height, Width, 3], 10, ScalarType.Byte), ["bboxes"] = new List<object?>() };
            var result = new CopyPaste(maxObjects: 2, classes: ["b", "c"], minVisibility: 0, probability: 1).Apply(own, [other], Boxes, TransformRandom.For(10, 0, i));
            var pasted = ((IReadOnlyList<object?>)result["bboxes"]!).Cast<BoundingBox>().ToList();
            pasted.ShouldAllBe(box => (box.ClassId.Equals(1L) || box.ClassId.Equals(2L)) && !box.IsCrowd && box.ImageId == null);
            counts[pasted.Count]++;
        }

        // One or two are as likely; now and then the second hides the first.
        (counts[0] + counts[3]).ShouldBe(0);
        ((double)counts[1]).ShouldBe(150, 45);
    }

    [Fact]
    public void A_box_without_a_mask_stays_as_it_is_behind_a_mask_as_long_as_enough_is_seen()
    {
        using var outer = NewDisposeScope();
        var (kept, dropped) = (0, 0);
        for (var i = 0; i < 200; i++)
        {
            using var scope = NewDisposeScope();
            var own = Painted(0, planar: false);
            var result = new CopyPaste(probability: 1, minVisibility: 0.7).Apply(own, [Round(1)], Boxes, TransformRandom.For(9, 0, i));
            var mine = ((IReadOnlyList<object?>)result["bboxes"]!).Cast<BoundingBox>().SingleOrDefault(box => box.ClassId is 0L);
            var left = ((Tensor)result["image"]!).select(2, 1).eq(100).sum().ToInt64() / (18.0 * 12);
            (mine is not null).ShouldBe(left >= 0.7);
            mine?.BBox.ShouldBe([19, 14, 37, 26]);
            (kept, dropped) = (kept + (left is >= 0.7 and < 1 ? 1 : 0), dropped + (left < 0.7 ? 1 : 0));
        }

        (kept > 5, dropped > 5).ShouldBe((true, true), $"{kept}, {dropped}");
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

    // Their shapes alone could as well be 6 rows of 40 pixels of 30 bands, and 30 rows of 40 pixels of 6.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Small_images_of_many_bands_lie_as_their_label_maps_do(bool planar)
    {
        using var outer = NewDisposeScope();
        long[] shape = planar ? [6, 40, 30] : [40, 30, 6];
        for (var i = 0; i < 10; i++)
        {
            using var scope = NewDisposeScope();
            var samples = Enumerable.Range(0, 4).Select(n => new Sample { ["image"] = full(shape, n % 3f), ["map"] = full([40, 30], n % 3, ScalarType.Int64) }).ToList();
            foreach (var result in new[] { new Mosaic().Apply(samples[0], samples[1..], Maps, TransformRandom.For(5, 0, i)), new CopyPaste(classes: ["b"]).Apply(samples[0], [samples[1]], Maps, TransformRandom.For(5, 0, i)) })
            {
                var image = (Tensor)result["image"]!;
                image.shape.ShouldBe(shape);
                torch.equal(planar ? image[1] : image.select(2, 1), ((Tensor)result["map"]!).to(ScalarType.Float32)).ShouldBeTrue();
            }
        }
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

    // A disc about (28, 20), with its mask and two points in it.
    private static Sample Round(int index)
    {
        using var there = Disc.ToTensor();
        var image = torch.where(there.ne(0).unsqueeze(2), full([1], 100 + (40 * index), ScalarType.Byte), full([Height, Width, 3], 10 + index, ScalarType.Byte));
        var shape = new ObjectShape(Disc, [new(28.5, 20.5, 2), new(22.5, 20.5, 2)]);
        return new Sample
        {
            ["image"] = image,
            ["bboxes"] = new List<object?> { new BoundingBox((long)index, [20, 12, 37, 29], includeMargin: false).WithShape(shape) },
            ["name"] = $"disc {index}",
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
