using System.Text.Json;
using Thelper.Testing;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Layers whose sizes the first input decides, against PyTorch: text and names before and after, first weights bit by bit, values, gradients, state.</summary>
[NoLeaks]
public sealed class LazyTests
{
    private static readonly JsonElement Golden = Reference.Load("layers.json").GetProperty("lazy");

    /// <summary>One line here and one in tools/golden/nn_layers.py, which also gives the inputs.</summary>
    private static readonly Dictionary<string, Func<Module<Tensor, Tensor>>> Layers = new()
    {
        ["lazy_linear"] = () => LazyLinear(5),
        ["lazy_linear_nobias"] = () => LazyLinear(5, hasBias: false),
        ["lazy_conv1d"] = () => LazyConv1d(4, 3, stride: 2, groups: 2),
        ["lazy_conv2d"] = () => LazyConv2d(4, (3, 2), padding: (1, 0), padding_mode: PaddingModes.Reflect),
        ["lazy_conv3d"] = () => LazyConv3d(2, 2, bias: false),
        ["lazy_conv_transpose1d"] = () => LazyConvTranspose1d(4, 3, stride: 2, output_padding: 1),
        ["lazy_conv_transpose2d"] = () => LazyConvTranspose2d(4, (3, 2), groups: 2),
        ["lazy_conv_transpose3d"] = () => LazyConvTranspose3d(2, 2),
        ["lazy_batch_norm1d"] = () => LazyBatchNorm1d(),
        ["lazy_batch_norm2d"] = () => LazyBatchNorm2d(eps: 1e-3, affine: false),
        ["lazy_batch_norm3d"] = () => LazyBatchNorm3d(track_running_stats: false),
        ["lazy_instance_norm1d"] = () => LazyInstanceNorm1d(),
        ["lazy_instance_norm2d"] = () => LazyInstanceNorm2d(momentum: 0.3),
        ["lazy_instance_norm3d"] = () => LazyInstanceNorm3d(affine: false, track_running_stats: false),
    };

    public static TheoryData<string> Names => [.. Golden.EnumerateObject().Select(layer => layer.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name)
    {
        var golden = Golden.GetProperty(name);
        using var scope = NewDisposeScope();
        manual_seed(0);
        using var module = Layers[name]();
        var before = module.parameters().ToArray();
        module.ToString().ShouldBe(golden.GetProperty("text").GetString());
        module.state_dict().Keys.ShouldBe(golden.GetProperty("names").EnumerateArray().Select(key => key.GetString()!));

        GoldenCase.Check(golden, GoldenCase.Inputs(golden), inputs => [module.call(inputs[0])]);
        module.ToString().ShouldBe(golden.GetProperty("settled").GetString());
        module.parameters().ShouldBe(before);
        foreach (var expected in golden.GetProperty("gradients").EnumerateObject())
        {
            module.get_parameter(expected.Name)!.grad!.ShouldMatch(expected.Value, $"gradient of {expected.Name}");
        }

        foreach (var expected in golden.GetProperty("bits").EnumerateObject())
        {
            module.get_parameter(expected.Name)!.ShouldHaveBits(expected.Value, expected.Name);
        }

        foreach (var expected in golden.GetProperty("state").EnumerateObject())
        {
            module.state_dict()[expected.Name].ShouldMatch(expected.Value, $"state {expected.Name}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Loaded_weights_decide_the_sizes(string name)
    {
        var golden = Golden.GetProperty(name);
        using var scope = NewDisposeScope();
        manual_seed(0);
        using var module = Layers[name]();
        var inputs = GoldenCase.Inputs(golden);
        GoldenCase.Check(golden, inputs, values => [module.call(values[0])]);
        manual_seed(1);
        using var other = Layers[name]();
        var before = other.parameters().ToArray();
        other.load_state_dict(module.state_dict());
        Reference.ShouldBeNear(Reference.Elements(rand(2)), golden.GetProperty("drawn").EnumerateArray().Select(value => value.GetDouble()).ToArray(), "drawn after loading", 1e-6);
        other.eval();
        other.call(inputs[0].detach()).ShouldMatch(golden.GetProperty("loaded"), "output");
        other.parameters().ShouldBe(before);
        other.parameters().ShouldAllBe(parameter => parameter.requires_grad);
        other.ToString().ShouldBe(module.ToString());
    }

    [Fact]
    public void Loaded_weights_that_do_not_fit_leave_the_sizes_open()
    {
        using var scope = NewDisposeScope();
        using var model = Sequential(LazyLinear(3), LazyConv1d(4, 2, groups: 2), LazyBatchNorm1d());
        var weights = new Dictionary<string, Tensor>
        {
            ["0.weight"] = ones(2, 5),
            ["0.bias"] = ones(3),
            ["1.weight"] = ones(4, 1, 3),
            ["1.bias"] = ones(4),
            ["2.weight"] = ones(4),
            ["2.bias"] = ones(3),
            ["2.running_mean"] = ones(4),
            ["2.running_var"] = ones(4),
            ["2.num_batches_tracked"] = tensor(1L),
        };
        Should.Throw<InvalidOperationException>(() => model.load_state_dict(weights)).Message.ShouldBe(
            "These weights do not fit Sequential: '0.weight' is [2, 5] in the file and [3, 5] in the model; "
            + "'1.weight' is [4, 1, 3] in the file and [4, 1, 2] in the model; '2.bias' is [3] in the file and [4] in the model.");
        model.ToString().ShouldContain("LazyLinear(in_features=0");
        model.state_dict()["0.weight"].shape.ShouldBe([0]);
    }

    [Fact]
    public void Values_that_are_not_loaded_are_drawn()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var layer = LazyLinear(2);
        layer.load_state_dict(new Dictionary<string, Tensor> { ["weight"] = ones(2, 3) }, strict: false);
        manual_seed(3);
        using var known = Linear(3, 2);
        Reference.Elements(layer.weight).ShouldAllBe(value => value == 1);
        Reference.Bits(layer.bias!).ShouldBe(Reference.Bits(known.bias!));

        // Weights of a layer that is open itself decide nothing.
        using var open = LazyLinear(2);
        using var second = LazyLinear(2);
        second.load_state_dict(open.state_dict());
        second.call(ones(1, 4)).shape.ShouldBe([1, 2]);
    }

    [Fact]
    public void The_table_and_the_golden_file_have_the_same_cases() => Layers.Keys.ShouldBe(Names.Select(row => row.Data), ignoreOrder: true);

    [Fact]
    public void Channels_that_the_groups_do_not_divide_are_named_at_the_first_call()
    {
        using var scope = NewDisposeScope();
        using var layer = LazyConv2d(4, 3, groups: 2);
        Should.Throw<UserErrorException>(() => layer.call(zeros(1, 3, 5, 5))).Message.ShouldBe("LazyConv2d: in_channels (3) must be divisible by groups (2).");
        Should.Throw<ArgumentException>(() => layer.call(zeros(5, 5))).Message.ShouldStartWith("LazyConv2d takes 3 or 4 dimensions, not (5, 5).");
        layer.call(zeros(1, 2, 5, 5)).shape.ShouldBe([1, 4, 3, 3]);
    }
}
