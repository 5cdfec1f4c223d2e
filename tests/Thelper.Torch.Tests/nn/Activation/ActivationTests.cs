using Thelper.Testing;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Activations against PyTorch, and the options that they refuse.</summary>
[NoLeaks]
public sealed class ActivationTests
{
    private static readonly LayerTable Layers = new()
    {
        ["relu"] = () => ReLU(),
        ["relu_inplace"] = () => ReLU(inplace: true),
        ["leaky_relu"] = () => LeakyReLU(0.2),
        ["leaky_relu_inplace"] = () => LeakyReLU(inplace: true),
        ["prelu"] = () => PReLU(),
        ["prelu_channels"] = () => PReLU(3, init: 0.1),
        ["relu6"] = () => ReLU6(),
        ["relu6_inplace"] = () => ReLU6(inplace: true),
        ["rrelu"] = () => RReLU(),
        ["rrelu_options"] = () => RReLU(0.05, 0.4, inplace: true),
        ["elu"] = () => ELU(0.5),
        ["elu_inplace"] = () => ELU(inplace: true),
        ["celu"] = () => CELU(),
        ["celu_options"] = () => CELU(0.5, inplace: true),
        ["selu"] = () => SELU(),
        ["selu_inplace"] = () => SELU(inplace: true),
        ["gelu"] = () => GELU(),
        ["gelu_tanh"] = () => GELU("tanh"),
        ["glu"] = () => GLU(),
        ["glu_dim"] = () => GLU(dim: 0),
        ["silu"] = () => SiLU(),
        ["silu_inplace"] = () => SiLU(inplace: true),
        ["mish"] = () => Mish(),
        ["mish_inplace"] = () => Mish(inplace: true),
        ["hardswish"] = () => Hardswish(),
        ["hardswish_inplace"] = () => Hardswish(inplace: true),
        ["hardsigmoid"] = () => Hardsigmoid(),
        ["hardsigmoid_inplace"] = () => Hardsigmoid(inplace: true),
        ["hardtanh"] = () => Hardtanh(-0.5, 0.75),
        ["hardtanh_inplace"] = () => Hardtanh(inplace: true),
        ["hardshrink"] = () => Hardshrink(),
        ["hardshrink_lambda"] = () => Hardshrink(0.3),
        ["softshrink"] = () => Softshrink(),
        ["softshrink_lambda"] = () => Softshrink(0.3),
        ["tanhshrink"] = () => Tanhshrink(),
        ["softsign"] = () => Softsign(),
        ["softplus"] = () => Softplus(2, 1),
        ["softplus_default"] = () => Softplus(),
        ["threshold"] = () => Threshold(0.1, 20),
        ["threshold_inplace"] = () => Threshold(-0.5, -1.5, inplace: true),
        ["sigmoid"] = () => Sigmoid(),
        ["log_sigmoid"] = () => LogSigmoid(),
        ["tanh"] = () => Tanh(),
        ["softmax"] = () => Softmax(dim: 1),
        ["softmax_double"] = () => Softmax(dim: 1),
        ["softmax2d"] = () => Softmax2d(),
        ["softmax2d_unbatched"] = () => Softmax2d(),
        ["softmin"] = () => Softmin(dim: 0),
        ["log_softmax"] = () => LogSoftmax(dim: -1),
        ["adaptive_log_softmax"] = () => AdaptiveLogSoftmaxWithLoss(8, 12, [4, 8], div_value: 2.0),
        ["adaptive_log_softmax_bias"] = () => AdaptiveLogSoftmaxWithLoss(16, 10, [2, 5], head_bias: true),
        ["adaptive_log_softmax_one"] = () => AdaptiveLogSoftmaxWithLoss(8, 6, [2]),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name) => Layers.Check(name);

    [Fact]
    public void Options_that_make_no_layer_are_named()
    {
        Refusal.Of(() => GELU("exact")).ShouldBe("GELU: approximate is 'none' or 'tanh', not 'exact'.");
        Refusal.Of(() => Hardtanh(1, -1)).ShouldBe("Hardtanh: min_val (1.0) is less than max_val (-1.0).");
        Refusal.Of(() => Softshrink(-1)).ShouldBe("Softshrink: lambda is not negative, but -1.0 is.");
        Refusal.Of(() => RReLU(0.5, 0.25)).ShouldBe("RReLU: lower (0.5) is not above upper (0.25).");
        Refusal.Of(() => AdaptiveLogSoftmaxWithLoss(8, 10, [4, 4])).ShouldStartWith("AdaptiveLogSoftmaxWithLoss: cutoffs grow and are between 1 and n_classes - 1 (9)");
    }

    [Fact]
    public void Rare_classes_are_predicted_from_their_clusters()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var layer = AdaptiveLogSoftmaxWithLoss(8, 12, [2, 6], div_value: 2.0);
        var input = Reference.Wave([20, 8], scale: 9);
        var all = layer.log_prob(input);
        all.shape.ShouldBe([20, 12]);
        var best = aten.argmax(all, 1);
        aten.equal(layer.predict(input), best).ShouldBeTrue();
        aten.max(best).ToInt64().ShouldBeGreaterThan(1);
        var (output, _) = layer.call(input, best);
        aten.allclose(output, aten.amax(all, [1])).ShouldBeTrue();
    }
}
