using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Web.Annotating;
using static Thelper.Torch.torch;

namespace Thelper.Web.Tests.Annotating;

/// <summary>A truth that nobody changed comes back as it was.</summary>
public sealed class TruthLabelsTests
{
    [Theory]
    [InlineData(null, 0)]
    [InlineData(255, 255)]
    [InlineData(-1, 3)]
    public void Label_maps_come_back_with_what_is_ignored(int? ignored, int background)
    {
        using var scope = NewDisposeScope();
        var labels = new TruthLabels(new Segmentation(new List<string> { "a", "b", "c" }, "image", "map", dontcare: ignored));
        labels.Background.ShouldBe(background);
        labels.Settings.Labels.Select(label => label.Name).ShouldBe(ignored is null ? ["b", "c"] : ["a", "b", "c"]);
        var map = tensor(new long[] { 0, 1, 2, ignored ?? 1, 2, 0 }).reshape(1, 2, 3).to(ScalarType.Int32);
        var (mask, objects) = labels.Of(map, 3, 2);
        mask.Pixels.ShouldBe([0, 1, 2, (byte)(ignored is null ? 1 : background), 2, 0]);
        objects.IsEmpty.ShouldBeTrue();
        var back = (Tensor)labels.Back(map, mask, objects)!;
        (back.dtype, back.Equals(map)).ShouldBe((ScalarType.Int32, true));
        mask.Pixels[0] = 2;
        ((Tensor)labels.Back(map, mask, objects)!).to(ScalarType.Int64).data<long>().ToArray().ShouldBe([2, 1, 2, ignored ?? 1, 2, 0]);
        Should.Throw<UserErrorException>(() => labels.Of(full([2, 3], 77, ScalarType.Int32), 3, 2)).Message.ShouldContain("the value 77, which is no class");
        Should.Throw<UserErrorException>(() => labels.Of(map, 4, 2)).Message.ShouldContain("is not of the image's size, 4x2");
    }

    [Fact]
    public void Boxes_that_are_not_touched_keep_all_that_is_known_of_them()
    {
        var labels = new TruthLabels(new Detection(new List<string> { "cat", "dog" }, "image", "boxes"));
        var (first, second) = (new BoundingBox("dog", [1, 2, 5, 6], difficult: true), new BoundingBox("cat", [2.25, 3.5, 8.75, 9.5], includeMargin: false));
        var truth = new List<object?> { first, second };
        var (_, objects) = labels.Of(truth, 20, 10);
        objects.Boxes.ShouldBe([new(1, 1, 2, 6, 7), new(0, 2, 4, 9, 10)]);
        ((IReadOnlyList<object?>)labels.Back(truth, new(20, 10), objects)!).ShouldBe([first, second]);
        var changed = (IReadOnlyList<object?>)labels.Back(truth, new(20, 10), new([new(0, 0, 0, 4, 4), objects.Boxes[0]]))!;
        changed[1].ShouldBeSameAs(first);
        var made = (BoundingBox)changed[0]!;
        (made.ClassId, made.IncludeMargin).ShouldBe(("cat", false));
        made.BBox.ShouldBe([0, 0, 4, 4]);
    }

    [Fact]
    public void No_box_is_the_background()
    {
        var labels = new TruthLabels(new Detection(new List<string> { "cat", "background", "dog" }, "image", "boxes", background: 1));
        labels.Settings.Labels.Select(label => (label.Id, label.Name)).ShouldBe([(0, "cat"), (2, "dog")]);
        labels.Background.ShouldBe(3);
        labels.Of(new List<object?> { new BoundingBox("dog", [1, 2, 5, 6], includeMargin: false) }, 20, 10).Objects.Boxes.ShouldBe([new(2, 1, 2, 5, 6)]);
    }

    [Fact]
    public void Classes_come_back_as_names_or_numbers()
    {
        var labels = new TruthLabels(new Classification(new List<string> { "cat", "dog" }, "image", "label"));
        var (mask, objects) = labels.Of("dog", 4, 4);
        objects.Class.ShouldBe(1);
        mask.Pixels.ShouldAllBe(id => id == 2);
        labels.Back("dog", mask, objects).ShouldBe("dog");
        labels.Back("dog", mask, objects with { Class = 0 }).ShouldBe("cat");
        labels.Of(0L, 4, 4).Objects.Class.ShouldBe(0);
        labels.Back(0L, mask, objects).ShouldBe(1L);
        Should.Throw<UserErrorException>(() => labels.Back("dog", mask, Objects.None)).Message.ShouldBe("the sample has no class: choose one");
    }

    // What a task has no truths of corrects nothing, and a class that nobody knows is none that was taken away.
    [Fact]
    public void Annotations_are_other_where_they_say_another_truth()
    {
        var (map, boxes, label) = (new TruthLabels(new Segmentation(new List<string> { "a", "b" }, "image", "map")), new TruthLabels(new Detection(new List<string> { "cat", "dog" }, "image", "boxes")),
            new TruthLabels(new Classification(new List<string> { "cat", "dog" }, "image", "label")));
        var (mask, objects) = (new LabelMask(4, 2), new Objects([new(1, 0, 0, 3, 2)], 1));
        var (painted, unsaid) = (new LabelMask(4, 2, 1), Objects.None);
        foreach (var labels in new[] { map, boxes, label })
        {
            labels.IsOther((mask, objects), mask.Copy(), new([new(1, 0, 0, 3, 2)], 1)).ShouldBeFalse();
        }

        map.IsOther((mask, objects), painted, objects).ShouldBeTrue();
        map.IsOther((mask, objects), mask, unsaid).ShouldBeFalse();
        boxes.IsOther((mask, objects), painted, objects with { Class = 0 }).ShouldBeFalse();
        boxes.IsOther((mask, objects), mask, objects with { Boxes = [] }).ShouldBeTrue();
        label.IsOther((mask, objects), painted, objects with { Boxes = [] }).ShouldBeFalse();
        label.IsOther((mask, objects), mask, unsaid).ShouldBeTrue();
        label.IsOther(label.Of("a fox", 4, 2), painted, unsaid).ShouldBeFalse();
        label.IsOther(label.Of(null, 4, 2), mask, objects).ShouldBeTrue();
    }

    [Fact]
    public void Tasks_without_such_truths_are_refused()
    {
        Should.Throw<UserErrorException>(() => new TruthLabels(new Regression("image", "target"))).Message.ShouldContain("only masks, boxes and one class for an image are");
        Should.Throw<UserErrorException>(() => new TruthLabels(new Segmentation(Enumerable.Range(0, 300).Select(i => $"c{i}").ToList(), "image", "map"))).Message.ShouldContain("there are 300 classes");
    }
}
