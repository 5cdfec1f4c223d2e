using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Tasks;

[NoLeaks]
public class SegmentationTests
{
    private static readonly string[] Ab = ["a", "b"];

    private readonly Segmentation task = new(Ab, "x", "y", ["m"], 255, new Dictionary<string, object?> { ["a"] = new[] { 1, 2, 3 }, ["b"] = 9 });

    [Fact]
    public void Names_keys_and_colours_are_exposed()
    {
        (task.LabelMapKey, task.GtKey, task.DontCare).ShouldBe(("y", "y", 255));
        task.ClassNames.ShouldBe(["a", "b"]);
        task.ColorMap[0].ShouldBe([1, 2, 3]);
        task.ColorMap[1].ShouldBe([9, 9, 9]);
        task.ColorMap[255].ShouldBe([0, 0, 0]);
        task.ColorMap[2].ShouldBeNull();
        task.ToString().ShouldBe("thelper.tasks.segm.Segmentation(class_names={'a': 0, 'b': 1}, input_key='x', label_map_key='y', meta_keys=['m'], dontcare=255, color_map={0: [1, 2, 3], 1: [9, 9, 9], 255: [0, 0, 0]})");
        new Segmentation(Ab, "x", "y", dontcare: 255).ColorMap.ShouldBeEmpty();
    }

    [Fact]
    public void A_class_of_the_name_dontcare_is_left_out()
    {
        var named = new Segmentation(new[] { "a", "dontcare", "b" }, "x", "y", null, -1, new Dictionary<string, object?> { ["dontcare"] = 7 });
        named.ClassNames.ShouldBe(["a", "b"]);
        named.ColorMap[-1].ShouldBe([7, 7, 7]);
    }

    [Fact]
    public void A_background_class_does_not_change_the_ignored_value() =>
        new Segmentation(new[] { "background", "b" }, "x", "y", null, 255).DontCare.ShouldBe(255);

    [Fact]
    public void Mistakes_are_reported()
    {
        Error(() => new Segmentation(Ab, "x", "y", null, 1)).ShouldBe("dontcare: 1 is the index of class 'b'; choose a value from 2 on, or a negative one");
        Error(() => Colored(new() { ["c"] = 1 })).ShouldBe("color_map: 'c' is no class (expected one of: dontcare, a, b)");
        Error(() => Colored(new() { ["a"] = 1, [1L] = 1 })).ShouldBe("color_map: the keys must be all names or all indices; 1 is no name");
        Error(() => Colored(new() { [5L] = 1 })).ShouldBe("color_map: 5 is no class index (valid are 0, 1, 255)");
        Error(() => Colored(new() { ["a"] = new[] { 1, 2, 300 } })).ShouldBe("color_map: the colour of 'a' must be three whole numbers from 0 to 255, or one for a grey; got [1, 2, 300]");
        Error(() => Colored(new() { [0L] = 1, ["0"] = 2 })).ShouldBe("color_map: '0' has two colours");
        Error(() => new Segmentation(Ab, "x", "y", null, 255, 3)).ShouldBe("color_map: expected a map of classes and colours, got 3");
        Error(() => new Segmentation(new[] { "dontcare" }, "x", "y")).ShouldBe("class names: at least one class besides 'dontcare' is needed");

        static Segmentation Colored(Dictionary<object, object?> colors) => new(Ab, "x", "y", null, 255, colors);
    }

    [Fact]
    public void Tasks_serve_those_whose_classes_they_have()
    {
        task.CheckCompat(new Segmentation(new[] { "b" }, "x", "y", null, 255)).ShouldBeTrue();
        task.CheckCompat(new Segmentation(new[] { "c" }, "x", "y", null, 255)).ShouldBeFalse();
        task.CheckCompat(new Segmentation(Ab, "x", "y")).ShouldBeFalse();
        task.CheckCompat(new Segmentation(Ab, "x", "z", null, 255)).ShouldBeFalse();
        task.CheckCompat(new Classification(Ab, "x", "y")).ShouldBeFalse();
        task.CheckCompat(new Task("x")).ShouldBeTrue();
        new Task("x").CheckCompat(task).ShouldBeTrue();
        task.CheckCompat(TaskFactory.Parse(task.ToString(), new()), exact: true).ShouldBeTrue();
        task.CheckCompat(new Segmentation(Ab, "x", "y", ["m"], 255), exact: true).ShouldBeFalse();
    }

    [Fact]
    public void Merging_renumbers_unknown_classes_and_keeps_my_ignored_value()
    {
        var other = new Segmentation(new[] { "c", "b" }, "x", "y", ["n"], 100, new Dictionary<string, object?> { ["c"] = 4, ["b"] = 5 });

        var merged = (Segmentation)TaskFactory.CreateGlobalTask([new Task("x"), task, null, other])!;

        merged.ToString().ShouldBe("thelper.tasks.segm.Segmentation(class_names={'a': 0, 'b': 1, 'c': 2}, input_key='x', label_map_key='y', meta_keys=['m', 'n'], dontcare=255, color_map={0: [1, 2, 3], 1: [9, 9, 9], 255: [0, 0, 0], 2: [4, 4, 4]})");
        ((Segmentation)new Segmentation(Ab, "x", "y").GetCompat(other)).DontCare.ShouldBe(100);
        Error(() => task.GetCompat(new Segmentation(Ab, "x", "z"))).ShouldStartWith("these tasks cannot be combined, their keys differ:\n");
        Error(() => task.GetCompat(new Classification(Ab, "x", "y"))).ShouldStartWith("these tasks cannot be combined:\n");
    }

    [Fact]
    public void An_ignored_value_that_is_a_class_of_the_merged_list_becomes_a_free_one()
    {
        var two = new Segmentation(Ab, "x", "y", dontcare: 2, colorMap: new Dictionary<string, object?> { ["a"] = 1, ["dontcare"] = 9 });
        string[] ca = ["c", "a"];
        Merged(new(ca, "x", "y", dontcare: 100)).DontCare.ShouldBe(100);
        Merged(new(ca, "x", "y", dontcare: -1)).DontCare.ShouldBe(-1);
        Merged(new(ca, "x", "y")).DontCare.ShouldBe(255);
        var merged = Merged(new(ca, "x", "y", dontcare: 2));
        merged.ToString().ShouldBe("thelper.tasks.segm.Segmentation(class_names={'a': 0, 'b': 1, 'c': 2}, input_key='x', label_map_key='y', meta_keys=[], dontcare=255, color_map={0: [1, 1, 1], 255: [9, 9, 9]})");
        var many = new Segmentation(Enumerable.Range(0, 300).Select(i => $"class {i}").ToArray(), "x", "y");
        Merged(many).DontCare.ShouldBe(302);

        Segmentation Merged(Segmentation other) => (Segmentation)two.GetCompat(other);
    }

    [Fact]
    public void Pixels_are_counted_per_class()
    {
        using var scope = torch.NewDisposeScope();
        var first = torch.tensor(new byte[] { 0, 1, 1, 255, 7, 8 }).reshape(2, 3);
        var second = torch.tensor(new long[] { 1, -1 });
        var warnings = new List<string>();

        var sizes = task.GetClassSizes([first, second], warnings.Add);

        sizes.ShouldBe([new("a", 1), new("b", 3), new("dontcare", 1)]);
        warnings.ShouldBe(["found the value 7 in a label map, which belongs to no class; it is not counted"]);
        Error(() => task.GetClassSizes([torch.zeros(2)])).ShouldStartWith("the label map under 'y' must hold whole numbers");
    }
}
