using Thelper.Data.Formats.Boxes;
using Thelper.Tasks;
using Thelper.Tests.Logging;
using Thelper.Vision.Formats;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Data.Formats.Boxes;

public class BoxRulesTests
{
    [Theory]
    [InlineData(5, 6, 5, 40, false, "has no width")]
    [InlineData(5, 6, 5, 40, true, null)]
    [InlineData(5, 6, 30, 6, false, "has no height")]
    [InlineData(5, 6, 5, 6, true, null)]
    [InlineData(5, 6, 4, 40, true, "is inverted: its xmax lies before its xmin")]
    [InlineData(5, 6, 4, 40, false, "is inverted: its right lies before its left")]
    [InlineData(5, 6, 30, 5, false, "is inverted: its bottom lies above its top")]
    [InlineData(double.NaN, 6, 30, 5, false, "is not finite")]
    [InlineData(0, 0, double.PositiveInfinity, 5, false, "is not finite")]
    [InlineData(5000, 6, 5000.0001, 40, false, "has no width")]
    [InlineData(0.25, 0.5, 0.75, 1, false, null)]
    public void Corners_need_an_extent(double left, double top, double right, double bottom, bool margin, string? fault) =>
        BoxRules.Fault([left, top, right, bottom], margin).ShouldBe(fault);

    [Fact]
    public void Boxes_beyond_their_image_are_refused_with_their_place()
    {
        var rules = new BoxRules("fail", clip: false, null);
        BoundingBox[] good = [Box(0, 0, 10, 8), Box(-1, -0.5, 11, 9)];
        rules.Fit(good, 10, 8, Place).ShouldBe(good, "a pixel more is rounding");
        var error = Should.Throw<AnnotationException>(() => rules.Fit([Box(0, 0, 1, 1), Box(2, 2, 12, 3)], 10, 8, Place)).Message;
        error.ShouldStartWith("file:1: the box from (2, 2) to (12, 3) reaches beyond its image of 10 x 8 pixels; set \"clip_boxes\": true to cut it; ");
        error.ShouldContain("\"on_bad_box\": \"skip\"");
        error.ShouldContain("\"on_bad_sample\": \"skip\"");
    }

    [Fact]
    public void Boxes_are_cut_at_the_edges_of_their_image()
    {
        var rules = new BoxRules("fail", clip: true, null);
        var cut = rules.Fit([Box(-3, -2, 4, 5), Box(8.5, 6, 40, 50), Box(1, 1, 2, 2), Box(-0.5, 0, 10.5, 8)], 10, 8, Place);
        cut.Select(box => box.BBox).ShouldBe([[0, 0, 4, 5], [8.5, 6, 10, 8], [1, 1, 2, 2], [0, 0, 10, 8]]);
        var margin = new BoundingBox(1L, [9, 3, 12, 3], includeMargin: true, difficult: true, imageId: 4L);
        var one = rules.Fit([margin], 10, 8, Place).ShouldHaveSingleItem();
        (one.BBox[2], one.Difficult, one.ImageId, one.IncludeMargin).ShouldBe((10.0, true, 4L, true));
        Error(() => rules.Fit([Box(10, 2, 12, 3)], 10, 8, Place)).ShouldStartWith("file:0: the box from (10, 2) to (12, 3) lies outside its image of 10 x 8 pixels; mend the annotation");
    }

    [Fact]
    public void Bad_boxes_are_left_out_with_a_warning_for_the_first_ten()
    {
        var log = new ListLog();
        var rules = new BoxRules("skip", clip: false, log);
        rules.Fit([Box(0, 0, 1, 1), Box(2, 2, 12, 3)], 10, 8, Place).ShouldHaveSingleItem().Right.ShouldBe(1);
        log.Lines.ShouldHaveSingleItem().ShouldContain("left out: file:1: the box from (2, 2) to (12, 3) reaches beyond its image");
        for (var i = 0; i < 20; i++)
        {
            rules.LeaveOut($"a:{i}", $"a:{i}: bad");
            rules.LeaveOut($"a:{i}", $"a:{i}: bad");
        }

        log.Lines.Count.ShouldBe(10);
        log.Lines[^1].ShouldEndWith("(further ones are left out without a word)");
    }

    [Fact]
    public void A_box_that_is_there_twice_is_said_once()
    {
        var log = new ListLog();
        var rules = new BoxRules("fail", clip: false, log);
        BoundingBox[] boxes = [Box(1, 1, 2, 2), Box(1, 1, 2, 3), Box(1, 1, 2, 2), new(2L, [1, 1, 2, 2], includeMargin: false)];
        rules.Fit(boxes, 10, 8, Place).Length.ShouldBe(4);
        rules.Fit(boxes, 10, 8, Place).Length.ShouldBe(4);
        log.Lines.ShouldHaveSingleItem().ShouldBe("Warning: file:2: the box from (1, 1) to (2, 2) is there a second time, with the same class; both are used, and a detector can find one of them only");
    }

    [Fact]
    public void Unknown_actions_are_refused() => Error(() => new BoxRules("ignore", false, null)).ShouldBe("on_bad_box: unknown value 'ignore' (expected one of: fail, skip)");

    private static string Place(int index) => FormattableString.Invariant($"file:{index}");

    private static BoundingBox Box(double left, double top, double right, double bottom) => new(1L, [left, top, right, bottom], includeMargin: false);
}
