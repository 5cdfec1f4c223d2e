using Thelper.Infer.Tiling;
using Thelper.Tasks;

namespace Thelper.Tests.Infer.Tiling;

/// <summary>Masks and key points in other images and put together, beside the same done pixel by pixel.</summary>
public class ShapePartsTests
{
    [Theory]
    [InlineData(0, 0, 9, 12)]
    [InlineData(3, 4, 20, 30)]
    [InlineData(0, 5, 14, 12)]
    [InlineData(7, 0, 9, 13)]
    [InlineData(5, 5, 8, 9)]
    public void A_mask_lies_where_its_window_does(int left, int top, int height, int width)
    {
        foreach (var pixels in Masks(9, 12))
        {
            var expected = new byte[height * width];
            for (var y = 0; y < Math.Min(9, height - top); y++)
            {
                for (var x = 0; x < Math.Min(12, width - left); x++)
                {
                    expected[((top + y) * width) + left + x] = pixels[(y * 12) + x];
                }
            }

            var placed = InstanceMask.FromPixels(pixels, 9, 12).Placed(left, top, height, width);
            Same(placed, InstanceMask.FromPixels(expected, height, width));
        }
    }

    [Fact]
    public void Masks_are_put_together_and_mirrored_as_their_pixels_are()
    {
        var all = Masks(9, 12).ToList();
        foreach (var (a, b) in all.SelectMany(a => all.Select(b => (a, b))))
        {
            var (first, second) = (InstanceMask.FromPixels(a, 9, 12), InstanceMask.FromPixels(b, 9, 12));
            Same(first.Union(second), InstanceMask.FromPixels([.. a.Zip(b, (x, y) => (byte)(x | y))], 9, 12));
        }

        foreach (var pixels in all)
        {
            foreach (var (columns, rows) in new[] { (false, false), (true, false), (false, true), (true, true) })
            {
                var expected = Enumerable.Range(0, 9 * 12).Select(i => pixels[((rows ? 8 - (i / 12) : i / 12) * 12) + (columns ? 11 - (i % 12) : i % 12)]).ToArray();
                Same(InstanceMask.FromPixels(pixels, 9, 12).Mirrored(columns, rows), InstanceMask.FromPixels(expected, 9, 12));
            }
        }

        Should.Throw<UserErrorException>(() => InstanceMask.FromPixels(all[0], 9, 12).Union(InstanceMask.FromPixels(all[0], 12, 9))).Message.ShouldContain("cannot be put together");
    }

    [Fact]
    public void Views_agree_on_pixels_by_weight_and_points_are_their_mean()
    {
        ObjectShape[] shapes =
        [
            new(InstanceMask.FromPixels([1, 1, 0, 0], 1, 4), [new(10, 20, 2, 1)]),
            new(InstanceMask.FromPixels([1, 0, 1, 0], 1, 4), [new(20, 40, 2, 3)]),
        ];
        var fused = ShapeParts.Fused([(shapes[0], 0.9), (shapes[1], 0.3)])!;
        fused.Mask!.ToCompressed().ShouldBe(shapes[0].Mask!.ToCompressed());
        var point = fused.KeyPoints.ShouldHaveSingleItem();
        (point.X, point.Y, point.Score).ShouldBe((12.5, 25, 1.5));
        ShapeParts.Fused([(shapes[0], 0.5), (shapes[1], 0.5)])!.Mask!.Area.ShouldBe(3, "half of the weight is enough");
        ShapeParts.Fused([(shapes[0], 0.5), (null, 0.5)]).ShouldBeNull();
        ShapeParts.Fused([(null, 0.5)]).ShouldBeNull();
    }

    [Fact]
    public void Of_parts_the_surest_point_counts_and_a_mirror_changes_left_and_right()
    {
        var joined = ShapeParts.Joined(new(null, [new(1, 1, 2, 5), new(2, 2, 2, 1)]), new(null, [new(3, 3, 2, 4), new(4, 4, 2, 2)]))!;
        joined.KeyPoints!.Select(point => point.X).ShouldBe([1, 4]);
        (int, int)[] pairs = [(0, 1)];
        var eyes = new ObjectShape(null, [new(10, 5, 2), new(30, 6, 2)]);
        ShapeParts.Mirrored(eyes, true, false, 50, 100, pairs)!.KeyPoints!.Select(point => (point.X, point.Y)).ShouldBe([(70, 6), (90, 5)]);
        ShapeParts.Mirrored(eyes, true, true, 50, 100, pairs)!.KeyPoints!.Select(point => (point.X, point.Y)).ShouldBe([(90, 45), (70, 44)]);
        ShapeParts.Placed(eyes, 80, 100, 103, 100)!.KeyPoints!.Select(point => (point.X, point.Y)).ShouldBe([(90, 103), (100, 103)]);
    }

    private static void Same(InstanceMask found, InstanceMask expected)
    {
        found.Counts.ShouldBe(expected.Counts);
        (found.Height, found.Width, found.Area).ShouldBe((expected.Height, expected.Width, expected.Area));
    }

    private static IEnumerable<byte[]> Masks(int height, int width)
    {
        var random = new System.Random(3);
        yield return new byte[height * width];
        yield return [.. Enumerable.Repeat((byte)1, height * width)];
        foreach (var share in new[] { 0.1, 0.5, 0.9 })
        {
            yield return [.. Enumerable.Range(0, height * width).Select(_ => random.NextDouble() < share ? (byte)1 : (byte)0)];
        }
    }
}
