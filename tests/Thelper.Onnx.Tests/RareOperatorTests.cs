using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;
using F = Thelper.Torch.torch.nn.functional;

namespace Thelper.Onnx.Tests;

/// <summary>Operators that own models may use and few models of the zoo do, with every number that they take set to another one than is usual.</summary>
[NoLeaks]
public sealed class RareOperatorTests
{
    private const int Oldest = 13;
    private const int Newest = 18;

    internal static readonly Dictionary<string, (Func<Tensor, Tensor[]> Compute, long[] Shape)> Cases = new()
    {
        ["activations with a number"] = (x => [F.hardtanh(x, -0.3, 0.6), F.celu(x, 0.7), F.elu(x, 0.6), F.selu(x), F.softplus(x, 2), F.threshold(x, 0.2, 5), F.hardshrink(x, 0.7), F.softshrink(x, 0.3)], [3, 7]),
        ["smooth activations"] = (x => [F.logsigmoid(x), F.gelu(x * 2, "tanh"), F.glu(x, 1), aten.prelu(x, Wave(6))], [3, 6, 4]),
        ["functions"] = (x => [x.exp(), (x.abs() + 1).log10(), x.expm1(), x.square(), x.tan(), x.sinh(), x.cosh(), x.tanh().asin(), x.tanh().acos(), x.erf(), (x.abs() + 1).reciprocal()], [3, 4]),
        ["rounding"] = (x => [(x * 3).floor(), (x * 3).ceil(), (x * 3).round(), x.sign(), x.neg(), (x.round() / (x - x)).isnan()], [3, 4]),
        ["the greater and the smaller"] = (x => [aten.maximum(x, x.flip(1)), aten.minimum(x, x.flip(1)), x.clamp_max(0.2), aten.clip(x, -0.4, 0.3), aten.clamp(x, null, 0.1)], [3, 4]),
        ["order"] = (x =>
        {
            // Many of these small whole numbers are equal.
            var (a, b) = ((x * 2).round(), (x.flip(1) * 2).round());
            return [a.eq(b), a.ne(b), a.lt(b), a.le(b), a.gt(b), a.ge(b), a.le(0)];
        }, [5, 8]),
        ["truth"] = (x =>
        {
            var (a, b) = (x > 0, x.flip(1) > 0.3);
            return [aten.logical_and(a, b), aten.logical_or(a, b), aten.logical_xor(a, b), aten.bitwise_and_Tensor(a, b), aten.bitwise_or_Tensor(a, b), aten.bitwise_not(a), aten.logical_not(x.round()), aten.logical_or(x.round(), b)];
        }, [5, 8]),
        ["whole numbers"] = (x =>
        {
            var a = (x * 10).to(ScalarType.Int64);
            return [aten.floor_divide_Scalar(a, 3), aten.div_Tensor_mode(a, full_like(a, 3), "trunc"), aten.remainder_Scalar(a, 4), a.neg(), aten.rsub_Scalar(a, 7, 2)];
        }, [5, 8]),
        ["large whole numbers"] = (x =>
        {
            // Of which real numbers of 64 bits have not all.
            const long Odd = (1L << 53) + 1;
            var a = (x * 10).to(ScalarType.Int64);
            return [a.masked_fill(x > 0, long.MaxValue), (a.masked_fill(x > 0, Odd) - (Odd - 1)).clamp_min(-5), full_like(a, Odd) - (Odd - 1), a.clamp_max(long.MaxValue), full([3], Odd, ScalarType.Int64) - (Odd - 1)];
        }, [5, 8]),
        ["floors of quotients"] = (x =>
        {
            // One goes nine times into ten times the 0.1 of single precision; what is divided by 0 is infinite.
            var whole = (x * 10).round();
            return [aten.floor_divide_Scalar(whole, 0.1), aten.div_Scalar_mode(whole, -0.3, "floor"), aten.floor_divide(whole, x), aten.div_Tensor_mode(x.abs() + 1, x.round().abs(), "floor").clamp(-1e6, 1e6), aten.floor_divide_Scalar(ones_like(x), 0.1)];
        }, [5, 8]),
        ["sums of products"] = (x =>
        {
            var y = x[1];
            return [aten.addmm(y, y.matmul(Wave(4, 4)), Wave(4, 4), 0.3, 0.7), aten.baddbmm(x, x, Wave(2, 4, 4), 0.3, 0.7), aten.addcmul(x, x.sin(), x.cos(), 0.3), aten.lerp_Scalar(x, x.cos(), 0.3), y.mm(y), x.bmm(x), aten.rsub_Tensor(x, x.cos(), 0.3)];
        }, [2, 4, 4]),
        ["convolutions"] = (x =>
        [
            aten.conv2d_padding(x, Wave(3, 2, 4, 4), null, null, "same"), aten.conv2d_padding(x, Wave(2, 1, 3, 2), Wave(2), [1, 1], "same", [2, 3], 2), aten.conv2d_padding(x, Wave(3, 2, 3, 3), null, null, "valid"),
            aten.conv1d(x.flatten(2), Wave(4, 1, 3), Wave(4), [2], [1], [2], 2), aten.conv3d(x.unsqueeze(2), Wave(3, 2, 1, 2, 3), null, [1, 2, 1], [0, 1, 2]),
        ], [2, 2, 7, 9]),
        ["transposed convolutions"] = (x =>
        [
            aten.conv_transpose2d_input(x, Wave(4, 3, 3, 2), Wave(6), [2, 3], [1, 0], [1, 2], 2, [2, 1]), aten.conv_transpose1d(x.flatten(2), Wave(4, 2, 3), null, [2], [1], [1], 1, [3]),
            aten.conv_transpose3d_input(x.unsqueeze(2), Wave(4, 2, 1, 2, 3), null, [1, 2, 1]),
        ], [2, 4, 5, 6]),
        ["pooling"] = (x =>
        [
            F.avg_pool2d(x, 3, 2, 1), F.avg_pool2d(x, 3, 2, 1, count_include_pad: false), F.avg_pool2d(x, 3, 2, ceil_mode: true, count_include_pad: false), aten.max_pool2d(x, [2, 3], [1, 2], [1, 1], [2, 1]),
            aten.adaptive_max_pool2d(x, [3, 5]).Item1, aten.max_pool1d(x.flatten(2), [3], [2], [1], [2]), aten.avg_pool1d(x.flatten(2), [3], [2], [1]), aten.max_pool3d(x.unsqueeze(2), [1, 2, 3]),
            aten.adaptive_avg_pool1d(x.flatten(2), [5]), aten.adaptive_max_pool1d(x.flatten(2), [1]).Item1,
        ], [2, 3, 8, 8]),
        ["padding"] = (x =>
        [
            aten.reflection_pad1d(x.flatten(2), [2, 3]), aten.replication_pad3d(x.unsqueeze(2), [1, 2, 3, 0, 1, 0]), aten.constant_pad_nd(x, [1, 2, 0, 3, 2, 1], -4), aten.pad(x, [1, 2, 3, 2], "replicate"),
            aten.pad(x, [1, 2, 3, 2], "reflect"), aten.pad(x, [1, 2], "constant", 2.5),
        ], [2, 3, 4, 5]),
        ["normalisations"] = (x =>
        [
            F.batch_norm(x, Wave(4), Wave(4).square() + 0.01, Wave(4) + 2, Wave(4), eps: 0.02), F.layer_norm(x, [3, 5], Wave(3, 5), Wave(3, 5), 0.03), F.layer_norm(x, [5], eps: 0.2), F.group_norm(x, 2, Wave(4) + 2, Wave(4), 0.04),
            F.group_norm(x, 4), F.instance_norm(x, weight: Wave(4) + 2, bias: Wave(4), eps: 0.05), F.instance_norm(x, Wave(4), Wave(4).square() + 0.1, use_input_stats: false, eps: 0.06), F.local_response_norm(x, 3, 0.1, 0.6, 2),
        ], [2, 4, 3, 5]),
        ["norms"] = (x => [aten.norm_ScalarOpt_dim(x, 1, [1], true), aten.norm_ScalarOpt_dim(x, 2, [0, 2]), aten.norm_Scalar(x), aten.linalg_vector_norm(x, 2, [1]), aten.linalg_vector_norm(x, 1, [2], true)], [2, 3, 5]),
        ["of all numbers"] = (x => [x.sum(), x.mean(), x.max(), x.min(), x.var(), aten.var(x, false), x.std(), x.argmax(), x.argmin(), x.norm()], [2, 3, 5]),
        ["along axes"] = (x => [x.amin([1, 2]), aten.logsumexp(x, [1], true), x.min(1).values, x.min(1).indexes, x.min(-1, true).values, x.argmin(1, true), aten.var_dim(x, [0, 2]), aten.std_dim(x, [-1], false, true), aten.var_correction(x, [1], 0)], [2, 3, 5]),
        ["sorting"] = (x => [x.sort(1).Values, x.sort(1).Indices, x.topk(2, 1, largest: false).values, x.topk(2, 0).indexes, x.sort(-1, true).Values], [4, 9]),
        ["resizing"] = (x =>
        [
            aten.upsample_nearest1d_vec(x.flatten(2), [50], null), aten.upsample_linear1d_vec(x.flatten(2), [50], false, null), aten.upsample_bicubic2d_vec(x, [11, 9], false, null), aten.upsample_bicubic2d_vec(x, [11, 9], true, null),
            aten.upsample_nearest3d_vec(x.unsqueeze(2), [2, 7, 9], null), aten.upsample_trilinear3d_vec(x.unsqueeze(2), [2, 11, 13], false, null), aten.upsample_bilinear2d_vec(x, null, false, [1.5, 2.5]), aten.upsample_nearest2d_vec(x, [3, 4], null),
        ], [2, 2, 5, 6]),
        ["shapes"] = (x =>
        [
            aten.unflatten_int(x, 1, [2, -1]), aten.unflatten_int(x, 2, [5, 1]), aten.swapaxes(x, 0, -1), x[0].t(), aten.numpy_T(x[1]), aten.numpy_T(x), aten.mT(x), x.view_as(x.reshape(4, 3, 5)), x.reshape_as(x.flatten(1)), x.narrow(1, 0, 1).expand_as(x),
            x.repeat(2, 1, 3, 1), x.unsqueeze(0).unsqueeze(-2).squeeze(), aten.concat([x, x * 2], -1), x.split(2, 1)[1], x.unbind(-1)[3],
        ], [2, 6, 5]),
        ["rolling"] = (x => [x.roll(5, 1), x.roll(-3, -1), x.roll([1, 2], [0, 1]), aten.roll(x, [2]), x.roll(0, 1)], [3, 4]),
        ["new tensors"] = (x => [ones(x.shape[0], 3), aten.new_zeros(x, [2, 2]), aten.new_ones(x, [3]), aten.new_full(x, [2, 3], 1.5), zeros_like(x), full_like(x, 2.5), aten.scalar_tensor(3.5) + x, x * arange(1, 9, 2), x + arange(4)], [3, 4]),
        ["grids"] = (x => meshgrid([x[0], x[1].narrow(0, 0, 3)]), [2, 4]),
        ["places"] = (x =>
        {
            var at = tensor([2L, 0L, 1L]);
            var rows = tensor([0L, 1L, 1L, 0L, 1L, 0L]).view(2, 3);
            return
            [
                aten.nonzero(x > 0.5), aten.index_Tensor(x, [at, at.flip(0)]), aten.index_Tensor(x, [null, rows]), aten.index_Tensor(x, [x > 0.3]), aten.index_Tensor(x, [rows, tensor([3L])]), aten.index_Tensor(x, [tensor([2L]), rows]), aten.gather(x, 0, rows),
                aten.scatter_value(x, 1, rows, 9), aten.scatter_src(x, 1, rows, Wave(2, 3)), aten.one_hot(at, 4), F.embedding(rows, Wave(3, 5)), aten.where(x > 0.2)[1], aten.slice_Tensor(x, 1, 0, 4, 3), aten.masked_fill_Scalar(x, x > 0.4, 3),
            ];
        }, [3, 4]),
    };

