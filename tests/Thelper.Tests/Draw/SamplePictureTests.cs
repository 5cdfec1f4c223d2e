using Thelper.Draw;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Draw;

/// <summary>Pictures of images of any form, and what lies over them.</summary>
[NoLeaks]
public sealed class SamplePictureTests
{
    [Fact]
    public void Bytes_are_shown_as_they_are_in_either_order()
    {
        using var scope = NewDisposeScope();
        var image = Numbered([2, 5, 3]);
        Bytes(SamplePicture.Create(image, new())).ShouldBe(Bytes(image));
        Bytes(SamplePicture.Create(image, new() { IsBgr = true })).ShouldBe(Bytes(image.flip(2).contiguous()));
        Bytes(SamplePicture.Create(image, new() { IsBgr = true, Channels = [0, 1, 2] })).ShouldBe(Bytes(image));
        Bytes(SamplePicture.Create(image, new() { Channels = [2, 2, 0] })).Take(3).ShouldBe([2, 2, 0]);
    }

    [Fact]
    public void Channels_are_found_first_or_last_unless_it_is_said()
    {
        using var scope = NewDisposeScope();
        var first = Numbered([3, 6, 7]);
        var picture = SamplePicture.Create(first, new());
        picture.shape.ShouldBe([6, 7, 3]);
        Bytes(picture).Take(3).ShouldBe([0, 42, 84]);
        SamplePicture.Create(first, new() { ChannelsFirst = false }).shape.ShouldBe([3, 6, 3]);
        SamplePicture.Create(Numbered([4, 5, 3]), new()).shape.ShouldBe([4, 5, 3]);
        SamplePicture.Create(Numbered([1, 6, 7]), new()).shape.ShouldBe([6, 7, 3]);
        SamplePicture.Create(Numbered([6, 7]), new()).shape.ShouldBe([6, 7, 3]);
        Bytes(SamplePicture.Create(Numbered([6, 7, 2]), new() { ChannelsFirst = false })).Take(6).ShouldBe([0, 1, 0, 2, 3, 2]);
        SamplePicture.Create(Numbered([6, 7, 13]), new() { Channels = [12, 5, 0] }).shape.ShouldBe([6, 7, 3]);
        SamplePicture.Create(Numbered([13, 24, 24]), new() { Channels = [12, 5, 0] }).shape.ShouldBe([24, 24, 3]);
        SamplePicture.Create(Numbered([13, 20, 40]), new() { Channels = [12, 5, 0] }).shape.ShouldBe([20, 40, 3]);
        SamplePicture.Create(Numbered([24, 24, 13]), new() { Channels = [12, 5, 0] }).shape.ShouldBe([24, 24, 3]);
        Should.Throw<UserErrorException>(() => SamplePicture.Create(Numbered([6, 7, 5]), new() { Channels = [5, 0, 0] })).Message.ShouldBe("there is no channel 5: the image has 5, counted from 0");
    }

    [Fact]
    public void Other_numbers_are_stretched_as_asked_and_what_is_none_is_black_or_white()
    {
        using var scope = NewDisposeScope();
        var values = tensor(new[] { -1f, 0f, 1f, 3f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 3f }).reshape(2, 4);
        Shades(values, PictureRange.Auto).ShouldBe([0, 64, 128, 255, 0, 255, 0, 255]);
        Shades(values, PictureRange.Unit).ShouldBe([0, 0, 255, 255, 0, 255, 0, 255]);
        Shades(values, PictureRange.Byte).ShouldBe([0, 0, 1, 3, 0, 255, 0, 3]);
        Shades(full(new long[] { 2, 2 }, 7f), PictureRange.Auto).ShouldBe([0, 0, 0, 0]);
        Shades(full(new long[] { 2, 2 }, float.NaN), PictureRange.Auto).ShouldBe([0, 0, 0, 0]);

        // One pixel of a hundred does not decide.
        var outlier = tensor(Enumerable.Range(0, 100).Select(i => i < 99 ? (float)i : 1e6f).ToArray());
        Shades(outlier.reshape(10, 10), PictureRange.Robust)[50].ShouldBe((byte)129, "48 of 95 steps are above the 2nd percentile");
        Shades(outlier.reshape(10, 10), PictureRange.Auto)[50].ShouldBe((byte)0);
    }

    [Fact]
    public void Label_maps_are_painted_pixel_by_pixel_whatever_their_values()
    {
        using var scope = NewDisposeScope();
        var task = new Segmentation(Enumerable.Range(0, 301).Select(i => (object?)$"c{i}").ToList(), "image", "map", dontcare: 999);
        var map = tensor(new[] { 1L, 0L, 300L, 999L, 5000L, -7L }).reshape(2, 3);
        var painted = Bytes(LabelLayer.Paint(task, map, new HashSet<long> { 0 })).Chunk(4).ToList();
        painted[0].ShouldBe([.. Palette.Of(1), 255]);
        painted[1].ShouldBe([0, 0, 0, 0]);
        painted[2].ShouldBe([.. Palette.Of(300), 255]);
        painted[3].ShouldBe([.. Palette.Of(999), 255]);
        painted[4].ShouldBe([.. Palette.Of(5000), 255]);
        LabelLayer.Count(task, map.to(ScalarType.Int32).unsqueeze(0)).Select(count => (count.Value, count.Name, count.Pixels))
            .ShouldBe([(-7, "value -7", 1), (0, "c0", 1), (1, "c1", 1), (300, "c300", 1), (999, "dontcare", 1), (5000, "value 5000", 1)]);
        Should.Throw<UserErrorException>(() => LabelLayer.Paint(task, zeros(new long[] { 2, 3, 4 }, ScalarType.Int64)));
    }

    [Fact]
    public void Boxes_with_margin_reach_to_the_end_of_their_last_pixels()
    {
        var task = new Detection(new List<object?> { "cat", "dog" }, "image", "boxes");
        var mark = BoxMark.Of(task, new BoundingBox(1L, [2, 3, 10, 20], task: task));
        (mark.Left, mark.Top, mark.Right, mark.Bottom, mark.Name).ShouldBe((2.0, 3.0, 11.0, 21.0, "dog"));
        var bare = BoxMark.Of(task, new BoundingBox("cat", [2, 3, 10, 20], includeMargin: false, confidence: 0.25, task: task));
        (bare.Right, bare.Bottom, bare.Name, bare.Confidence).ShouldBe((10.0, 20.0, "cat", (double?)0.25));
    }

    private static byte[] Shades(Tensor values, PictureRange range) => [.. Bytes(SamplePicture.Create(values, new() { Range = range })).Chunk(3).Select(pixel => pixel.Distinct().Single())];

    private static Tensor Numbered(long[] shape) => arange(shape.Aggregate(1L, (product, length) => product * length)).to(ScalarType.Byte).reshape(shape);

    private static byte[] Bytes(Tensor picture) => picture.contiguous().DataSpan<byte>().ToArray();
}
