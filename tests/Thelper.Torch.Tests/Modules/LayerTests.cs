using System.Text.Json;
using Thelper.Testing;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Every layer against PyTorch: text, initial weights bit by bit, values, gradients, state, evaluation.</summary>
[NoLeaks]
public sealed class LayerTests
{
    private static readonly JsonElement Golden = Reference.Load("nn.json").GetProperty("layers");

    private static readonly Dictionary<string, Func<Module>> Layers = new()
    {
        ["linear"] = () => Linear(7, 5),
        ["linear_nobias"] = () => Linear(7, 5, hasBias: false),
        ["bilinear"] = () => Bilinear(4, 5, 3),
        ["conv1d"] = () => Conv1d(4, 6, 3, stride: 2, padding: 1),
        ["conv1d_same"] = () => Conv1d(2, 2, 4, Padding.Same, dilation: 2),
        ["conv2d"] = () => Conv2d(1, 6, 5),
        ["conv2d_options"] = () => Conv2d(4, 8, (3, 5), stride: (2, 1), padding: (1, 2), dilation: (2, 1), groups: 2, bias: false),
        ["conv2d_same"] = () => Conv2d(2, 3, 3, Padding.Same),
        ["conv2d_valid"] = () => Conv2d(2, 3, 3, Padding.Valid),
        ["conv2d_reflect"] = () => Conv2d(2, 3, 3, padding: 2, padding_mode: PaddingModes.Reflect),
        ["conv2d_circular_same"] = () => Conv2d(2, 3, 4, Padding.Same, padding_mode: PaddingModes.Circular),
        ["conv2d_replicate"] = () => Conv2d(2, 3, (3, 3), padding: (1, 2), padding_mode: PaddingModes.Replicate),
        ["conv3d"] = () => Conv3d(2, 4, (1, 2, 3), stride: (2, 2, 2), padding: (1, 1, 1)),
        ["conv_transpose1d"] = () => ConvTranspose1d(3, 4, 3, stride: 2, padding: 1, output_padding: 1),
        ["conv_transpose2d"] = () => ConvTranspose2d(4, 6, 3, stride: 2, padding: 1, output_padding: 1, groups: 2),
        ["conv_transpose2d_tuple"] = () => ConvTranspose2d(2, 3, (2, 3), stride: (2, 3), dilation: (2, 1), bias: false),
        ["conv_transpose3d"] = () => ConvTranspose3d(2, 2, 2, stride: 2),
        ["batch_norm1d"] = () => BatchNorm1d(5),
        ["batch_norm2d"] = () => BatchNorm2d(3),
        ["batch_norm2d_options"] = () => BatchNorm2d(3, eps: 1e-3, momentum: 0.03, affine: false),
        ["batch_norm2d_cumulative"] = () => BatchNorm2d(3, momentum: null),
        ["batch_norm2d_untracked"] = () => BatchNorm2d(3, track_running_stats: false),
        ["batch_norm3d"] = () => BatchNorm3d(2),
        ["layer_norm"] = () => LayerNorm(6),
        ["layer_norm_shape"] = () => LayerNorm([3, 4], eps: 1e-3, elementwise_affine: false),
        ["group_norm"] = () => GroupNorm(2, 6),
        ["group_norm_plain"] = () => GroupNorm(3, 6, eps: 1e-4, affine: false),
        ["instance_norm2d"] = () => InstanceNorm2d(3),
        ["instance_norm2d_options"] = () => InstanceNorm2d(3, affine: true, track_running_stats: true, momentum: 0.2),
        ["max_pool1d"] = () => MaxPool1d(3, stride: 2, padding: 1),
        ["max_pool2d"] = () => MaxPool2d(2),
        ["max_pool2d_options"] = () => MaxPool2d((3, 2), stride: (2, 1), padding: (1, 0), dilation: (1, 2), ceil_mode: true),
        ["avg_pool1d"] = () => AvgPool1d(3, stride: 2, padding: 1, count_include_pad: false),
        ["avg_pool2d"] = () => AvgPool2d(2),
        ["avg_pool2d_options"] = () => AvgPool2d((3, 2), stride: (2, 1), padding: (1, 1), ceil_mode: true, count_include_pad: false),
        ["avg_pool2d_divisor"] = () => AvgPool2d(3, divisor_override: 4),
        ["adaptive_avg_pool1d"] = () => AdaptiveAvgPool1d(3),
        ["adaptive_avg_pool2d"] = () => AdaptiveAvgPool2d((1, 1)),
        ["adaptive_avg_pool2d_one"] = () => AdaptiveAvgPool2d(3),
        ["adaptive_max_pool2d"] = () => AdaptiveMaxPool2d((2, 3)),
        ["relu"] = () => ReLU(),
        ["relu_inplace"] = () => Sequential(Linear(5, 4), ReLU(inplace: true)),
        ["leaky_relu"] = () => LeakyReLU(0.2),
        ["prelu"] = () => PReLU(),
        ["prelu_channels"] = () => PReLU(3, init: 0.1),
        ["relu6"] = () => ReLU6(),
        ["elu"] = () => ELU(0.5),
        ["gelu"] = () => GELU(),
        ["gelu_tanh"] = () => GELU("tanh"),
        ["silu"] = () => SiLU(),
        ["hardswish"] = () => Hardswish(),
        ["hardsigmoid"] = () => Hardsigmoid(),
        ["hardtanh"] = () => Hardtanh(-0.5, 0.75),
        ["sigmoid"] = () => Sigmoid(),
        ["tanh"] = () => Tanh(),
        ["softmax"] = () => Softmax(1),
        ["log_softmax"] = () => LogSoftmax(-1),
        ["softplus"] = () => Softplus(2, 1),
        ["dropout"] = () => Dropout(0.3),
        ["dropout2d"] = () => Dropout2d(0.5),
        ["flatten"] = () => Flatten(),
        ["unflatten"] = () => Unflatten(1, 2, 3),
        ["identity"] = () => Identity(),
        ["upsample"] = () => Upsample(scale_factor: [2]),
        ["upsample_size"] = () => Upsample(size: [5, 7], mode: UpsampleMode.Bilinear, align_corners: true),
        ["upsample_bicubic"] = () => Upsample(scale_factor: [1.5], mode: UpsampleMode.Bicubic),
        ["upsample_bilinear"] = () => Upsample(scale_factor: [2.0, 1.5], mode: UpsampleMode.Bilinear),
        ["pixel_shuffle"] = () => PixelShuffle(2),
        ["zero_pad2d"] = () => ZeroPad2d((1, 2, 0, 1)),
        ["reflection_pad2d"] = () => ReflectionPad2d(2),
        ["embedding"] = () => Embedding(10, 4, padding_idx: -3),
        ["embedding_norm"] = () => Embedding(10, 4, max_norm: 1.0, norm_type: 1.0, scale_grad_by_freq: true),
        ["sequential"] = () => Sequential(Conv2d(1, 2, 3), BatchNorm2d(2), ReLU(), MaxPool2d(2), Flatten(), Linear(8, 3)),
    };

