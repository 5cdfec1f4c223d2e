using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;
using F = Thelper.Torch.torch.nn.functional;

namespace Thelper.Onnx.Tests;

/// <summary>Every operator that is written in ONNX has a case; here are those of forms and of types of elements that the other tables lack.</summary>
[NoLeaks]
public sealed class EveryOperatorTests
{
    private static readonly Dictionary<string, (Func<Tensor, Tensor[]> Compute, long[] Shape)> Cases = new()
    {
        ["what does nothing"] = (x => [aten.contiguous(x), aten.clone(x), aten.detach(x), aten.alias(x), aten.lift_fresh(x), aten.resolve_conj(x), aten.resolve_neg(x)], [3, 4]),
        ["dropout that is off"] = (x => [aten.dropout(x, 0.5, false), aten.feature_dropout(x, 0.5, false), aten.alpha_dropout(x, 0.5, false), aten.feature_alpha_dropout(x, 0.5, false)], [3, 4]),
        ["types"] = (x => [aten.type_as(x, tensor(1L)), aten._to_copy(x, ScalarType.Int32), aten.to_dtype(x, ScalarType.Float64), aten.to_other(x, x > 0), aten.type_as(x, x)], [3, 4]),
        ["softmax as its parts"] = (x => [aten._softmax(x, 1, false), aten._log_softmax(x, 0, false), aten.softmax_int(x, -1, ScalarType.Float64)], [3, 4]),
        ["convolution without a mode"] = (x => [aten.convolution(x, Wave(4, 1, 3, 2), Wave(4), [1, 2], [1, 0], [1, 1], false, [0, 0], 2), aten.convolution(x, Wave(2, 2, 3, 2), null, [2, 1], [0, 1], [1, 1], true, [1, 0], 1)], [2, 2, 7, 6]),
        ["other names"] = (x => [aten._unsafe_view(x * 2, [6, 10]), aten.nonzero_numpy(x > 0.4)[1], x.split_with_sizes([1, 3, 2], 1)[1], aten.unsqueeze(x, -2)], [2, 6, 5]),
        ["truth in other ways"] = (x =>
        {
            var (a, b) = (x > 0, x.flip(1) > 0.3);
            return [aten.__and___Tensor(a, b), aten.__or___Tensor(a, b), aten.add_Tensor(a, b), a * b, aten.maximum(a, b), aten.minimum(a, b), aten.where_self(a, b, a), aten.masked_fill_Tensor(a, b, x[0, 0] > 0), a.lt(b), a.le(b), a.gt(b), a.ge(b), a.eq(b), a.ne(b)];
        }, [5, 8]),
        ["bytes"] = (x =>
        {
            var (a, b) = ((x * 20 + 120).to(ScalarType.Byte), (x.flip(1) * 20 + 120).to(ScalarType.Byte));
            return [a.eq(120), a.ne(b), a.lt(b), a.ge(118), a + b, a - 7, a * 2, aten.floor_divide(a, b), a / b, a.max(), a.sum(), aten.maximum(a, b), a.clamp(110, 130), a.argmax(1), a.sort(1).Values, a.abs(), aten.remainder_Scalar(a, 7), a.cumsum(1), a.max(1).values, a.index_select(1, tensor([2L, 0L]))];
        }, [5, 8]),
        ["short integers"] = (x =>
        {
            var (a, b) = ((x * 100).to(ScalarType.Int32), (x.flip(1) * 100).to(ScalarType.Int32));
            return [a.eq(3), a.lt(b), a + b, a * 3, aten.floor_divide(a, full_like(b, 7)), a / (b.abs() + 1), a.max(), a.sum(), aten.minimum(a, b), a.clamp(-50, 40), a.argmin(1), a.sort(1, true).Values, a.neg(), a.abs(), a.sign(), a.pow(2), a.relu(), aten.sqrt(a.abs()), aten.rsqrt(a.abs() + 1), aten.log2(a.abs() + 1), aten.log10(a.abs() + 1), aten.log1p(a.abs()), aten.expm1(a / 50), a.exp(), a.sigmoid(), a.square()];
        }, [5, 8]),
        ["long integers"] = (x =>
        {
            var (a, b) = ((x * 1e6).to(ScalarType.Int64), (x.flip(1) * 1e6).to(ScalarType.Int64));
            return [a.eq(b), a.lt(b), a + b, a / (b.abs() + 1), a.max(), a.argmax(1), a.topk(2, 1).values, aten.maximum(a, b), a.clamp(-50, 40), a.abs(), a.sign(), a.relu(), a.amax([0])];
        }, [5, 8]),
        ["dimensions"] = (x =>
        [
            aten.adaptive_avg_pool3d(x.unsqueeze(2), [1, 3, 5]), aten.adaptive_avg_pool3d(x.unsqueeze(2), [1, 1, 1]), aten.adaptive_max_pool3d(x.unsqueeze(2), [1, 2, 4]).Item1, aten.max_pool2d_with_indices(x, [2, 3]).Item1,
            aten.replication_pad1d(x.flatten(2), [2, 3]), aten.replication_pad2d(x, [1, 2, 3, 0]), aten.reflection_pad2d(x, [1, 2, 3, 0]), aten.reflection_pad3d(aten.stack([x, x * 2, x * 3], 2), [1, 2, 3, 0, 2, 1]),
        ], [2, 3, 7, 8]),
        ["means"] = (x => [x.mean([2, 3]), x.mean([-1, 2], true), x.mean([3]), x.mean([1, 2, 3]), aten.mean_dim(x, [3, 2], false, ScalarType.Float64), x.flatten(2).mean([2]), x.unsqueeze(0).mean([2, 4, 3])], [2, 3, 7, 8]),
        ["layers"] = (x => [aten.linear(x, Wave(3, 4), Wave(3)), aten.linear(x[0], Wave(3, 4)), aten.linear(x[0, 0], Wave(3, 4), Wave(3)), aten.relu6(x * 5)], [2, 3, 4]),
        ["softplus with a threshold"] = (x => [aten.softplus(x * 3, 1, 1), aten.softplus(x * 3, 2, 0.5), aten.softplus(x * 3, 2, 30)], [5, 8]),
        ["rounding to decimals"] = (x => [aten.round_decimals(x, 1), aten.round_decimals(x * 100, -1), aten.round_decimals(x, 0)], [5, 8]),
        ["places of all numbers"] = (x => [aten.argmax(x, null, true), aten.argmin(x, null, true), aten.argmax(x)], [5, 8]),
        ["variance along no axes"] = (x => [aten.var_dim(x, []), aten.std_dim(x, [], false, true), aten.var_correction(x, null, 0)], [5, 8]),
        ["ceil pooling without padding"] = (x => [aten.avg_pool2d(x, [2, 2], ceil_mode: true), aten.avg_pool2d(x, [3, 2], [2, 1], ceil_mode: true)], [1, 2, 7, 5]),
        ["windows that hang over"] = (x => [.. from size in Enumerable.Range(2, 6) from kernel in Enumerable.Range(1, 3) from stride in Enumerable.Range(1, 3) from padding in Enumerable.Range(0, (kernel / 2) + 1)
            where size + (2 * padding) >= kernel
            from pool in (Func<Tensor, Tensor>[])[y => aten.max_pool1d(y, [kernel], [stride], [padding], [1], true), y => aten.avg_pool1d(y, [kernel], [stride], [padding], true, false)]
            select pool(x.narrow(2, 0, size))], [1, 2, 8]),
        ["indices of later axes"] = (x =>
        {
            var (at, rows) = (tensor([2L, 0L, 1L]), tensor([0L, 1L, 1L, 0L, 1L, 0L]).view(2, 3));
            return [aten.index_Tensor(x, [null, at, at.flip(0)]), aten.index_Tensor(x, [null, at, null, rows]), aten.index_Tensor(x, [null, null, rows, at]), aten.index_Tensor(x, [at, null, at]), aten.index_Tensor(x, [null, at, rows, at])];
        }, [3, 4, 5, 6]),
        ["masks of later axes"] = (x => [aten.index_Tensor(x, [null, x[0] > 0.3]), aten.index_Tensor(x, [null, null, x[0, 0] > 0.3]), aten.index_Tensor(x, [x[TensorIndex.Colon, TensorIndex.Colon, 0, 0] > 0]), aten.index_Tensor(x, [null, (x[0, TensorIndex.Colon, 0, 0] > 0).to(ScalarType.Byte)]), aten.index_Tensor(x, [null, x[0, TensorIndex.Colon, TensorIndex.Colon, 0] > 0])], [3, 4, 5, 6]),
        ["sizes that are no multiples"] = (x => [.. from size in Enumerable.Range(1, 12) from wanted in Enumerable.Range(1, 24) select aten.upsample_nearest1d_vec(x.narrow(2, 0, size), [wanted], null),
            aten.upsample_nearest2d_vec(x.unsqueeze(2), null, [1, 1.7]), aten.upsample_bilinear2d_vec(x.unsqueeze(2), [1, 1], false, null), aten.upsample_bilinear2d_vec(x.unsqueeze(2), [1, 1], true, null), aten.upsample_bilinear2d_vec(x.unsqueeze(2), null, true, [2, 1.3])], [1, 2, 12]),
        ["bounds for each number"] = (x => [aten.clamp_Tensor(x, x[0] - 0.2, x[1] + 0.3), aten.clamp_min_Tensor(x, x[0]), aten.clamp_max_Tensor(x, tensor(0.3f)), aten.clamp_Tensor(x, null, x[2])], [3, 4]),
        ["bounds with a fraction"] = (x => [(x * 10).to(ScalarType.Int64).clamp(-2.5, 3.5), aten.clamp_min((x * 10).to(ScalarType.Int32), -2.5)], [3, 4]),
        ["parts from behind"] = (x => [aten.narrow(x, 1, -2, 2), aten.narrow(x, 1, -3, 2), aten.select_int(x, 1, -1), aten.slice_Tensor(x, 1, -3, -1)], [3, 4]),
        ["places of other numbers"] = (x => [aten.nonzero((x * 2).to(ScalarType.Int16)), aten.nonzero((x * 2).to(ScalarType.Int64).to(ScalarType.Float64))], [3, 4]),
        ["norms in other types"] = (x => [aten.norm_ScalarOpt_dtype(x, 2, ScalarType.Float64), aten.norm_ScalarOpt_dim_dtype(x, 1, [1], false, ScalarType.Float64), aten.linalg_vector_norm(x, 2, [0], true, ScalarType.Float64)], [3, 4]),
        ["numbers in place of tensors"] = (x => [aten.pow_Scalar(2, x), aten.pow_Tensor_Tensor(x.abs(), x), aten.where_Scalar(x > 0, 2, 3), aten.where_ScalarSelf(x > 0, 2.5, x), aten.where_ScalarOther(x > 0, x, -1), aten.lerp_Tensor(x, x.flip(0), x.cos())], [3, 4]),
        ["sizes with factors"] = (x => [aten.upsample_bilinear2d(x, [7, 9], false, 1.5, 1.5), aten.upsample_nearest2d(x, [7, 9], 1.5, 1.5), aten.upsample_bilinear2d(x, [10, 12], false, 2, 2), aten.upsample_bicubic2d(x, [7, 9], false, null, 1.5), aten.upsample_bilinear2d(x, [7, 9], true, 1.5, 1.5)], [1, 2, 5, 6]),
        ["negative padding"] = (x => [aten.constant_pad_nd(x, [-1, 2, 1, -2], 3), aten.pad(x, [-1, -1], "constant", null)], [1, 2, 5, 6]),
        ["in place"] = (x => { var y = aten.alias(x * 2); return [y.relu_(), y.add_(1), aten.tanh_(y)]; }, [3, 4]),
    };

