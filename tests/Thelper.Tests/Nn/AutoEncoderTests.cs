using Thelper.Nn;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

[NoLeaks]
public class AutoEncoderTests
{
    private static readonly int[] Small = [1, 1, 1, 1];

    [Fact]
    public void The_classifying_one_is_PyTorchs() =>
        TaskModel.CheckOutputs("auto_encoder", () => new AutoEncoderResNet(NnTasks.Classes(10), layers: Small, flexibleInputRes: true), 2, 3, 64, 64);

    [Fact]
    public void And_with_coordinates() =>
        TaskModel.CheckOutputs("auto_encoder_coordconv", () => new AutoEncoderResNet(NnTasks.Classes(1000), layers: Small, flexibleInputRes: true, coordconv: true), 2, 3, 64, 64);

    [Fact]
    public void The_segmenting_one_is_PyTorchs() => TaskModel.CheckOutputs("skip_auto_encoder", () => new AutoEncoderSkipResNet(NnTasks.Pixels(7), layers: Small), 2, 3, 64, 64);

    [Fact]
    public void And_with_coordinates_and_dropped_channels() => TaskModel.CheckOutputs(
        "skip_auto_encoder_coordconv",
        () => new AutoEncoderSkipResNet(NnTasks.Pixels(7), decoderDropout: true, dropoutProb: 0.25, layers: Small, coordconv: true), 2, 3, 64, 64);

    [Fact]
    public void They_have_as_many_parameters_as_the_originals()
    {
        using var classifier = new AutoEncoderResNet(NnTasks.Classes(10));
        using var segmenter = new AutoEncoderSkipResNet(NnTasks.Pixels(7), inputChannels: 4);
        TaskModel.CheckCount("auto_encoder_34_10", classifier);
        TaskModel.CheckCount("skip_auto_encoder_34_7_4", segmenter);
        PythonRepr.Of(classifier.Config["output_pads"]).ShouldBe("[1, 1, 1, 1, 1]");
        classifier.Config.ContainsKey("activation").ShouldBeFalse();
    }

    [Fact]
    public void Scores_alone_are_the_first_output_and_a_new_task_changes_only_the_head()
    {
        using var scope = NewDisposeScope();
        using var model = new AutoEncoderSkipResNet(NnTasks.Pixels(7), layers: Small);
        model.eval();
        var input = rand(1, 3, 32, 64);
        aten.equal(model.Outputs(input)["out"], model.call(input)).ShouldBeTrue();
        model.SetTask(NnTasks.Pixels(3));
        model.call(input).shape.ShouldBe([1L, 3, 32, 64]);
        model.state_dict().Keys.ShouldNotContain(key => key.StartsWith("fc.", StringComparison.Ordinal));
    }

    [Fact]
    public void Mistakes_are_user_errors()
    {
        using var scope = NewDisposeScope();
        Should.Throw<UserErrorException>(() => new AutoEncoderResNet(NnTasks.Classes(3), [1, 1])).Message.ShouldStartWith("output_pads: expected 5 numbers");
        Should.Throw<UserErrorException>(() => new AutoEncoderSkipResNet(NnTasks.Pixels(70), layers: Small)).Message.ShouldContain("fewer than 64 classes");
        Should.Throw<UserErrorException>(() => new AutoEncoderSkipResNet(NnTasks.Pixels(7), block: "thelper.nn.resnet.Bottleneck", layers: Small)).Message.ShouldContain("512 channels");
        using var model = new AutoEncoderSkipResNet(NnTasks.Pixels(7), layers: Small);
        Should.Throw<UserErrorException>(() => model.call(zeros(1, 3, 40, 40))).Message.ShouldContain("multiples of 32");
    }
}
