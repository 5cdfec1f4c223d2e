using Thelper.Testing;
using Thelper.Torch.Tests.Modules;
using static Thelper.Torch.torch;
using F = Thelper.Torch.torch.nn.functional;

namespace Thelper.Torch.Tests.Tensors;

[NoLeaks]
public sealed class AutocastTests : IDisposable
{
    // oneDNN computes in bfloat16 on processors with AVX-512 alone, and fails there when it is held to AVX2.
    private readonly bool mkldnn = backends.mkldnn.enabled;

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Operators = new(StringComparer.Ordinal)
    {
        ["mm"] = x => x.mm(x),
        ["matmul"] = x => matmul(x, x),
        ["bmm"] = x => x.view(1, 4, 4).bmm(x.view(1, 4, 4)),
        ["addmm"] = x => aten.addmm(x, x, x),
        ["linear"] = x => aten.linear(x, x),
        ["conv2d"] = x => aten.conv2d(x.view(1, 1, 4, 4), Corner(x)),
        ["conv_transpose2d"] = x => aten.conv_transpose2d_input(x.view(1, 1, 4, 4), Corner(x)),
        ["add"] = x => x + x,
        ["mul_mixed"] = x => x * ones(4, 4),
        ["relu"] = x => x.relu(),
        ["softmax"] = x => aten.softmax_int(x, -1),
        ["layer_norm"] = x => aten.layer_norm(x, [4]),
        ["max_pool2d"] = x => aten.max_pool2d(x.view(1, 1, 4, 4), [2, 2]),
        ["avg_pool2d"] = x => aten.avg_pool2d(x.view(1, 1, 4, 4), [2, 2]),
        ["mse_loss"] = x => aten.mse_loss(x, x * 2),
        ["prod"] = x => aten.prod(x),
        ["cat_mixed"] = x => aten.cat([x, ones(4, 4)]),
        ["stack_mixed"] = x => aten.stack([x, ones(4, 4)]),
        ["exp"] = x => x.exp(),
        ["sum"] = x => x.sum(),
        ["upsample"] = x => aten.upsample_nearest2d_vec(x.view(1, 1, 4, 4), null, [2, 2]),
        ["gelu"] = x => aten.gelu(x),
        ["binary_cross_entropy_with_logits"] = x => aten.binary_cross_entropy_with_logits(x, ones(4, 4)),
    };

    public AutocastTests() => backends.mkldnn.enabled = false;

    public void Dispose() => backends.mkldnn.enabled = mkldnn;

    [Fact]
    public void Results_have_the_types_that_PyTorch_gives()
    {
        using var scope = NewDisposeScope();
        var golden = Reference.Load("autocast.json").GetProperty("types");
        var differences = new List<string>();
        foreach (var entry in golden.EnumerateObject())
        {
            foreach (var (type, k) in new[] { (ScalarType.Float32, 0), (ScalarType.BFloat16, 1) })
            {
                var x = (Reference.Wave([4, 4]).abs() + 0.1).to(type);
                string found;
                using (autocast(DeviceType.CPU, ScalarType.BFloat16))
                {
                    try
                    {
                        found = Operators[entry.Name](x).dtype.PythonName();
                    }
                    catch (TorchException)
                    {
                        found = "error";
                    }
                }

                if (found != entry.Value[k].GetString())
                {
                    differences.Add($"{entry.Name} of {type}: {found}, not {entry.Value[k].GetString()}");
                }
            }
        }

        golden.EnumerateObject().Count().ShouldBe(Operators.Count);
        differences.ShouldBeEmpty();
    }