    // From which version on.
    private static readonly Dictionary<string, (int Opset, Func<Tensor, Tensor[]> Compute, long[] Shape)> Later = new()
    {
        ["scattered sums"] = (16, x => [aten.scatter_reduce(x, 1, tensor([0L, 2L, 2L, 1L]).expand(3, 4), x.cos(), "add"), aten.scatter_reduce(x, 1, tensor([0L, 2L, 2L, 1L]).expand(3, 4), x.cos(), "multiply")], [3, 4]),
        ["bicubic sampling"] = (16, x => [.. from padding in (int[])[0, 1, 2] from corners in (bool[])[false, true] select aten.grid_sampler(x, (Wave(2, 3, 4, 2) * 1.4).tanh() * 1.2, 2, padding, corners)], [2, 3, 5, 7]),
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

            foreach (var (name, (opset, _, _)) in Later)
            {
                data.Add(name, opset);
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
        var (compute, shape) = Cases.TryGetValue(name, out var one) ? one : (Later[name].Compute, Later[name].Shape);
        Exported.Difference(model, compute, randn(shape), new OnnxOptions { Opset = opset }, VaryingAxes.None, shape, shape).ShouldBeLessThan(1e-5);
    }

    // What follows the size of the input, what is read from the module, and results by name.
    private static readonly Dictionary<string, Func<Tensor, object?>> Others = new()
    {
        ["half a size"] = x => F.interpolate(x, [x.shape[2] / 2, x.shape[3] / 2], mode: InterpolationMode.Nearest) * 2,
        ["names"] = x => new Dictionary<string, Tensor> { ["half"] = x / 2, ["double"] = x * 2 },
    };

    [Fact]
    public void What_follows_sizes_and_has_names_is_the_same()
    {
        manual_seed(3);
        using var scope = NewDisposeScope();
        using var model = Sequential(("conv", Conv2d(2, 3, 3)), ("norm", BatchNorm2d(3)));
        model.eval();
        foreach (var compute in Others.Values.Append(model.call))
        {
            Exported.Difference(model, compute, randn(1, 2, 8, 12), new OnnxOptions(), [1, 2, 8, 12], [3, 2, 8, 12], [2, 2, 40, 76], [1, 2, 16, 6]).ShouldBeLessThan(1e-5);
        }
    }

    [Fact]
    public void A_name_of_a_module_changes_nothing()
    {
        manual_seed(3);
        using var scope = NewDisposeScope();
        using var model = Sequential(("max_of_features", AdaptiveAvgPool2d([3, 5])), ("mean_of_features", AdaptiveMaxPool2d([2, 3])));
        Exported.Difference(model, model.call, randn(1, 2, 7, 8), new OnnxOptions(), VaryingAxes.None, [1, 2, 7, 8]).ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void What_is_changed_under_another_name_is_refused()
    {
        using var scope = NewDisposeScope();
        using var model = Identity();
        foreach (var compute in (Func<Tensor, object?>[])[x => { var y = x * 2; y.view(-1).relu_(); return y; }, x => { var y = x * 2; var z = y.select(1, 0); y.relu_(); return z; }])
        {
            Should.Throw<UserErrorException>(() => Exported.Difference(model, compute, randn(3, 4), new OnnxOptions(), VaryingAxes.None, [3, 4])).Message.ShouldContain("in place");
        }
    }

    [Fact]
    public void A_constant_that_the_engine_cannot_compute_is_a_message()
    {
        using var scope = NewDisposeScope();
        using var model = Identity();
        Should.Throw<UserErrorException>(() => Exported.Difference(model, x => x + ones([4], dtype: ScalarType.BFloat16).sin().to(ScalarType.Float32), randn(3, 4), new OnnxOptions(), VaryingAxes.None, [3, 4]))
            .Message.ShouldContain("ONNX Runtime cannot compute");
    }

    [Theory]
    [InlineData("scattered sums", "needs opset 16")]
    public void Versions_without_an_operator_are_refused(string name, string message)
    {
        using var scope = NewDisposeScope();
        using var model = Identity();
        Should.Throw<UserErrorException>(() => Exported.Difference(model, Later[name].Compute, randn(Later[name].Shape), new OnnxOptions { Opset = 15 }, VaryingAxes.None)).Message.ShouldContain(message);
    }

    [Fact]
    public void What_an_operator_cannot_say_is_refused()
    {
        using var scope = NewDisposeScope();
        using var model = Identity();
        foreach (var (message, compute) in new (string, Func<Tensor, object?>)[]
        {
            ("as bits of another type", x => aten.view_dtype(x, ScalarType.Int32)),
            ("how many classes there are", x => aten.one_hot((x * 5).to(ScalarType.Int64))),
        })
        {
            Should.Throw<UserErrorException>(() => Exported.Difference(model, compute, rand(3, 4), new OnnxOptions(), VaryingAxes.None), message).Message.ShouldContain(message);
        }
    }

    [Fact]
    public void The_mean_of_a_map_is_a_pooling()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("thelper-onnx").FullName, "model.onnx");
        using var scope = NewDisposeScope();
        using var model = Identity();
        var trace = DynamicTrace.Of(model, rand(1, 2, 6, 6), x => x.mean([2, 3]));
        using var module = trace.Module;
        OnnxExporter.Export(trace, file);
        Proto.ModelProto.Parser.ParseFrom(File.ReadAllBytes(file)).Graph.Node.Select(node => node.OpType).ShouldBe(["GlobalAveragePool", "Flatten", "Identity"]);
        Directory.Delete(Path.GetDirectoryName(file)!, true);
    }

