using Thelper.Tasks;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Tasks;

public class DetectionTests
{
    private static readonly string[] Names = ["background", "a", "b"];

    private readonly Detection task = new(Names, "x", "y", ["m"], background: 0, colorMap: new Dictionary<string, object?> { ["a"] = new[] { 1, 2, 3 } });

    [Fact]
    public void The_class_named_background_decides()
    {
        task.Background.ShouldBe(0);
        new Detection(Names, "x", "y", background: 9).Background.ShouldBe(0);
        new Detection(Names, "x", "y").Background.ShouldBeNull();
        new Detection(new[] { "a" }, "x", "y", background: 9).Background.ShouldBe(9);
        Error(() => new Detection(new[] { "a" }, "x", "y", background: 0)).ShouldBe("background: 0 is the index of class 'a'; name that class 'background', or choose a value that no class has");
    }

    [Fact]
    public void The_background_is_black_unless_given()
    {
        task.ToString().ShouldBe("thelper.tasks.detect.Detection(class_names={'background': 0, 'a': 1, 'b': 2}, input_key='x', bboxes_key='y', meta_keys=['m'], input_shape=None, target_shape=None, target_min=None, target_max=None, background=0, color_map={1: [1, 2, 3], 0: [0, 0, 0]})");
        new Detection(new[] { "a" }, "x", "y", background: 9, colorMap: new Dictionary<string, object?> { ["background"] = 4 }).ColorMap[9].ShouldBe([4, 4, 4]);
    }

    [Fact]
    public void Tasks_serve_those_whose_classes_they_have()
    {
        task.CheckCompat(new Detection(new[] { "background", "b" }, "x", "y", background: 0)).ShouldBeTrue();
        task.CheckCompat(new Detection(Names, "x", "y")).ShouldBeFalse();
        task.CheckCompat(new Detection(new[] { "background", "c" }, "x", "y", background: 0)).ShouldBeFalse();
        task.CheckCompat(new Regression("x", "y")).ShouldBeFalse();
        task.CheckCompat(new Task("x")).ShouldBeTrue();
        task.CheckCompat(TaskFactory.Parse(task.ToString(), new()), exact: true).ShouldBeTrue();
        task.CheckCompat(new Detection(Names, "x", "y", ["m"], background: 0), exact: true).ShouldBeFalse();
    }

    [Fact]
    public void Merging_renumbers_unknown_classes()
    {
        var other = new Detection(new[] { "background", "c", "b" }, "x", "y", ["n"], [3, 4, 4], background: 0, colorMap: new Dictionary<string, object?> { ["c"] = 7, ["b"] = 8 });

        var merged = (Detection)task.GetCompat(other);

        merged.ClassNames.ShouldBe(["background", "a", "b", "c"]);
        merged.InputShape.ShouldBe([3, 4, 4]);
        merged.ColorMap[3].ShouldBe([7, 7, 7]);
        merged.ColorMap[2].ShouldBe([8, 8, 8]);
        Error(() => task.GetCompat(new Detection(Names, "x", "y"))).ShouldStartWith("these tasks cannot be combined, their keys, shapes, limits or backgrounds differ:\n");
    }

    [Fact]
    public void Boxes_are_counted_by_name_or_index()
    {
        task.GetClassSizes([[new(1, [0, 0, 1, 1]), new("b", [0, 0, 1, 1])], null, [new(1L, [0, 0, 1, 1])]]).ShouldBe([new("background", 0), new("a", 2), new("b", 1)]);

        // A box of another data set of a mixture: its index 1 is this task's 2.
        var other = new Detection(new[] { "background", "b", "c" }, "x", "y", background: 0);
        task.IndexOf(new(1L, [0, 0, 1, 1], task: other)).ShouldBe(2);
        Error(() => task.IndexOf(new(2L, [0, 0, 1, 1], task: other))).ShouldStartWith("a box has the class 'c', which is no class of the task");
        Error(() => task.GetClassSizes([[new(3, [0, 0, 1, 1])]])).ShouldBe("a box has the class index 3; the indices of 3 classes are 0 to 2");
        Error(() => new BoundingBox("z", [0, 0, 1, 1], task: task)).ShouldStartWith("a box has the class 'z', which is no class of the task");
    }
}
