using Thelper.Tasks;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Tasks;

public class ClassificationTests
{
    private static readonly string[] Ab = ["a", "b"];
    private readonly Classification task = new(Ab, "x", "y", ["m"]);

    [Fact]
    public void Names_keys_and_indices_are_exposed()
    {
        task.ClassNames.ShouldBe(["a", "b"]);
        task.ClassIndices["b"].ShouldBe(1);
        (task.InputKey, task.GtKey, task.LabelKey, task.MultiLabel).ShouldBe(("x", "y", "y", false));
        task.Keys.ShouldBe(["x", "y", "m"]);
        new Classification(Ab, "x", "x", ["x", "z"]).Keys.ShouldBe(["x", "z"]);
    }

    [Fact]
    public void Tasks_serve_those_whose_classes_they_have()
    {
        task.CheckCompat(new Classification(new[] { "b" }, "x", "y")).ShouldBeTrue();
        task.CheckCompat(new Classification(new[] { "b", "c" }, "x", "y")).ShouldBeFalse();
        task.CheckCompat(new Classification(Ab, "x", "y", multiLabel: true)).ShouldBeFalse();
        task.CheckCompat(new Classification(Ab, "x", "z")).ShouldBeFalse();
        task.CheckCompat(new Classification(Ab, "z", "y")).ShouldBeFalse();
        task.CheckCompat(new Task("x")).ShouldBeTrue();
        task.CheckCompat(new Task("x", "y")).ShouldBeFalse();
        new Task("x").CheckCompat(task).ShouldBeTrue();
        new Task("z").CheckCompat(task).ShouldBeFalse();
    }

    [Fact]
    public void Exact_compatibility_asks_for_everything()
    {
        task.CheckCompat(new Classification(Ab, "x", "y", ["m"]), exact: true).ShouldBeTrue();
        task.CheckCompat(new Classification(Ab, "x", "y"), exact: true).ShouldBeFalse();
        task.CheckCompat(new Classification(new[] { "b", "a" }, "x", "y", ["m"]), exact: true).ShouldBeFalse();
        task.CheckCompat(new Task("x"), exact: true).ShouldBeFalse();
        new Task("x").CheckCompat(task, exact: true).ShouldBeFalse();
        new Task("x", "y", ["a", "b"]).CheckCompat(new Task("x", "y", ["b", "a"]), exact: true).ShouldBeTrue();
        new Task("x", "y").CheckCompat(new Task("x"), exact: true).ShouldBeFalse();
    }

    [Fact]
    public void Merging_appends_unknown_classes_and_unites_metadata()
    {
        var merged = (Classification)task.GetCompat(new Classification(new[] { "c", "a" }, "x", "y", ["n", "m"]));

        merged.ClassNames.ShouldBe(["a", "b", "c"]);
        merged.MetaKeys.ShouldBe(["m", "n"]);
        task.GetCompat(new Task("x", null, ["n"])).ToString().ShouldContain("meta_keys=['m', 'n']");
        Error(() => task.GetCompat(new Classification(Ab, "x", "z"))).ShouldStartWith("these tasks cannot be combined, their keys or kinds of label differ:\n  thelper.tasks.classif.Classification(");
        Error(() => task.GetCompat(new Task("z"))).ShouldStartWith("these tasks cannot be combined:\n");
    }

    [Fact]
    public void A_global_task_is_folded_from_the_left()
    {
        TaskFactory.CreateGlobalTask([]).ShouldBeNull();
        TaskFactory.CreateGlobalTask([null, task]).ShouldBeSameAs(task);
        var merged = (Classification)TaskFactory.CreateGlobalTask([new Task("x", null, ["p"]), null, task, new Classification(new[] { "z" }, "x", "y")])!;
        merged.ClassNames.ShouldBe(["a", "b", "z"]);
        merged.MetaKeys.ShouldBe(["m", "p"]);
        ((Thelper.Tasks.Task)TaskFactory.CreateGlobalTask([new Task("x"), new Task("x", "y")])!).GtKey.ShouldBe("y");
    }

    [Fact]
    public void Samples_are_grouped_by_name_or_index()
    {
        var groups = task.GetClassSampleMap(["b", 0, 1L, "a", "b"]);

        groups.Keys.ShouldBe(["a", "b"]);
        groups["a"].ShouldBe([1, 3]);
        groups["b"].ShouldBe([0, 2, 4]);
        task.GetClassSampleMap(["a", null], "unset")["unset"].ShouldBe([1]);
        task.GetClassSizes(["a", null, "a"]).ShouldBe(new Dictionary<string, int> { ["a"] = 2, ["b"] = 0 }, ignoreOrder: true);
    }

    [Fact]
    public void Samples_of_several_classes_appear_under_each()
    {
        var several = new Classification(new[] { "a", "b", "c" }, "x", "y", multiLabel: true);
        var groups = several.GetClassSampleMap([new[] { "c", "a", "c" }, new List<object?> { 0L, 1L, 1L }, new[] { 1f, 0f, 0f }, Array.Empty<string>()]);

        groups["a"].ShouldBe([0, 2]);
        groups["b"].ShouldBe([1]);
        groups["c"].ShouldBe([0, 1]);
        Error(() => several.GetClassSampleMap([new[] { 1, 0 }])).ShouldBe("sample 0: a label of several classes must be a list of names or 3 values 0 or 1, got [1, 0]");
        Error(() => several.GetClassSampleMap([new[] { 1, 2, 0 }])).ShouldBe("sample 0: a label of several classes must be a list of names or 3 values 0 or 1, got [1, 2, 0]");
        Error(() => several.GetClassSampleMap(["a"])).ShouldBe("sample 0: a label of several classes must be a list of names or a 0/1 vector, got 'a'");
    }

    [Fact]
    public void Labels_that_name_no_class_are_refused()
    {
        Error(() => task.GetClassSampleMap(["a", "bb"])).ShouldBe("sample 1 has the label 'bb', which is no class of the task (did you mean 'b'?)");
        Error(() => task.GetClassSampleMap([2])).ShouldBe("sample 0 has the label 2; the indices of 2 classes are 0 to 1");
        Error(() => task.GetClassSampleMap([-1])).ShouldBe("sample 0 has the label -1; the indices of 2 classes are 0 to 1");
        Error(() => task.GetClassSampleMap([1.5])).ShouldBe("sample 0: a label must be a class name or index, got 1.5");
        Error(() => task.GetClassSampleMap([null])).ShouldBe("sample 0 has no label under 'y'");
    }

    [Fact]
    public void Keys_must_not_be_empty()
    {
        Error(() => _ = new Task("")).ShouldBe("a task needs an input key: the name of the model's input in each sample");
        Error(() => _ = new Task("x", null, [""])).ShouldBe("a task's meta keys must not be empty");
    }
}
