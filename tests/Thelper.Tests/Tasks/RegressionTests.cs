using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Tasks;

public class RegressionTests
{
    private readonly Regression task = new("x", "y", ["m"], [3, 8], null, "numpy.float32", 0, new[] { 1.0, 2.0 });

    [Fact]
    public void Shapes_types_and_limits_are_exposed()
    {
        (task.TargetKey, task.TargetType, task.TargetMin).ShouldBe(("y", torch.ScalarType.Float32, 0L));
        task.InputShape.ShouldBe([3, 8]);
        task.TargetShape.ShouldBeNull();
        task.ToString().ShouldBe("thelper.tasks.regr.Regression(input_key='x', target_key='y', meta_keys=['m'], input_shape=(3, 8), target_shape=None, target_type='numpy.float32', target_min=0, target_max=[1.0, 2.0])");
        new Regression("x", "y", targetType: "torch.int64").TargetType.ShouldBe(torch.ScalarType.Int64);
        new Regression("x", "y", targetType: "uint8").ToString().ShouldContain("target_type='numpy.uint8'");
    }

    [Fact]
    public void A_list_is_a_shape() =>
        ((Regression)TaskFactory.Create(Json("""{"type": "thelper.tasks.Regression", "params": {"input_key": "x", "target_key": "y", "target_shape": [2, 1]}}"""), new()).ShouldBeOfType<Regression>())
            .TargetShape.ShouldBe([2, 1]);

    [Fact]
    public void Mistakes_are_reported()
    {
        Error(() => new Regression("x", "y", null, [3, 0])).ShouldBe("input_shape: every size must be at least 1, got (3, 0)");
        Error(() => new Regression("x", "y", targetType: "numpy.flaot32")).ShouldBe("target_type: unknown type 'numpy.flaot32' (did you mean 'numpy.float32'?)");
        Error(() => new Regression("x", "y", targetMin: "low")).ShouldBe("target_min: expected a number or lists of numbers, got 'low'");
        Error(() => new SuperResolution("x", "y", null, [3, 3], targetShape: [3, 4])).ShouldStartWith("target_shape: input and target of a super-resolution task have one shape");
    }

    [Fact]
    public void What_one_task_leaves_open_does_not_matter()
    {
        task.CheckCompat(new Regression("x", "y", null, [3, 8], [5], targetMax: new[] { 1, 2 })).ShouldBeTrue();
        task.CheckCompat(new Regression("x", "y", null, [3, 9])).ShouldBeFalse();
        task.CheckCompat(new Regression("x", "y", targetType: "float64")).ShouldBeFalse();
        task.CheckCompat(new Regression("x", "y", targetMin: 1)).ShouldBeFalse();
        task.CheckCompat(new SuperResolution("x", "y")).ShouldBeTrue();
        task.CheckCompat(new Detection(new[] { "a" }, "x", "y")).ShouldBeFalse();
        task.CheckCompat(new Task("x")).ShouldBeTrue();
        task.CheckCompat(new Task("x", "y")).ShouldBeFalse();
        task.CheckCompat(new Regression("x", "y", ["m"], [3, 8]), exact: true).ShouldBeFalse();
        task.CheckCompat(TaskFactory.Parse(task.ToString(), new()), exact: true).ShouldBeTrue();
    }

    [Fact]
    public void Merging_fills_what_is_open()
    {
        task.GetCompat(new SuperResolution("x", "y", ["n"], targetMax: new[] { 1, 2 })).ToString()
            .ShouldBe("thelper.tasks.regr.Regression(input_key='x', target_key='y', meta_keys=['m', 'n'], input_shape=(3, 8), target_shape=None, target_type='numpy.float32', target_min=0, target_max=[1.0, 2.0])");
        new Task("x").GetCompat(task).ToString().ShouldBe(task.ToString());
        Error(() => task.GetCompat(new Regression("x", "z"))).ShouldStartWith("these tasks cannot be combined:\n");
    }

    [Fact]
    public void Super_resolution_has_one_shape() =>
        new SuperResolution("x", "y", null, [3, 8, 8]).TargetShape.ShouldBe([3, 8, 8]);
}
