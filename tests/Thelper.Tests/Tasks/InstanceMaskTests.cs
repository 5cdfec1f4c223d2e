using Thelper.Tasks;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Tasks;

[NoLeaks]
public class InstanceMaskTests
{
    // 2 rows of 3 columns; COCO counts down the columns.
    private static readonly byte[] Pixels = [0, 1, 1, 0, 0, 7];

    [Fact]
    public void Runs_go_down_the_columns_and_begin_outside()
    {
        var mask = InstanceMask.FromPixels(Pixels, 2, 3);
        mask.Counts.ShouldBe([2, 1, 1, 2]);
        (mask.Area, mask.Height, mask.Width).ShouldBe((3, 2, 3));
        using var tensor = mask.ToTensor();
        tensor.DataSpan<byte>().ToArray().ShouldBe([0, 1, 1, 0, 0, 1]);
        InstanceMask.FromTensor(tensor).Counts.ShouldBe(mask.Counts);
        InstanceMask.FromPixels([1, 1], 1, 2).Counts.ShouldBe([0, 2]);
        InstanceMask.FromPixels([0, 0], 1, 2).Counts.ShouldBe([2]);
        Should.Throw<ArgumentException>(() => InstanceMask.FromPixels([1, 1, 1], 1, 2));
    }

    // The reference's text is read by COCO's reader (tools/golden wrote it); ours must be the same.
    [Fact]
    public void The_compressed_form_is_cocos()
    {
        foreach (var shape in Data.Formats.ParserGolden.Values.GetProperty("polygons").EnumerateArray())
        {
            var pixels = shape.GetProperty("mask").EnumerateArray().Select(value => value.GetByte()).ToArray();
            InstanceMask.FromPixels(pixels, 12, 16).ToCompressed().ShouldBe(shape.GetProperty("text").GetString());
        }
    }

    [Fact]
    public void Shared_pixels_are_counted_run_by_run()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        for (var i = 0; i < 20; i++)
        {
            var (a, b) = (rand([17, 9]).gt(0.05 * i), rand([17, 9]).gt(0.5));
            InstanceMask.FromTensor(a).Intersection(InstanceMask.FromTensor(b)).ShouldBe((a & b).sum().ToInt64());
        }

        Should.Throw<UserErrorException>(() => InstanceMask.FromPixels(Pixels, 2, 3).Intersection(InstanceMask.FromPixels(Pixels, 3, 2))).Message.ShouldBe("masks of 3 x 2 and 2 x 3 pixels cannot be compared");
    }

    [Fact]
    public void Another_size_takes_the_nearest_pixels()
    {
        using var larger = InstanceMask.FromPixels(Pixels, 2, 3).Resized(4, 6).ToTensor();
        larger.DataSpan<byte>().ToArray().ShouldBe([0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1]);
        InstanceMask.FromPixels(Pixels, 2, 3).Resized(1, 1).Area.ShouldBe(0);
    }
}
