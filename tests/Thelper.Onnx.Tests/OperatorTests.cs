using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;
using F = Thelper.Torch.torch.nn.functional;

namespace Thelper.Onnx.Tests;

/// <summary>Each operator: the ONNX file gives in ONNX Runtime what libtorch gives, at the oldest and the newest operator versions.</summary>
[NoLeaks]
public sealed class OperatorTests
{
    internal static readonly Dictionary<string, (Func<Tensor, object?> Compute, long[] Shape)> Cases = new()
    {
        ["add"] = (x => x + 2 * x, [2, 3, 8, 8]),
        ["add alpha"] = (x => aten.add_Tensor(x, x.exp(), 0.5), [2, 3]),
        ["sub"] = (x => 1 - x, [2, 3]),
        ["integers"] = (x => (x * 10).to(ScalarType.Int64) + 3, [4, 5]),
        ["division of integers"] = (x => (x * 10).to(ScalarType.Int64) / 3, [4, 5]),
        ["floor division"] = (x => aten.div_Tensor_mode((x * 10).to(ScalarType.Int64), tensor(3L), "floor"), [4, 5]),
        ["powers"] = (x => x.pow(2) + (x.abs() + 1).sqrt() + (x.abs() + 1).rsqrt(), [4, 5]),
        ["logarithms"] = (x => (x.abs() + 1).log() + (x.abs() + 1).log2() + x.abs().log1p(), [4, 5]),
        ["trigonometry"] = (x => x.sin() + x.cos() + x.atan(), [4, 5]),
        ["comparison"] = (x => (x > 0).to(ScalarType.Float32) * 2 + (x != 0.5).to(ScalarType.Float32), [4, 5]),
        ["where"] = (x => where(x > 0, x, x * 0.1), [4, 5]),
        ["masked fill"] = (x => x.masked_fill(x < 0, 7), [4, 5]),
        ["clamp"] = (x => x.clamp(-0.5, 0.5) + x.clamp_min(0), [4, 5]),
        ["activations"] = (x => F.relu(x) + F.relu6(x) + F.silu(x) + F.gelu(x) + F.hardswish(x) + F.hardsigmoid(x) + F.leaky_relu(x, 0.2) + F.elu(x) + F.softplus(x) + F.mish(x), [3, 4]),
        ["softmax"] = (x => F.softmax(x, 1) + F.log_softmax(x, -1), [3, 4]),
        ["in place"] = (x => { var y = x * 2; y.relu_(); y.add_(1); return y; }, [3, 4]),
        ["reductions"] = (x => x.mean([2, 3]) + x.sum([2, 3]) + x.amax([2, 3]), [2, 3, 4, 5]),
        ["keeping reductions"] = (x => x / x.norm(1, true, 2) + x.mean([1], true), [2, 3]),
        ["variance"] = (x => x.var([1], true, true) + x.std([1], false, true), [2, 9]),
        ["extremes"] = (x => (x.max(1, true), x.argmax(1)), [2, 9]),
        ["order"] = (x => (x.topk(3, 1), x.sort(1, true)), [2, 9]),
        ["cumsum"] = (x => x.cumsum(1), [2, 9]),
        ["reshape"] = (x => x.view(x.shape[0], -1).reshape(-1, 6), [2, 3, 4]),
        ["flatten"] = (x => (x.flatten(1), x.flatten(2), x.flatten(0, 1)), [2, 3, 4, 5]),
        ["permute"] = (x => x.permute(0, 2, 1).transpose(0, 1), [2, 3, 4]),
        ["squeeze"] = (x => x.unsqueeze(1).unsqueeze(-1).squeeze(1), [2, 3]),
        ["expand"] = (x => x.unsqueeze(1).expand(-1, 4, -1) + x.unsqueeze(1).repeat(1, 4, 1), [2, 3]),
        ["cat and split"] = (x => { var parts = x.chunk(2, 1); return cat([parts[1], parts[0], x], 1) + stack([x, x], 1).sum(1).repeat(1, 2); }, [2, 4]),
        ["split sizes"] = (x => x.split([1, 3], 1)[1], [2, 4]),
        ["unbind"] = (x => { var parts = x.unbind(1); return parts[0] * parts[2]; }, [2, 3, 4]),
        ["flip and roll"] = (x => x.flip(1) + x.roll(1, 1), [2, 4]),
        ["new tensors"] = (x => zeros(x.shape[0], 3) + ones_like(x) + full([3], 2.5) + arange(3), [2, 3]),
        ["slices"] = (x => x[TensorIndex.Ellipsis, TensorIndex.Slice(1, null, 2)] + x.select(1, 1).unsqueeze(1).narrow(2, 0, 2), [2, 3, 4]),
        ["index"] = (x => x.index_select(1, tensor([2L, 0L])) + x.gather(1, tensor([0L, 1L, 1L, 0L]).view(2, 2).unsqueeze(-1).expand(2, 2, 4)), [2, 3, 4]),
        ["matmul"] = (x => x.matmul(x.transpose(1, 2)), [2, 3, 4]),
        ["pad"] = (x => F.pad(x, [1, 2, 0, 1], PaddingModes.Constant, 3), [1, 2, 4, 4]),
        ["reflection"] = (x => F.pad(x, [1, 2, 2, 1], PaddingModes.Reflect) + F.pad(x, [1, 2, 2, 1], PaddingModes.Replicate), [1, 2, 4, 4]),
        ["pooling"] = (x => (F.max_pool2d(x, 3, 2, 1), F.avg_pool2d(x, 2), F.adaptive_avg_pool2d(x, 1), F.adaptive_max_pool2d(x, [2, 2]), F.adaptive_avg_pool2d(x, [3, 5])), [2, 3, 8, 8]),
        ["ceil pooling"] = (x => F.max_pool2d(x, 3, 2, 0, 1, true), [2, 3, 8, 8]),
        ["upsampling"] = (x => (F.interpolate(x, [11, 13], mode: InterpolationMode.Bilinear, align_corners: false), F.interpolate(x, [11, 13], mode: InterpolationMode.Bilinear, align_corners: true),
            F.interpolate(x, [16, 12], mode: InterpolationMode.Nearest), F.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest)), [1, 2, 8, 6]),
        ["pixel shuffle"] = (x => (F.pixel_shuffle(x, 2), F.pixel_unshuffle(x, 2)), [1, 8, 4, 4]),
    };

    public static TheoryData<string, int> All
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var name in Cases.Keys)
            {
                data.Add(name, 13);
                data.Add(name, 18);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void An_operator_gives_the_same_numbers(string name, int opset)
    {
        manual_seed(3);
        using var scope = NewDisposeScope();
        using var model = Identity();
        var (compute, shape) = Cases[name];
        Exported.Difference(model, compute, randn(shape), new OnnxOptions { Opset = opset }, shape).ShouldBeLessThan(1e-5);
    }
}
