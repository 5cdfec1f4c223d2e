using Thelper.Data;
using Thelper.Tasks;
using Thelper.Testing;
using static Thelper.Tests.Config.ConfigText;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Tests.Data;

/// <summary><see cref="ClassNumbers"/>: truths of one data set in the numbers of the task that covers several.</summary>
[NoLeaks]
public class ClassNumbersTests
{
    private static readonly string[] Ba = ["b", "a"];
    private static readonly string[] Abc = ["a", "b", "c"];

    [Fact]
    public void What_means_the_same_is_left_alone()
    {
        var task = new Segmentation(Abc, "x", "y", dontcare: 255);
        ClassNumbers.Between(task, task).ShouldBeNull();
        ClassNumbers.Between(new Segmentation(new[] { "a", "b" }, "x", "y"), task).ShouldBeNull();
        ClassNumbers.Between(new Segmentation(new[] { "a", "b" }, "x", "y", dontcare: 255), task).ShouldBeNull();
        ClassNumbers.Between(new Segmentation(new[] { "a", "b" }, "x", "y", dontcare: 9), task).ShouldNotBeNull();
        ClassNumbers.Between(new Classification(new[] { "a", "b" }, "x", "y"), new Classification(Abc, "x", "y")).ShouldBeNull();
        ClassNumbers.Between(new Task("x"), task).ShouldBeNull();
    }

    [Fact]
    public void Indices_change_and_names_do_not()
    {
        using var scope = NewDisposeScope();
        var numbers = Between(new Classification(Ba, "x", "y"), new Classification(Abc, "x", "y"));
        numbers.Of(0L).ShouldBe(1L);
        numbers.Of(1).ShouldBe(0L);
        numbers.Of("b").ShouldBe("b");
        numbers.Of(null).ShouldBeNull();
        var label = (Tensor)numbers.Of(tensor(1L))!;
        label.dtype.ShouldBe(ScalarType.Int64);
        label.shape.ShouldBeEmpty();
        label.ToInt64().ShouldBe(0);
        numbers.Changes.ShouldBe(["b from 0 to 1", "a from 1 to 0"]);
        Error(() => numbers.Of(2L)).ShouldBe("the label under 'y' has the value 2, which is no class index of its data set (those of 2 classes are 0 to 1)");
    }

    [Fact]
    public void Indices_of_every_type_of_number_change()
    {
        var numbers = Between(new Classification(Ba, "x", "y"), new Classification(Abc, "x", "y"));
        foreach (var one in new object[] { (byte)1, (sbyte)1, (short)1, (ushort)1, 1u, 1ul, true })
        {
            numbers.Of(one).ShouldBe(0L);
        }

        numbers.Of(0f).ShouldBe(1.0);
        numbers.Of(1.0).ShouldBe(0.0);
        Error(() => numbers.Of(0.5)).ShouldBe("the label under 'y' has the value 0.5, which is no class index of its data set (those of 2 classes are 0 to 1)");
    }

    [Fact]
    public void Vectors_have_a_value_for_each_class_of_the_task()
    {
        using var scope = NewDisposeScope();
        var numbers = Between(new Classification(Ba, "x", "y", multiLabel: true), new Classification(Abc, "x", "y", multiLabel: true));
        var flags = (Tensor)numbers.Of(tensor(new float[] { 1, 0 }))!;
        flags.DataSpan<float>().ToArray().ShouldBe([0, 1, 0]);
        ((IEnumerable<object?>)numbers.Of(new List<object?> { 1L, 0L })!).ShouldBe([0L, 1L, 0L]);
        ((IEnumerable<object?>)numbers.Of(new[] { true, true })!).ShouldBe([true, true, false]);
        numbers.Of(Ba).ShouldBeSameAs(Ba);
        Between(new Classification(new[] { "a" }, "x", "y", multiLabel: true), new Classification(Abc, "x", "y", multiLabel: true)).Changes.ShouldBeEmpty();
    }

