using Thelper.Data.Statistics;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Data.Statistics;

/// <summary>Counts are those of <c>torch.histc</c>.</summary>
[NoLeaks]
public class PixelHistogramTests
{
    [Theory]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Values_are_counted_by_channel(ScalarType type)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(5);
        var image = (torch.rand([40, 31, 3]) * 200 + 7).to(type);
        var found = PixelHistogram.Of(image, bins: 16)!;
        var (least, most) = (image.min().to(ScalarType.Float64).ToDouble(), image.max().to(ScalarType.Float64).ToDouble());
        (found.Least, found.Most).ShouldBe((least, most));
        for (var channel = 0; channel < 3; channel++)
        {
            var expected = aten.histc(aten.select_int(image, 2, channel).to(ScalarType.Float64).contiguous(), 16, least, most).to(ScalarType.Int64);
            found.Counts[channel].ShouldBe(expected.DataSpan<long>().ToArray());
        }

        // The channels of a batch's image come first.
        PixelHistogram.Of(image.permute(2, 0, 1).contiguous().permute(1, 2, 0), bins: 16)!.Counts.SelectMany(counts => counts).ShouldBe(found.Counts.SelectMany(counts => counts));
    }

    [Fact]
    public void What_is_no_number_does_not_count()
    {
        using var scope = NewDisposeScope();
        var image = torch.tensor(new float[] { 1, float.NaN, 3, float.PositiveInfinity, 2, 3 }).reshape(2, 3, 1);
        var found = PixelHistogram.Of(image, bins: 2)!;
        (found.Least, found.Most).ShouldBe((1, 3));
        found.Counts.ShouldHaveSingleItem().ShouldBe([1, 3]);
        var none = torch.full([2, 2, 1], float.NaN);
        PixelHistogram.Of(none).ShouldBeNull();
        var flat = torch.full([2, 2, 1], 4, ScalarType.Byte);
        PixelHistogram.Of(flat, bins: 3)!.Counts.ShouldHaveSingleItem().ShouldBe([4, 0, 0]);
    }
}
