using Thelper.Tasks;

namespace Thelper.Tests.Tasks;

public class BoundingBoxOverlapTests
{
    [Theory]
    [InlineData(true, 0, 0, 9, 9, 25.0 / 175)]
    [InlineData(true, 9, 9, 18, 18, 1.0 / 199)]
    [InlineData(true, 10, 10, 18, 18, 0)]
    [InlineData(false, 0, 0, 9, 9, 16.0 / 146)]
    [InlineData(false, 9, 9, 18, 18, 0)]
    public void Pixels_at_the_edges_count_with_a_margin(bool margin, double left, double top, double right, double bottom, double expected)
    {
        var box = new BoundingBox(1, left == 0 ? [5, 5, 14, 14] : [0, 0, 9, 9], margin);
        var other = new BoundingBox(2, [left, top, right, bottom], margin);
        box.IntersectionOverUnion(other).ShouldBe(expected, 1e-12);
        other.IntersectionOverUnion(box).ShouldBe(expected, 1e-12);
        box.IntersectionOverUnion(box).ShouldBe(1);
    }

    [Fact]
    public void Empty_boxes_share_nothing()
    {
        var point = new BoundingBox(1, [3, 3, 3, 3], includeMargin: false);
        point.IntersectionOverUnion(point).ShouldBe(0);
    }
}
