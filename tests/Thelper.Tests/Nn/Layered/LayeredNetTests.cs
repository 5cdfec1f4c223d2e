using Thelper.Config;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Config;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn.Layered;

[NoLeaks]
public class LayeredNetTests
{
    private const string Layers = """
        input_shape: [3, 12, 10]
        layers:
          - {name: stem, type: torch.nn.Conv2d, params: {out_channels: 16, kernel_size: 3, padding: 1, bias: false}}
          - {name: norm, type: BatchNorm2d}
          - {name: act, type: ReLU}
          - {name: branch, type: thelper.nn.common.ConvBlock, params: {output_size: 16, kernel_size: 3, stride: 1}}
          - {name: sum, type: add, inputs: [act, branch]}
          - {name: small, type: MaxPool2d, params: {kernel_size: 2}}
          - {name: wide, type: Conv2d, params: {out_channels: 24, kernel_size: [3, 1], padding: [1, 0]}}
          - {name: mean, type: AdaptiveAvgPool2d, params: {output_size: 1}}
          - {name: weigh, type: Conv2d, params: {out_channels: 24, kernel_size: 1}}
          - {name: gate, type: Sigmoid}
          - {name: weighed, type: multiply, inputs: [wide, gate]}
          - {name: both, type: concat, inputs: [small, weighed]}
          - {name: pool, type: AdaptiveAvgPool2d, params: {output_size: 1}}
          - {name: flat, type: Flatten}
          - {name: fc, type: Linear}
        """;

    [Fact]
    public void A_described_network_is_the_same_in_PyTorch() => GoldenModel.Check(
        GoldenModel.Get("layered", "networks.json"), () => Create(Layers, NnTasks.Classes(5)), (model, batch) => model.call(batch), 2, 3, 12, 10);

    [Fact]
    public void Images_of_other_sizes_and_new_tasks_fit()
    {
        using var scope = NewDisposeScope();
        using var model = Create(Layers, NnTasks.Classes(5));
        var stem = model.state_dict()["stem.weight"];
        model.SetTask(NnTasks.Classes(2));
        model.call(zeros(2, 3, 20, 30)).shape.ShouldBe([2L, 2]);
        model.state_dict()["stem.weight"].ShouldBeSameAs(stem);
        Should.Throw<UserErrorException>(() => model.call(zeros(2, 1, 20, 30))).Message.ShouldContain("described for images (batch, 3, height, width)");
    }

    [Fact]
    public void A_plain_list_has_the_names_of_a_sequence_and_works_for_pixels_and_images()
    {
        using var scope = NewDisposeScope();
        const string Text = "input_shape: [1, 8, 8]\nlayers: [{type: Conv2d, params: {out_channels: 4, kernel_size: 3, padding: 1}}, {type: ReLU}, {type: Conv2d, params: {kernel_size: 1}}]";
        using var pixels = Create(Text, NnTasks.Pixels(3));
        pixels.state_dict().Keys.ShouldBe(["0.weight", "0.bias", "2.weight", "2.bias"]);
        pixels.call(zeros(1, 1, 8, 8)).shape.ShouldBe([1L, 3, 8, 8]);
        using var images = Create(Text.Replace("{kernel_size: 1}", "{out_channels: 1, kernel_size: 1}", StringComparison.Ordinal), new SuperResolution("image", "target"));
        images.call(zeros(1, 1, 8, 8)).shape.ShouldBe([1L, 1, 8, 8]);
        images.SetTask(new SuperResolution("image", "target"));
        Should.Throw<UserErrorException>(() => images.SetTask(NnTasks.Classes(3))).Message.ShouldContain("no layer whose outputs follow the task");
        Message(Text, new SuperResolution("image", "target")).ShouldContain("Conv2d needs 'out_channels': the task has no classes");
    }

    [Fact]
    public void The_description_is_recorded_and_builds_the_same_again()
    {
        using var scope = NewDisposeScope();
        using var model = Create(Layers, NnTasks.Classes(5));
        using var again = ModelFactory.Create(
            ConfigNode.FromPlain(new Dictionary<string, object?> { ["type"] = model.TypeName, ["params"] = model.Config }, "checkpoint", ""), NnTasks.Classes(5), new());
        again.state_dict().Select(entry => (entry.Key, string.Join(',', entry.Value.shape))).ShouldBe(model.state_dict().Select(entry => (entry.Key, string.Join(',', entry.Value.shape))));
    }

