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
            Reference.Bits(module.get_parameter(expected.Name)!).ShouldBe(expected.Value.GetString(), expected.Name);
        }

        foreach (var expected in golden.GetProperty("state").EnumerateObject())
        {
            module.state_dict()[expected.Name].ShouldMatch(expected.Value, $"state {expected.Name}");
        }
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