    [Fact]
    public void A_convnet_computes_what_PyTorch_does()
    {
        using var scope = NewDisposeScope();
        var golden = Reference.Load("autocast.json").GetProperty("convnet");
        (string Name, long[] Shape)[] shapes = [("conv1", [8, 3, 3, 3]), ("bias1", [8]), ("conv2", [16, 8, 3, 3]), ("bias2", [16]), ("fc", [10, 16]), ("bias3", [10])];
        var weights = shapes.Select((item, k) => (item.Name, Value: Reference.Wave(item.Shape, k, 0.3).requires_grad_())).ToDictionary(item => item.Name, item => item.Value, StringComparer.Ordinal);
        var x = Reference.Wave([4, 3, 12, 12], 9).requires_grad_();
        var target = tensor([1L, 3, 5, 7]);
        Tensor hidden, logits, loss;
        using (autocast("cpu"))
        {
            hidden = aten.max_pool2d(aten.conv2d(x, weights["conv1"], weights["bias1"], padding: [1, 1]).relu(), [2, 2]);
            hidden = aten.mean_dim(aten.conv2d(hidden, weights["conv2"], weights["bias2"], padding: [1, 1]).relu(), [2, 3]);
            logits = aten.linear(hidden, weights["fc"], weights["bias3"]);
            loss = F.cross_entropy(logits.to(ScalarType.Float32), target);
        }

        loss.backward();
        hidden.dtype.PythonName().ShouldBe(golden.GetProperty("hidden_type").GetString());
        logits.dtype.PythonName().ShouldBe(golden.GetProperty("logits_type").GetString());
        hidden.ShouldMatch(golden.GetProperty("hidden"), "hidden");
        logits.ShouldMatch(golden.GetProperty("logits"), "logits");
        loss.item<float>().ShouldBe(golden.GetProperty("loss").GetSingle(), 1e-6f);
        x.grad!.ShouldMatch(golden.GetProperty("input_grad"), "input gradient");
        foreach (var (name, weight) in weights)
        {
            weight.grad!.ShouldMatch(golden.GetProperty("grads").GetProperty(name), name);
        }
    }

    [Fact]
    public void Scopes_nest_and_restore()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, 2);
        is_autocast_cpu_enabled().ShouldBeFalse();
        using (autocast(DeviceType.CPU, cache_enabled: false))
        {
            is_autocast_cpu_enabled().ShouldBeTrue();
            is_autocast_cache_enabled().ShouldBeFalse();
            x.mm(x).dtype.ShouldBe(ScalarType.BFloat16);
            using (autocast("cpu", enabled: false))
            {
                x.mm(x).dtype.ShouldBe(ScalarType.Float32);
            }

            using (cpu.amp.autocast())
            {
                x.mm(x).dtype.ShouldBe(ScalarType.BFloat16);
                is_autocast_cache_enabled().ShouldBeTrue();
            }

            is_autocast_cpu_enabled().ShouldBeTrue();
        }

        is_autocast_cpu_enabled().ShouldBeFalse();
        is_autocast_cache_enabled().ShouldBeTrue();
        get_autocast_cpu_dtype().ShouldBe(ScalarType.BFloat16);
        x.mm(x).dtype.ShouldBe(ScalarType.Float32);
    }

    [Fact]
    public void Weights_are_converted_once_and_forgotten()
    {
        using var scope = NewDisposeScope();
        var weight = ones(2, 2).requires_grad_();
        var x = ones(2, 2);
        using (autocast("cpu"))
        {
            var first = x.mm(weight);
            using (no_grad())
            {
                weight.fill_(3);
            }

            x.mm(weight)[0, 0].ToSingle().ShouldBe(2f, "the conversion of the weight is kept inside the scope, as in PyTorch");
            first.requires_grad.ShouldBeTrue();
        }

        using (autocast("cpu"))
        {
            x.mm(weight)[0, 0].ToSingle().ShouldBe(6f);
        }
    }

    [Fact]
    public void Other_threads_are_left_alone()
    {
        using var mode = autocast("cpu");
        var elsewhere = true;
        var thread = new Thread(() => elsewhere = is_autocast_cpu_enabled());
        thread.Start();
        thread.Join();
        elsewhere.ShouldBeFalse();
    }

    [Fact]
    public void What_cannot_be_is_said()
    {
        Should.Throw<UserErrorException>(() => autocast("cpu", ScalarType.Float64)).Message.ShouldContain("bfloat16");
        is_autocast_cpu_enabled().ShouldBeFalse();
        if (!cuda.is_available())
        {
            using var without = autocast("cuda");
            is_autocast_enabled().ShouldBeFalse();
        }
    }

    private static Tensor Corner(Tensor x) => x.narrow(0, 0, 2).narrow(1, 0, 2).reshape(1, 1, 2, 2);
}