    [Fact]
    public void Every_entry_of_the_table_has_a_case()
    {
        using var scope = NewDisposeScope();
        using var layers = Conv2d(2, 3, 3);
        using var model = Sequential(("identity", Identity()), ("layers", layers));
        var seen = new HashSet<string>();
        var cases = OperatorTests.Cases.Values.Select(entry => (entry.Compute, rand(entry.Shape), VaryingAxes.BatchAndSpace))
            .Concat(RareOperatorTests.Cases.Values.Concat(RareOperatorTests.Later.Values.Concat(Later.Values).Select(entry => (entry.Compute, entry.Shape))).Concat(Cases.Values).Select(entry => ((Func<Tensor, object?>)entry.Compute, rand(entry.Shape), VaryingAxes.None)))
            .Concat(Others.Values.Append(layers.call).Select(compute => (compute, rand(1, 2, 8, 12), VaryingAxes.BatchAndSpace)))
            .Concat(DetectionTests.Cases.Values.Select(compute => (compute, rand(30, 4), VaryingAxes.BatchAndSpace)));
        foreach (var (compute, example, axes) in cases)
        {
            using var module = DynamicTrace.Of(model, example, compute, axes).Module;
            seen.UnionWith(module.Graph(functional: true).Nodes.Select(node => node.Kind));
        }

        // A form in place is the same translation.
        OperatorTable.All.Where(entry => !seen.Contains(entry.Key) && !(entry.Key.EndsWith('_') && seen.Contains(entry.Key[..^1]) && OperatorTable.All[entry.Key[..^1]] == entry.Value))
            .Select(entry => entry.Key).ShouldBeEmpty("entries that no case runs");
    }

    // Numbers from -1 to 1, no two alike.
    private static Tensor Wave(params long[] shape) => (arange(shape.Aggregate(1L, (a, b) => a * b)).to(ScalarType.Float32) * 0.7).sin().reshape(shape);
}
