using Thelper.Nn;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

[NoLeaks]
public class UNetTests
{
    [Fact]
    public void Weights_outputs_and_gradients_are_PyTorchs() => TaskModel.Check("unet", () => new UNet(NnTasks.Pixels(5), midChannels: 32), 2, 3, 32, 48);

    [Fact]
    public void With_coordinates() => TaskModel.Check("unet_coordconv", () => new UNet(NnTasks.Pixels(5), midChannels: 32, coordconv: true), 2, 3, 32, 32);

    [Fact]
    public void With_noise_filters() => TaskModel.Check("unet_srm", () => new UNet(NnTasks.Pixels(5), 2, 32, srm: true), 2, 2, 32, 32);

    [Theory]
    [InlineData(2)]
    [InlineData(21)]
    public void Has_as_many_parameters_as_the_original(int classes)
    {
        using var model = new UNet(NnTasks.Pixels(classes));
        TaskModel.CheckCount($"unet_{classes}", model);
        model.TypeName.ShouldBe("thelper.nn.unet.UNet");
    }

    [Fact]
    public void A_new_task_replaces_the_final_block_only_if_the_number_of_classes_changes()
    {
        using var scope = NewDisposeScope();
        using var model = new UNet(NnTasks.Pixels(5), midChannels: 16);
        model.eval();
        var before = model.state_dict()["final_block.0.weight"];
        model.SetTask(NnTasks.Pixels(5));
        model.state_dict()["final_block.0.weight"].ShouldBeSameAs(before);
        var kept = model.state_dict()["mid_block.layer.0.weight"];
        model.SetTask(NnTasks.Pixels(3));
        model.state_dict()["mid_block.layer.0.weight"].ShouldBeSameAs(kept);
        model.call(zeros(1, 3, 16, 16)).shape.ShouldBe([1L, 3, 16, 16]);
    }

    [Theory]
    [InlineData(24, 32)]
    [InlineData(32, 8)]
    public void Sides_that_cannot_be_halved_four_times_are_user_errors(long height, long width)
    {
        using var scope = NewDisposeScope();
        using var model = new UNet(NnTasks.Pixels(5), midChannels: 16);
        Should.Throw<UserErrorException>(() => model.call(zeros(1, 3, height, width))).Message.ShouldBe(
            $"UNet takes images (batch, channels, height, width) whose sides are multiples of 16, not (1, 3, {height}, {width}); crop, pad or resize them");
    }

    [Fact]
    public void Bad_arguments_and_tasks_are_user_errors()
    {
        Should.Throw<UserErrorException>(() => new UNet(NnTasks.Pixels(5), midChannels: 40)).Message.ShouldContain("mid_channels a multiple of 16");
        Should.Throw<UserErrorException>(() => new UNet(NnTasks.Classes(5))).Message.ShouldContain("segments images");
    }
}
