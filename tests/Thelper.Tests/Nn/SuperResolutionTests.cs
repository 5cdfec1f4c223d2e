using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

[NoLeaks]
public class SuperResolutionTests
{
    private static SuperResolution Task => new("low", "high");

    [Fact]
    public void SRCNN_is_PyTorchs() => TaskModel.Check("srcnn", () => new SRCNN(Task), 2, 3, 28, 25);

    [Fact]
    public void VDSR_is_PyTorchs() => TaskModel.Check("vdsr", () => new VDSR(Task, numResiduals: 3), 2, 3, 16, 20);

    [Fact]
    public void Names_and_sizes_are_the_originals()
    {
        using var srcnn = new SRCNN(Task);
        using var vdsr = new VDSR(Task);
        srcnn.TypeName.ShouldBe("thelper.nn.sr.srcnn.SRCNN");
        srcnn.LearnableParameterCount.ShouldBe(57281);
        TaskModel.CheckCount("vdsr", vdsr);
        srcnn.SetTask(new Regression("low", "high"));
    }

    [Fact]
    public void Every_norm_and_activation_runs()
    {
        using var scope = NewDisposeScope();
        foreach (var activation in new[] { "relu", "prelu", "lrelu", "tanh", "sigmoid", null })
        {
            using var model = new VDSR(Task, numChannels: 2, baseFilter: 4, kernelSize0: 5, numResiduals: 1, groups: 2, activation: activation, norm: activation is null ? null : "instance");
            model.call(rand(1, 4, 8, 9)).shape.ShouldBe([1L, 4, 8, 9]);
        }
    }

    [Fact]
    public void Mistakes_are_user_errors()
    {
        using var scope = NewDisposeScope();
        Should.Throw<UserErrorException>(() => new VDSR(Task, activation: "selu")).Message.ShouldStartWith("activation: 'selu' is not known");
        Should.Throw<UserErrorException>(() => new VDSR(Task, norm: "group")).Message.ShouldStartWith("norm: 'group' is not known");
        Should.Throw<UserErrorException>(() => new VDSR(Task, kernelSize0: 4)).Message.ShouldContain("even");
        Should.Throw<UserErrorException>(() => new SRCNN(Task, groups: 2)).Message.ShouldContain("does not divide");
        Should.Throw<UserErrorException>(() => new SRCNN(NnTasks.Classes(2))).Message.ShouldContain("needs a super-resolution or regression task");
        using var model = new SRCNN(Task, numChannels: 2);
        Should.Throw<UserErrorException>(() => model.call(zeros(1, 3, 20, 20))).Message.ShouldContain("multiple of num_channels (2)");
    }
}