    [Fact]
    public void Label_maps_become_wider_where_their_type_does_not_hold_the_numbers()
    {
        using var scope = NewDisposeScope();
        var given = tensor(new byte[] { 0, 1, 9, 1 }, [2, 2]);
        var map = (Tensor)Between(new Segmentation(Ba, "x", "y", dontcare: 9), new Segmentation(Abc, "x", "y", dontcare: 255)).Of(given)!;
        map.shape.ShouldBe([2, 2]);
        map.DataSpan<byte>().ToArray().ShouldBe([1, 0, 255, 0]);
        var wide = (Tensor)Between(new Segmentation(Ba, "x", "y", dontcare: 9), new Segmentation(Abc, "x", "y", dontcare: -1)).Of(given)!;
        wide.DataSpan<long>().ToArray().ShouldBe([1, 0, -1, 0]);
        given.DataSpan<byte>().ToArray().ShouldBe([0, 1, 9, 1]);
        Error(() => Between(new Segmentation(Ba, "x", "y"), new Segmentation(Abc, "x", "y")).Of(given))
            .ShouldBe("the label map under 'y' has the value 9, which is no class index of its data set (those of 2 classes are 0 to 1); for pixels without a class set 'dontcare'");
    }

    [Fact]
    public void Boxes_know_the_task_of_their_class()
    {
        var (own, task) = (new Detection(Ba, "x", "y"), new Detection(Abc, "x", "y"));
        List<object?> boxes = [new BoundingBox(0, [0, 0, 1, 1]), new BoundingBox("c", [0, 0, 1, 1])];
        var known = ((IEnumerable<object?>)Between(own, task).Of(boxes)!).Cast<BoundingBox>().ToList();
        known.ConvertAll(task.IndexOf).ShouldBe([1, 2]);
        Between(own, task).Of(known).ShouldBeSameAs(known);
    }

    // A model keeps its task although the data have more classes.
    [Fact]
    public void Classes_that_the_task_does_not_have_are_left_alone_or_errors_by_name()
    {
        using var scope = NewDisposeScope();
        var (own, task) = (new Segmentation(Abc, "x", "y", dontcare: 9), new Segmentation(Ba, "x", "y"));
        ClassNumbers.Between(own, task).ShouldBeNull();
        var numbers = ClassNumbers.Between(own, task, leavesOut: true).ShouldNotBeNull();
        ((Tensor)numbers.Of(tensor(new byte[] { 0, 1 }))!).DataSpan<byte>().ToArray().ShouldBe([1, 0]);
        Error(() => numbers.Of(tensor(new byte[] { 0, 2 }))).ShouldBe("the label map under 'y' has the value 2, in its data set 'c', which the task does not have");
        Error(() => numbers.Of(tensor(new byte[] { 0, 9 }))).ShouldBe("the label map under 'y' has the value 9, in its data set 'dontcare', which the task does not have");

        var flags = ClassNumbers.Between(new Classification(Abc, "x", "y", multiLabel: true), new Classification(Ba, "x", "y", multiLabel: true), leavesOut: true).ShouldNotBeNull();
        ((Tensor)flags.Of(tensor(new float[] { 1, 0, 0 }))!).DataSpan<float>().ToArray().ShouldBe([0, 1]);
        Error(() => flags.Of(new List<object?> { 0L, 0L, 1L })).ShouldBe("the label under 'y' has the value 2, in its data set 'c', which the task does not have");
    }

    // Its name was mistyped when the model was trained, say.
    [Fact]
    public void A_class_in_the_place_of_one_that_the_data_do_not_have_keeps_its_number()
    {
        using var scope = NewDisposeScope();
        var numbers = ClassNumbers.Between(new Segmentation(Abc, "x", "y"), new Segmentation(new[] { "b", "d", "c" }, "x", "y"), leavesOut: true).ShouldNotBeNull();
        ((Tensor)numbers.Of(tensor(new byte[] { 1, 2 }))!).DataSpan<byte>().ToArray().ShouldBe([0, 2]);
        Error(() => numbers.Of(tensor(new byte[] { 0 }))).ShouldBe("the label map under 'y' has the value 0, in its data set 'a', which the task does not have");
        numbers = ClassNumbers.Between(new Segmentation(Abc, "x", "y"), new Segmentation(new[] { "a", "B", "c" }, "x", "y"), leavesOut: true).ShouldNotBeNull();
        ((Tensor)numbers.Of(tensor(new byte[] { 0, 1, 2 }))!).DataSpan<byte>().ToArray().ShouldBe([0, 1, 2]);
    }

    private static ClassNumbers Between(Task own, Task task) => ClassNumbers.Between(own, task).ShouldNotBeNull();
}