    private static readonly Dictionary<string, long[][]> Shapes = new()
    {
        ["linear"] = [[3, 7]],
        ["linear_nobias"] = [[2, 3, 7]],
        ["bilinear"] = [[2, 4], [2, 5]],
        ["conv1d"] = [[2, 4, 11]],
        ["conv1d_same"] = [[1, 2, 9]],
        ["conv2d"] = [[2, 1, 12, 12]],
        ["conv2d_options"] = [[2, 4, 9, 10]],
        ["conv2d_same"] = [[1, 2, 6, 7]],
        ["conv2d_valid"] = [[1, 2, 6, 7]],
        ["conv2d_reflect"] = [[1, 2, 6, 7]],
        ["conv2d_circular_same"] = [[1, 2, 6, 7]],
        ["conv2d_replicate"] = [[1, 2, 6, 7]],
        ["conv3d"] = [[1, 2, 4, 5, 6]],
        ["conv_transpose1d"] = [[2, 3, 5]],
        ["conv_transpose2d"] = [[1, 4, 5, 6]],
        ["conv_transpose2d_tuple"] = [[1, 2, 3, 4]],
        ["conv_transpose3d"] = [[1, 2, 2, 3, 2]],
        ["batch_norm1d"] = [[4, 5]],
        ["batch_norm2d"] = [[2, 3, 4, 4]],
        ["batch_norm2d_options"] = [[2, 3, 4, 4]],
        ["batch_norm2d_cumulative"] = [[2, 3, 4, 4]],
        ["batch_norm2d_untracked"] = [[2, 3, 4, 4]],
        ["batch_norm3d"] = [[2, 2, 2, 3, 3]],
        ["layer_norm"] = [[3, 6]],
        ["layer_norm_shape"] = [[2, 3, 4]],
        ["group_norm"] = [[2, 6, 3, 3]],
        ["group_norm_plain"] = [[2, 6, 3]],
        ["instance_norm2d"] = [[2, 3, 4, 4]],
        ["instance_norm2d_options"] = [[2, 3, 4, 4]],
        ["max_pool1d"] = [[2, 3, 10]],
        ["max_pool2d"] = [[1, 2, 6, 7]],
        ["max_pool2d_options"] = [[1, 2, 7, 8]],
        ["avg_pool1d"] = [[2, 3, 10]],
        ["avg_pool2d"] = [[1, 2, 6, 7]],
        ["avg_pool2d_options"] = [[1, 2, 7, 8]],
        ["avg_pool2d_divisor"] = [[1, 2, 7, 8]],
        ["adaptive_avg_pool1d"] = [[1, 2, 8]],
        ["adaptive_avg_pool2d"] = [[2, 3, 5, 6]],
        ["adaptive_avg_pool2d_one"] = [[1, 2, 7, 8]],
        ["adaptive_max_pool2d"] = [[1, 2, 7, 8]],
        ["relu"] = [[4, 5]],
        ["relu_inplace"] = [[4, 5]],
        ["leaky_relu"] = [[4, 5]],
        ["prelu"] = [[4, 5]],
        ["prelu_channels"] = [[2, 3, 4]],
        ["relu6"] = [[4, 5]],
        ["elu"] = [[4, 5]],
        ["gelu"] = [[4, 5]],
        ["gelu_tanh"] = [[4, 5]],
        ["silu"] = [[4, 5]],
        ["hardswish"] = [[4, 5]],
        ["hardsigmoid"] = [[4, 5]],
        ["hardtanh"] = [[4, 5]],
        ["sigmoid"] = [[4, 5]],
        ["tanh"] = [[4, 5]],
        ["softmax"] = [[4, 5]],
        ["log_softmax"] = [[4, 5]],
        ["softplus"] = [[4, 5]],
        ["dropout"] = [[4, 5]],
        ["dropout2d"] = [[2, 5, 2, 2]],
        ["flatten"] = [[2, 3, 4]],
        ["unflatten"] = [[2, 6]],
        ["identity"] = [[2, 3]],
        ["upsample"] = [[1, 2, 3, 4]],
        ["upsample_size"] = [[1, 2, 3, 4]],
        ["upsample_bicubic"] = [[1, 2, 4, 4]],
        ["upsample_bilinear"] = [[1, 2, 4, 4]],
        ["pixel_shuffle"] = [[1, 8, 2, 3]],
        ["zero_pad2d"] = [[1, 2, 3, 4]],
        ["reflection_pad2d"] = [[1, 2, 3, 4]],
        ["sequential"] = [[2, 1, 6, 6]],
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

        module.ToString().ShouldBe(golden.GetProperty("text").GetString());
        var initial = golden.GetProperty("initial").EnumerateObject().ToArray();
        module.state_dict().Keys.ShouldBe(initial.Select(entry => entry.Name));
        foreach (var (key, value) in module.state_dict())
        {
            Reference.Bits(value).ShouldBe(golden.GetProperty("initial").GetProperty(key).GetString(), key);
        }

        var inputs = Inputs(name);
        var output = Run(module, inputs);
        output.ShouldMatch(golden.GetProperty("output"), "output");
        Reference.Objective(output).backward();
        var inputGradients = inputs.Select(input => input.grad).OfType<Tensor>().ToArray();
        inputGradients.Length.ShouldBe(golden.GetProperty("input_gradients").GetArrayLength());
        foreach (var (gradient, expected) in inputGradients.Zip(golden.GetProperty("input_gradients").EnumerateArray()))
        {
            gradient.ShouldMatch(expected, "input gradient");
        }

        foreach (var expected in golden.GetProperty("gradients").EnumerateObject())
        {
            module.get_parameter(expected.Name)!.grad!.ShouldMatch(expected.Value, $"gradient of {expected.Name}");
        }

        foreach (var expected in golden.GetProperty("state").EnumerateObject())
        {
            module.state_dict()[expected.Name].ShouldMatch(expected.Value, $"state {expected.Name}");
        }

        module.eval();
        Run(module, Array.ConvertAll(inputs, input => input.detach())).ShouldMatch(golden.GetProperty("evaluated"), "evaluated");
    }

    [Fact]
    public void Every_layer_of_the_table_is_in_the_golden_file() => Layers.Keys.ShouldBe(Names.Select(row => row.Data), ignoreOrder: true);

    private static Tensor[] Inputs(string name) => name.StartsWith("embedding", StringComparison.Ordinal)
        ? [tensor(new long[] { 1, 7, 3, 7, 9, 7 }, [2, 3])]
        : Shapes[name].Select((shape, k) => Reference.Wave(shape, k).requires_grad_()).ToArray();

    private static Tensor Run(Module module, Tensor[] inputs) => module switch
    {
        Module<Tensor, Tensor> one => one.call(inputs[0]),
        Module<Tensor, Tensor, Tensor> two => two.call(inputs[0], inputs[1]),
        _ => throw new InvalidOperationException(),
    };
}
