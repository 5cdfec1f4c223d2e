using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

[NoLeaks]
public class ResNetTests
{
    private static readonly List<object?> Ones = [1L, 1L, 1L, 1L];

    [Fact]
    public void Basic_blocks() => Check("basic", () => Make(layers: "18"));

    [Fact]
    public void Bottlenecks() => Check("bottleneck", () => Make("thelper.nn.resnet.Bottleneck", Ones));

    [Fact]
    public void Squeeze_and_excitation() =>
        Check("squeeze", () => Make("thelper.nn.resnet.SqueezeExcitationBlock", new List<object?> { 2L, 1L, 1L, 1L }));

    [Fact]
    public void Leaky_activation_is_for_the_stem_and_the_first_block_of_a_stage() => Check(
        "squeeze_leaky",
        () => Make("thelper.nn.resnet.SqueezeExcitationBlock", new List<object?> { 2L, 1L, 1L, 1L }, activation: "leaky_relu"));

    [Fact]
    public void Coordinates_with_radius() => Check("coordconv", () => Make(layers: Ones, coordconv: true));

    [Fact]
    public void Coordinates_without_radius() => Check("coordconv_no_radius", () => Make(layers: Ones, coordconv: true, radius: false));

    [Fact]
    public void Stem_without_pooling() => GoldenModel.Check(
        "stem",
        () => new ResNet(
            NnTasks.Classes(10), layers: Ones, inputChannels: 1, flexibleInputRes: true, skipMaxPool: true, conv1Config: [3, 1, 1]),
        2, 1, 32, 32);

    [Fact]
    public void Five_stages() => Check(
        "five_stages",
        () => new ResNet(NnTasks.Classes(10), layers: new List<object?> { 1L, 1L, 1L, 1L, 1L }, strides: [1, 2, 2, 2, 2], flexibleInputRes: true));

    [Fact]
    public void Fully_convolutional_head() =>
        Check("fully_conv", () => new ResNetFullyConv(NnTasks.Classes(10), layers: Ones, flexibleInputRes: true));

    [Theory]
    [InlineData("fcn")]
    [InlineData("deeplabv3")]
    public void Segmentation_heads(string head) =>
        Check($"segmentation_{head}", () => new ResNet(NnTasks.Pixels(4), layers: Ones, headType: head));

    [Theory]
    [InlineData("34_10", "BasicBlock", 10, false)]
    [InlineData("34_10_coordconv", "BasicBlock", 10, true)]
    [InlineData("34_1000", "BasicBlock", 1000, false)]
    [InlineData("50_10", "Bottleneck", 10, false)]
    [InlineData("se34_10", "SqueezeExcitationBlock", 10, false)]
    public void Parameter_counts(string name, string block, int classes, bool coordconv)
    {
        using var model = new ResNet(NnTasks.Classes(classes), "thelper.nn.resnet." + block, coordconv: coordconv);
        model.LearnableParameterCount.ShouldBe(GoldenModel.Get("counts").GetProperty(name).GetInt64());
    }

    [Fact]
    public void Arguments_are_recorded()
    {
        using var model = Make(layers: "18");
        PythonRepr.Of(model.Config).ShouldBe(
            "{'block': 'thelper.nn.resnet.BasicBlock', 'layers': [2, 2, 2, 2], 'strides': [1, 2, 2, 2], 'input_channels': 3, " +
            "'flexible_input_res': True, 'pool_size': 7, 'head_type': None, 'coordconv': False, 'radius_channel': True, 'activation': 'relu', " +
            "'skip_max_pool': False, 'pretrained': False, 'conv1_config': [7, 2, 3]}");
        using var tail = new ResNetFullyConv(NnTasks.Classes(10), layers: Ones);
        tail.Config.Keys.ShouldBe(
            ["block", "layers", "strides", "input_channels", "flexible_input_res", "pool_size", "coordconv", "radius_channel", "pretrained"]);
    }

    [Fact]
    public void Embeddings_are_what_the_head_sees()
    {
        using var scope = NewDisposeScope();
        using var model = Make(layers: Ones);
        model.eval();
        var input = rand(2, 3, 64, 64);
        var pooled = model.GetEmbedding(input);
        pooled.shape.ShouldBe([2L, 512L]);
        var map = model.GetEmbedding(input, pool: false);
        map.shape.ShouldBe([2L, 512L, 2L, 2L]);
        allclose(map.mean([2L, 3L]), pooled).ShouldBeTrue();
    }

    [Fact]
    public void A_new_task_keeps_the_features()
    {
        using var scope = NewDisposeScope();
        using var model = Make(layers: Ones);
        var (features, head) = (model.state_dict()["conv1.weight"], model.state_dict()["fc.weight"]);
        model.SetTask(NnTasks.Classes(10));
        model.state_dict()["fc.weight"].ShouldBeSameAs(head);
        model.SetTask(NnTasks.Classes(4));
        model.state_dict()["fc.weight"].shape.ShouldBe([4L, 512L]);
        model.state_dict()["conv1.weight"].ShouldBeSameAs(features);
    }

    [Fact]
    public void Images_that_do_not_fit_the_pooling_are_user_errors()
    {
        using var scope = NewDisposeScope();
        using var model = new ResNet(NnTasks.Classes(10), layers: Ones);
        var error = Should.Throw<UserErrorException>(() => model.call(zeros(1, 3, 64, 64)));
        error.Message.ShouldStartWith("images of 64x64 pixels reach the pooling of ResNet as maps of 2x2, but pool_size is 7");
    }

    [Fact]
    public void Wrong_parameters_are_user_errors()
    {
        var task = NnTasks.Classes(10);
        Message(() => new ResNet(task, block: "thelper.nn.resnet.BottleneckBlock")).ShouldContain("thelper.nn.resnet.Bottleneck,");
        Message(() => new ResNet(task, layers: "50")).ShouldStartWith("layers:");
        Message(() => new ResNet(task, layers: new List<object?> { 1L, 1L })).ShouldStartWith("layers and strides:");
        Message(() => new ResNet(task, layers: new List<object?> { 1L, 0L, 1L, 1L })).ShouldStartWith("layers:");
        Message(() => new ResNet(task, activation: "tanh")).ShouldBe("activation: 'tanh' is not known (known: relu, leaky_relu)");
        Message(() => new ResNet(task, headType: "unet")).ShouldStartWith("head_type: 'unet'");
        Message(() => new ResNet(task, conv1Config: [7, 2])).ShouldStartWith("conv1_config:");
        Message(() => new ResNet(task, block: "SqueezeExcitationBlock", pretrained: true)).ShouldStartWith("pretrained:");
        Message(() => new ResNet(NnTasks.Pixels(3))).ShouldContain("head_type");
    }

    private static string Message(Func<ResNet> make) => Should.Throw<UserErrorException>(() => { using var model = make(); }).Message;

    private static void Check(string name, Func<nn.Module<Tensor, Tensor>> build) => GoldenModel.Check(name, build, 2, 3, 64, 64);

    private static ResNet Make(
        string block = "thelper.nn.resnet.BasicBlock", object? layers = null, bool coordconv = false, bool radius = true, string activation = "relu") =>
        new(
            NnTasks.Classes(10), block, layers, flexibleInputRes: true, coordconv: coordconv, radiusChannel: radius, activation: activation);
}