    [Theory]
    [InlineData("sum, type: add, inputs: [act, branch]", "sum, type: add, inputs: [input, branch]", "'sum' cannot join 'input' (batch, 3, 12, 10), 'branch' (batch, 16, 12, 10): add adds maps of one shape")]
    [InlineData("both, type: concat, inputs: [small, weighed]", "both, type: concat, inputs: [act, weighed]", "'both' cannot join 'act' (batch, 16, 12, 10), 'weighed' (batch, 24, 6, 5): concat puts channels")]
    [InlineData("{out_channels: 24, kernel_size: [3, 1], padding: [1, 0]}", "{in_channels: 32, out_channels: 24, kernel_size: 3}", "layers[6].params.in_channels: Conv2d reads 32, but 'small' gives (batch, 16, 6, 5); leave 'in_channels' out, or set it to 16")]
    [InlineData("{name: flat, type: Flatten}", "{name: flat, type: Identity}", "'flat' gives maps (batch, 40, 1, 1), Linear reads vectors; put a Flatten")]
    [InlineData("{name: fc, type: Linear}", "{name: fc, type: Linear, params: {out_features: 7}}", "the last layer 'fc' gives (batch, 7), but")]
    [InlineData("{kernel_size: 2}", "{kernel_size: 20}", "the layer 'small' (MaxPool2d) cannot read what 'sum' gives, (batch, 16, 12, 10): ")]
    [InlineData("type: BatchNorm2d", "type: BatchNorm3d", "'BatchNorm3d': unknown layer (did you mean 'BatchNorm2d'?)")]
    [InlineData("type: BatchNorm2d", "type: thelper.nn.lenet.LeNet", "a whole model for a task is no layer")]
    [InlineData("inputs: [act, branch]", "inputs: [act, brunch]", "'brunch' is no layer before 'sum' (did you mean 'branch'?)")]
    [InlineData("inputs: [act, branch]", "inputs: [act, fc]", "'fc' is no layer before 'sum'")]
    [InlineData("inputs: [act, branch]", "inputs: [branch]", "'add' joins at least two layers")]
    [InlineData("name: norm", "name: stem", "a second layer is called 'stem'")]
    [InlineData("name: norm", "name: a.b", "names have no dots")]
    [InlineData("{name: act, type: ReLU}", "{name: act, type: ReLU, inputs: [stem, norm]}", "the layer 'act' reads one layer, not 2")]
    [InlineData("{name: gate, type: Sigmoid}", "{name: gate, type: Sigmoid, inputs: mean}", "no layer reads 'weigh'")]
    [InlineData("type: MaxPool2d, params: {kernel_size: 2}", "type: MaxPool2d, params: {kernel: 2}", "needs the parameter 'kernel_size'")]
    [InlineData("{name: weigh, type: Conv2d, params: {out_channels: 24, kernel_size: 1}}", "{name: weigh, type: ReLU, params: {inplace: true}, inputs: wide}", "'weigh' changes in place what another layer reads too")]
    [InlineData("input_shape: [3, 12, 10]", "input_shape: [3, 12]", "input_shape holds channels, height and width")]
    [InlineData("{name: fc, type: Linear}", "{name: fc, kind: Linear}", "layers[14]")]
    public void Mistakes_name_the_layer_the_shapes_and_the_way_out(string part, string instead, string expected)
    {
        Layers.ShouldContain(part);
        Message(Layers.Replace(part, instead, StringComparison.Ordinal), NnTasks.Classes(5)).ShouldContain(expected);
    }

    [Fact]
    public void Several_mistakes_come_together()
    {
        var message = Message("input_shape: [1, 4, 4]\nlayers: [{type: Konv2d}, {type: add}, {name: x, type: ReLU, inputs: y}]", NnTasks.Classes(2));
        message.ShouldContain("'Konv2d': unknown layer (did you mean 'Conv2d'?)");
        message.ShouldContain("'add' joins at least two layers");
        message.ShouldContain("'y' is no layer before 'x'");
    }

    private static Module Create(string text, Thelper.Tasks.Task task) =>
        ModelFactory.Create(ConfigText.Yaml("type: thelper.nn.LayeredNet\nparams:\n" + string.Concat(text.Split('\n').Select(line => $"  {line}\n"))), task, new());

    private static string Message(string text, Thelper.Tasks.Task task) => Should.Throw<UserErrorException>(() => Create(text, task)).Message;
}
