using Thelper.Tasks;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Tasks;

public class BoundingBoxTests
{
    private readonly BoundingBox box = new(3, [10, 20, 13, 25], truncated: true, imageId: 2007000027);

    [Fact]
    public void A_margin_adds_a_pixel()
    {
        (box.Width, box.Height, box.Area).ShouldBe((4, 6, 24));
        box.Centroid.ShouldBe((12.0, 23.0));
        (box.TopLeft, box.BottomRight).ShouldBe(((10.0, 20.0), (13.0, 25.0)));
        var bare = new BoundingBox("cat", [10.5, 20, 13, 25], includeMargin: false);
        (bare.Width, bare.Height, bare.Area).ShouldBe((2.5, 5, 12.5));
        bare.Centroid.ShouldBe((11.75, 22.5));
    }

    [Fact]
    public void Edges_belong_to_the_box()
    {
        box.Intersects(10, 25).ShouldBeTrue();
        box.Intersects(9.5, 25).ShouldBeFalse();
        box.Intersects(new BoundingBox(0, [13, 25, 30, 30])).ShouldBeTrue();
        box.Intersects(new BoundingBox(0, [14, 20, 30, 30])).ShouldBeFalse();
    }

    [Fact]
    public void Bad_boxes_are_refused()
    {
        Error(() => new BoundingBox(0, [1, 2, 3])).ShouldBe("a bounding box needs four numbers (left, top, right, bottom), got 3");
        Error(() => new BoundingBox(0, [5, 2, 3, 4])).ShouldBe("a bounding box needs left ≤ right and top ≤ bottom, got [5.0, 2.0, 3.0, 4.0]");
        Error(() => new BoundingBox(0, [double.NaN, 2, 3, 4])).ShouldStartWith("a bounding box needs left ≤ right");
        Error(() => new BoundingBox(0, [0, double.NegativeInfinity, 3, 4])).ShouldStartWith("a bounding box needs left ≤ right");
        Error(() => new BoundingBox(0, [0.5, 2, 3, 4])).ShouldContain("needs whole coordinates");
        Error(() => new BoundingBox(1.5, [0, 2, 3, 4])).ShouldBe("the class of a bounding box must be an index or a name, got 1.5");
        Error(() => new BoundingBox(1, [0, 2, 3, 4], confidence: "high")).ShouldStartWith("the confidence of a bounding box");
        Error(() => new BoundingBox(1, [0, 2, 3, 4], imageId: 1.5)).ShouldStartWith("the image id of a bounding box");
    }

    [Fact]
    public void Predictions_may_lie_between_pixels()
    {
        var predicted = BoundingBox.Predicted(1, [0.5, 1, 2, 3], 0.75, 7);
        (predicted.IncludeMargin, predicted.Width).ShouldBe((true, 2.5));
        predicted.WithBBox([0.25, 1, 2, 3]).Left.ShouldBe(0.25);
        Error(() => box.WithBBox([0.5, 1, 2, 3])).ShouldContain("needs whole coordinates");
        box.WithBBox([1, 1, 2, 3]).Truncated.ShouldBeTrue();
    }

    [Fact]
    public void Reports_get_plain_values()
    {
        PythonRepr.Of(box.ToJson()).ShouldBe("{'class_id': 3, 'image_id': 2007000027, 'bbox': [10, 20, 13, 25], 'confidence': None, 'include_margin': True, 'difficult': False, 'occluded': False, 'truncated': True, 'is_crowd': False}");
        box.ToString().ShouldBe("thelper.tasks.detect.BoundingBox(class_id=3, bbox=(10, 20, 13, 25), include_margin=True, difficult=False, occluded=False, truncated=True, iscrowd=False, confidence=None, image_id=2007000027)");
    }

    [Fact]
    public void Vectors_follow_their_formats()
    {
        box.Encode("coco").ShouldBe([10L, 20L, 4L, 6L, 3L]);
        box.Encode("pascal_voc").ShouldBe([10L, 20L, 13L, 25L, 3L, false, false, true]);
        box.Encode().ShouldBe([10L, 20L, 13L, 25L, 3L, true, false, false, true, false, 2007000027L]);
        new BoundingBox(1, [0, 0, 1, 1], confidence: new[] { 0.25, 0.5 }).Encode().Skip(10).ShouldBe([null, 0.25, 0.5]);
    }

    [Theory]
    [InlineData("coco")]
    [InlineData("pascal_voc")]
    [InlineData(null)]
    public void Encoding_and_decoding_does_not_move_a_box(string? format)
    {
        var back = box;
        for (var i = 0; i < 3; i++)
        {
            back = BoundingBox.Decode(back.Encode(format), format);
        }

        back.BBox.ShouldBe(box.BBox);
        back.ClassId.ShouldBe(3L);
    }

    [Fact]
    public void Decoding_accepts_what_others_write()
    {
        BoundingBox.Decode([9.6, 20.4, 4.2, 5.9, 3.0], "coco").BBox.ShouldBe([10, 20, 13, 25]);
        BoundingBox.Decode([1L, 2L, 3L, 4L, "a", false, false, false, false, true, "id", 0.5]).Confidence.ShouldBe(new List<object?> { 0.5 });
        Error(() => BoundingBox.Decode([1L, 2L, 3L, 4L, 5L])).ShouldBe("a bounding box in format default needs at least 11 values, got 5");
        Error(() => BoundingBox.Decode([1L, 2L, "x", 4L, 5L], "coco")).ShouldBe("a bounding box needs numbers for its coordinates, got 'x'");
        Error(() => BoundingBox.Decode([1L], "cooc")).ShouldBe("unknown format of bounding boxes 'cooc' (did you mean 'coco'?)");
    }
}
