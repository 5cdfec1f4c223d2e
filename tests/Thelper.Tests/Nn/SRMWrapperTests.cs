using Thelper.Nn;
using Thelper.Testing;
using Thelper.Tests.Config;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

[NoLeaks]
public class SRMWrapperTests
{
    private const string Section = """
        {"type": "thelper.nn.srm.SRMWrapper", "params": {"input_channels": 2, "base_model":
            {"type": "thelper.nn.resnet.ResNet", "params": {"layers": [1, 1, 1, 1], "input_channels": 5, "flexible_input_res": true}}}}
        """;

    [Fact]
    public void A_wrapped_network_is_PyTorchs() => GoldenModel.Check(
        GoldenModel.Get("srm_wrapper", "networks.json"), () => ModelFactory.Create(ConfigText.Json(Section), NnTasks.Classes(10), new()), (model, batch) => model.call(batch), 2, 2, 32, 32);

    [Fact]
    public void A_new_task_reaches_the_model_within()
    {
        using var scope = NewDisposeScope();
        using var model = ModelFactory.Create(ConfigText.Json(Section), NnTasks.Classes(10), new());
        var features = model.state_dict()["base_model.conv1.weight"];
        model.SetTask(NnTasks.Classes(3));
        model.call(zeros(2, 2, 32, 32)).shape.ShouldBe([2L, 3]);
        model.state_dict()["base_model.conv1.weight"].ShouldBeSameAs(features);
        ((SRMWrapper)model).BaseModel.Task.ShouldBeSameAs(model.Task);
        Should.Throw<UserErrorException>(() => model.call(zeros(2, 3, 32, 32))).Message.ShouldStartWith("thelper.nn.srm.SRMWrapper takes images (batch, 2, height, width)");
    }

    [Fact]
    public void A_foreign_network_is_wrapped_too()
    {
        using var scope = NewDisposeScope();
        var inner = new ExternalClassifModule(nn.Sequential(("conv", nn.Conv2d(4, 2, 3)), ("pool", nn.AdaptiveAvgPool2d(1)), ("flat", nn.Flatten()), ("fc", nn.Linear(2, 2))), NnTasks.Classes(6), "net", new Dictionary<string, object?>());
        using var model = new SRMWrapper(inner, 1);
        model.call(zeros(2, 1, 8, 8)).shape.ShouldBe([2L, 6]);
        model.state_dict().Keys.ShouldBe(["base_model.conv.weight", "base_model.conv.bias", "base_model.fc.weight", "base_model.fc.bias", "srm_conv.weight"]);
    }

    [Fact]
    public void Mistakes_inside_are_told_with_their_place()
    {
        Message("""{"base_model": {"type": "thelper.nn.resnet.ResNet", "params": {"layer": [1]}}}""").ShouldContain("params.base_model.params.layer: unknown parameter of 'thelper.nn.resnet.ResNet' (did you mean 'layers'?)");
        Message("""{"base_model": {"params": {}}}""").ShouldContain("params.base_model");
        Message("""{}""").ShouldContain("needs the parameter 'base_model'");
        Message("""{"base_model": {"type": "thelper.nn.unet.UNet"}}""").ShouldContain("segments images");
        Message("""{"base_model": {"type": "thelper.nn.lenet.LeNet", "params": {"input_shape": [6, 32, 32]}}, "input_channels": 0}""").ShouldContain("input_channels");
    }

    private static string Message(string parameters) => Should.Throw<UserErrorException>(
        () => ModelFactory.Create(ConfigText.Json($$"""{"type": "thelper.nn.srm.SRMWrapper", "params": {{parameters}}}"""), NnTasks.Classes(3), new())).Message;
}
