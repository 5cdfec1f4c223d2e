using System.Runtime.InteropServices;
using Thelper.Testing;
using Thelper.Torch.Tests.Modules;
using static Thelper.Torch.torch;
using F = Thelper.Torch.torch.nn.functional;

namespace Thelper.Torch.Tests.Native;

/// <summary>The same bits as PyTorch on every processor (<c>tools/golden/processor.py</c>): products, decompositions, elements, sums, convolutions, steps.</summary>
[NoLeaks]
public sealed class ProcessorPinsTests
{
    private static readonly Dictionary<string, Func<Tensor[]>> Cases = new(StringComparer.Ordinal)
    {
        ["product"] = () => [Draw(130, 1200).mm(Draw(1200, 170))],
        ["product_double"] = () => [(rand([130, 1200], float64) - 0.5).mm(rand([1200, 170], float64) - 0.5)],
        ["product_with_vector"] = () => [matmul(Draw(900, 700), Draw(700))],
        ["dot"] = () => [aten.dot(Draw(50000), Draw(50000))],
        ["qr"] = () => Both(aten.linalg_qr(Draw(90, 60), "complete")),
        ["svd"] = () => aten.linalg_svd(Draw(60, 40), full_matrices: false) is var (u, s, vh) ? [u, s, vh] : [],
        ["solve"] = () => [aten.linalg_solve(Draw(70, 70), Draw(70, 3))],
        ["symmetric_eigen"] = () => Both(aten.linalg_eigh(Draw(50, 50))),
        ["elements"] = () => [Draw(3000).exp().log1p().sin().tanh().erf().sigmoid().pow(1.7).rsqrt()],
        ["softmax"] = () => Gradients(x => aten.log_softmax_int(x[0], 1), Draw(40, 300)),
        ["sums"] = () => Sums(Draw(300, 400)),
        ["normal"] = () => [randn(5000), randn(7)],
        ["convolution"] = () => Gradients(x => aten.conv2d(x[0], x[1], x[2], padding: [1, 1]), Draw(2, 24, 19, 23), Draw(40, 24, 3, 3), Draw(40)),
        ["strided_convolution"] = () => Gradients(x => aten.conv2d(x[0], x[1], null, [2, 2], [3, 3]), Draw(2, 3, 45, 41), Draw(16, 3, 7, 7)),
        ["grouped_convolution"] = () => Gradients(x => aten.conv2d(x[0], x[1], null, padding: [1, 1], groups: 24), Draw(2, 24, 17, 17), Draw(24, 1, 3, 3)),
        ["transposed_convolution"] = () => Gradients(x => aten.conv_transpose2d_input(x[0], x[1], null, [2, 2]), Draw(2, 12, 9, 9), Draw(12, 8, 2, 2)),
        ["normalisation"] = () => Gradients(x => F.batch_norm(x[0], null, null, x[1], x[2], true), Draw(4, 10, 13, 13), Draw(10), Draw(10)),
        ["interpolation"] = () => Gradients(x => F.interpolate(x[0], scale_factor: [1.7], mode: InterpolationMode.Bilinear, align_corners: false), Draw(2, 5, 21, 17)),
        ["recurrence"] = () => Gradients(x => Recurrence(x[0]), Draw(9, 4, 12)),
        ["steps"] = Steps,
    };

    public static TheoryData<string> Names => [.. Reference.Load("processor.json").EnumerateObject().Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void TheBitsAreTheSameOnEveryProcessor(string name)
    {
        Assert.SkipUnless(Exactness.Holds, Exactness.Reason);
        using var scope = NewDisposeScope();
        manual_seed(3);
        Reference.Bits(Cases[name]()).ShouldBe(Reference.Load("processor.json").GetProperty(name).GetString());
    }

    [Theory]
    [InlineData(Architecture.X64, true, true, null)]
    [InlineData(Architecture.Arm64, false, false, "this one is arm64")]
    [InlineData(Architecture.X64, false, true, "this one has no AVX2")]
    [InlineData(Architecture.X64, true, false, "this one has no FMA")]
    public void WhatAProcessorLacksIsNamed(Architecture architecture, bool avx2, bool fma, string? lack) => ProcessorPins.LackOf(architecture, avx2, fma).ShouldBe(lack);

    [Fact]
    public unsafe void OpenBlasHasAsManyThreadsAsOperators()
    {
        Assert.SkipUnless(NativeLibrary.TryLoad("libopenblas.so.0", out var library), "libtorch uses another library than OpenBLAS here.");
        var threads = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, "openblas_get_num_threads");
        var before = get_num_threads();
        try
        {
            // More than there are cores, too.
            foreach (var count in new[] { 1, 3, 7 })
            {
                set_num_threads(count);
                threads().ShouldBe(count);
            }
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void EveryCaseIsInTheGoldenFile() => Cases.Keys.ShouldBe(Names.Select(row => row.Data));

    private static Tensor Draw(params long[] shape) => rand(shape) - 0.5;

    private static Tensor[] Both((Tensor First, Tensor Second) pair) => [pair.First, pair.Second];

    private static Tensor[] Sums(Tensor t) => [t.sum(), t.mean([0]), t.var(1), t.norm(), t.cumsum(1), t.logsumexp(0)];

    private static Tensor[] Gradients(Func<Tensor[], Tensor> function, params Tensor[] inputs)
    {
        var leaves = inputs.Select(input => input.requires_grad_()).ToArray();
        var output = function(leaves);
        output.square().sum().backward();
        return [output, .. leaves.Select(leaf => leaf.grad!)];
    }

    private static Tensor Recurrence(Tensor x)
    {
        using var layer = nn.LSTM(12, 20, 2);
        return layer.call(x).Item1;
    }

    private static Tensor[] Steps()
    {
        using var net = nn.Sequential(
            nn.Conv2d(3, 16, 3, padding: 1, bias: false), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, stride: 2, padding: 1), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 10));
        using var optimizer = optim.Adam(net.parameters(), lr: 0.01);
        var x = rand(8, 3, 33, 33);
        for (var step = 0; step < 2; step++)
        {
            optimizer.zero_grad();
            F.cross_entropy(net.call(x), arange(8)).backward();
            optimizer.step();
        }

        return [.. net.state_dict().Values.Select(value => value.clone())];
    }
}
