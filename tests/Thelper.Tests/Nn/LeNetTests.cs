using Thelper.Nn;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

[NoLeaks]
public class LeNetTests
{
    [Fact]
    public void Images_of_28_pixels_are_padded() => GoldenModel.Check("lenet_28", () => new LeNet(NnTasks.Classes(10)), 2, 1, 28, 28);

    [Fact]
    public void Images_of_32_pixels_are_not() => GoldenModel.Check("lenet_32", () => new LeNet(NnTasks.Classes(10), [1, 32, 32]), 2, 1, 32, 32);

    [Fact]
    public void The_task_decides_the_outputs_and_later_draws_only_concern_the_head() =>
        GoldenModel.Check("lenet_4_classes", () => new LeNet(NnTasks.Classes(4), [1, 32, 32]), 2, 1, 32, 32);

    [Fact]
    public void Arguments_are_recorded_as_the_original_records_them()
    {
        using var model = new LeNet(NnTasks.Classes(10), [1, 32, 32]);
        PythonRepr.Of(model.Config).ShouldBe(
            "{'input_shape': [1, 32, 32], 'conv1_filters': 6, 'conv2_filters': 16, 'hidden1_size': 120, 'hidden2_size': 84, 'output_size': 10}");
        model.TypeName.ShouldBe("thelper.nn.lenet.LeNet");
        model.LearnableParameterCount.ShouldBe(61706);
    }

    [Fact]
    public void A_new_task_replaces_the_classifier_only_if_the_number_of_classes_changes()
    {
        using var scope = NewDisposeScope();
        using var model = new LeNet(NnTasks.Classes(10), [1, 32, 32]);
        var before = model.state_dict()["classifier.4.weight"];
        model.SetTask(NnTasks.Classes(10));
        model.state_dict()["classifier.4.weight"].ShouldBeSameAs(before);

        model.eval();
        model.SetTask(NnTasks.Classes(3));
        before.IsInvalid.ShouldBeTrue();
        model.state_dict()["classifier.4.weight"].shape.ShouldBe([3L, 84L]);
        model.Config["output_size"].ShouldBe(3L);
        model.call(zeros(2, 1, 32, 32)).shape.ShouldBe([2L, 3L]);
        model.modules().ShouldAllBe(m => !m.training);
    }

    [Theory]
    [InlineData(1, 48, 48)]
    [InlineData(0, 32, 32)]
    [InlineData(1, 28, 32)]
    public void Image_sizes_that_cannot_work_are_user_errors(int channels, int height, int width) =>
        Should.Throw<UserErrorException>(() => new LeNet(NnTasks.Classes(10), [channels, height, width])).Message
            .ShouldStartWith($"input_shape: [{channels}, {height}, {width}] does not fit LeNet");

    [Fact]
    public void Other_tasks_are_user_errors() =>
        Should.Throw<UserErrorException>(() => new LeNet(NnTasks.Pixels(3))).Message.ShouldContain("classifies images");
}