    // From which version on.
    internal static readonly Dictionary<string, (int Opset, Func<Tensor, Tensor[]> Compute, long[] Shape)> Later = new()
    {
        ["triangles"] = (14, x => [x.tril(1), x.triu(-1)], [2, 4, 5]),
        ["sampling"] = (16, x =>
        {
            var grid = (Wave(2, 3, 4, 2) * 1.4).tanh() * 1.2;
            return [.. from mode in (int[])[0, 1] from padding in (int[])[0, 1, 2] from corners in (bool[])[false, true] select aten.grid_sampler(x, grid, mode, padding, corners)];
        }, [2, 3, 5, 7]),
    };

    public static TheoryData<string, int> All
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var (name, oldest) in Cases.Keys.Select(name => (name, Oldest)).Concat(Later.Select(entry => (entry.Key, entry.Value.Opset))))
            {
                data.Add(name, oldest);
                data.Add(name, Newest);
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
        var (compute, shape) = Of(name);
        Exported.Difference(model, compute, randn(shape), new OnnxOptions { Opset = opset }, VaryingAxes.None, shape, shape).ShouldBeLessThan(1e-5);
    }

    [Theory]
    [InlineData("triangles", 13, "needs opset 14")]
    [InlineData("sampling", 15, "needs opset 16")]
    public void Versions_without_an_operator_are_refused(string name, int opset, string message)
    {
        using var scope = NewDisposeScope();
        using var model = Identity();
        var (compute, shape) = Of(name);
        Should.Throw<UserErrorException>(() => Exported.Difference(model, compute, randn(shape), new OnnxOptions { Opset = opset }, VaryingAxes.None)).Message.ShouldContain(message);
    }

    [Fact]
    public void What_an_operator_cannot_say_is_refused()
    {
        using var scope = NewDisposeScope();
        using var model = Identity();
        foreach (var (message, compute) in new (string, Func<Tensor, object?>)[]
        {
            ("is on: export the model in evaluation mode", x => F.dropout(x, 0.5, true)),
            ("would learn its statistics", x => F.batch_norm(x, zeros(3), ones(3), training: true)),
            ("of numbers with a fraction", x => aten.remainder_Scalar(x, 2)),
            ("with a divisor of its own", x => F.avg_pool2d(x, 2, divisor_override: 3)),
            ("that counts the padding", x => F.avg_pool2d(x, 3, 2, 1, ceil_mode: true)),
            ("of whole numbers", x => aten.bitwise_and_Tensor(x.to(ScalarType.Int64), x.to(ScalarType.Int64))),
            ("use 'ij'", x => meshgrid([x[0, 0, 0], x[0, 0, 1]], "xy")),
            ("this result of it has no form", x => aten.max_pool2d_with_indices(x, [2, 2])),
            ("this result of it has no form", x => aten.max_pool2d_with_indices(x, [2, 2]).Item2 * 2),
            ("of power 3", x => aten.norm_ScalarOpt_dim(x, 3, [1])),
        })
        {
            Should.Throw<UserErrorException>(() => Exported.Difference(model, compute, rand(1, 3, 5, 5), new OnnxOptions(), VaryingAxes.None), message).Message.ShouldContain(message);
        }
    }

    private static (Func<Tensor, Tensor[]> Compute, long[] Shape) Of(string name) => Cases.TryGetValue(name, out var one) ? one : (Later[name].Compute, Later[name].Shape);

    // Numbers from -1 to 1, no two alike.
    private static Tensor Wave(params long[] shape) => (arange(shape.Aggregate(1L, (a, b) => a * b)).to(ScalarType.Float32) * 0.7).sin().reshape(shape);
}
