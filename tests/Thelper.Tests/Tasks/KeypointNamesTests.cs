using Thelper.Tasks;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Tasks;

public class KeypointNamesTests
{
    private static readonly string[] Names = ["nose", "left_eye", "right_eye", "Left knee", "right knee", "left_only"];

    [Fact]
    public void Left_and_right_change_places_in_a_mirror()
    {
        new KeypointNames(Names).Mirrored.ShouldBe([(1, 2), (3, 4)]);
        new KeypointNames([]).Mirrored.ShouldBeEmpty();
    }

    [Fact]
    public void Bones_count_from_one_in_files_and_from_zero_here()
    {
        var names = new KeypointNames(Names, new List<object?> { new List<object?> { 1L, 2L }, new List<object?> { 6L, 1L } });
        names.Bones.ShouldBe([(0, 1), (5, 0)]);
        PythonRepr.Of(names.ToPlain()).ShouldBe("[[1, 2], [6, 1]]");
        Error(() => new KeypointNames(Names, new List<object?> { new List<object?> { 1L, 7L } })).ShouldBe("skeleton: expected pairs of key points, counted from 1, got [1, 7]");
        Error(() => new KeypointNames(Names, "1-2")).ShouldStartWith("skeleton: expected pairs");
        Error(() => new KeypointNames(["a", "a"])).ShouldBe("keypoints: expected different names, got ['a', 'a']");
    }

    [Fact]
    public void A_task_carries_them_in_its_text_and_its_fields()
    {
        var task = new Detection(new[] { "background", "person" }, "x", "y", background: 0, masks: true, keypoints: Names, skeleton: new List<object?> { new List<object?> { 1L, 2L } });
        task.Fields.Pairs.ShouldBe([(1, 2), (3, 4)]);
        task.ToString().ShouldEndWith(", masks=True, keypoints=['nose', 'left_eye', 'right_eye', 'Left knee', 'right knee', 'left_only'], skeleton=[[1, 2]])");
        var read = (Detection)TaskFactory.Parse(task.ToString(), new());
        read.ToString().ShouldBe(task.ToString());
        task.CheckCompat(read, exact: true).ShouldBeTrue();

        // A model that knows more serves a task that has less, not the reverse.
        var plain = new Detection(new[] { "background", "person" }, "x", "y", background: 0);
        task.CheckCompat(plain).ShouldBeTrue();
        task.CheckCompat(plain, exact: true).ShouldBeFalse();
        plain.CheckCompat(task).ShouldBeFalse();
        Error(() => task.GetCompat(plain)).ShouldStartWith("these tasks cannot be combined, one has masks or key points that the other has not:");
        ((Detection)task.GetCompat(read)).Keypoints.Names.ShouldBe(Names);
    }
}
