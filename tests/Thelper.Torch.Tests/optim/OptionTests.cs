using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using Thelper.Torch.Tests.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Optim;

/// <summary>Every option of every optimizer against PyTorch (tools/golden/optim_options.py): types, sparse gradients, gaps, groups, changing rates.</summary>
[NoLeaks]
public sealed class OptionTests
{
    private static readonly JsonElement[] Cases = Reference.Load("optim_options.json").EnumerateArray().ToArray();
    private static readonly long[][] Shapes = [[3, 4], [5], [], [0, 3]];

    public static TheoryData<int, string> Numbers
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (var i = 0; i < Cases.Length; i++)
            {
                data.Add(i, $"{Text(Cases[i], "name")} {Text(Cases[i], "dtype")} {Text(Cases[i], "kind")} {Cases[i].GetProperty("options").GetRawText()}");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Steps_equal_PyTorchs(int number, string name)
    {
        var golden = Cases[number];
        var parameters = Text(golden, "kind") switch
        {
            "dense" => Dense(golden),
            "sparse" => Sparse(golden),
            _ => Closure(golden),
        };
        foreach (var (parameter, expected) in parameters.Zip(golden.GetProperty("parameters").EnumerateArray()))
        {
            Golden.ShouldMatch(parameter, expected, name, Tolerance(golden));
            parameter.grad = null;
            parameter.Dispose();
        }
    }

    [Fact]
    public void Every_optimizer_and_option_has_a_case()
    {
        var classes = typeof(optim.Optimizer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(optim.Optimizer)) && !type.IsAbstract).ToArray();
        classes.Select(type => type.Name).Order().ShouldBe(Cases.Select(golden => Text(golden, "name")).Distinct().Order());
        foreach (var type in classes)
        {
            var options = type.GetConstructors()[0].GetParameters().Select(parameter => parameter.Name!).Where(name => name != "parameters");
            var tested = Cases.Where(golden => Text(golden, "name") == type.Name).SelectMany(golden => golden.GetProperty("options").EnumerateObject()).Select(option => option.Name);
            options.Order().ShouldBe(tested.Distinct().Order(), type.Name);
        }
    }

    private static string Text(JsonElement golden, string name) => golden.GetProperty(name).GetString()!;

    /// <summary>Equal to the bit where PyTorch computes in the same order: not with foreach, and not with complex numbers or quasi-Newton steps.</summary>
    private static double Tolerance(JsonElement golden)
    {
        var options = golden.GetProperty("options");
        var same = Text(golden, "dtype") != "complex64" && Text(golden, "kind") != "closure" && !(options.TryGetProperty("foreach", out var @foreach) && @foreach.GetBoolean());
        return Exactness.Tolerance(elsewhere: 1e-4, here: same ? 0 : 1e-6);
    }

    private static ScalarType Type(JsonElement golden) => Text(golden, "dtype") switch
    {
        "float64" => ScalarType.Float64,
        "complex64" => ScalarType.ComplexFloat32,
        _ => ScalarType.Float32,
    };

    private static Tensor Values(long[] shape, ScalarType type, Func<int, double> real, Func<int, double>? imaginary = null)
    {
        using var scope = NewDisposeScope();
        var count = (int)shape.Aggregate(1L, (a, b) => a * b);
        Tensor Part(Func<int, double> part) => aten.reshape(tensor(Enumerable.Range(0, count).Select(part).ToArray(), [count]), shape);
        var values = type == ScalarType.ComplexFloat32 ? aten.complex(Part(real), Part(imaginary!)) : Part(real);
        return aten.to_dtype(values, type, copy: true).MoveToOuterDisposeScope();
    }

    private static Parameter[] Parameters(long[][] shapes, ScalarType type)
        => shapes.Select((shape, k) => new Parameter(Values(shape, type, i => Math.Sin((0.7 * i) + k), i => 0.5 * Math.Sin((0.4 * i) + k)))).ToArray();

    private static Parameter[] Dense(JsonElement golden)
    {
        var type = Type(golden);
        var options = golden.GetProperty("options");
        var parameters = Parameters(Shapes, type);
        using var optimizer = Golden.Create<optim.Optimizer>(Text(golden, "name"), options, ("parameters", parameters[..2]));
        (string, object?)[] second = options.TryGetProperty("weight_decay", out var decay) ? [("lr", 0.03), ("weight_decay", decay.GetDouble() / 2)] : [("lr", 0.03)];
        optimizer.add_param_group(parameters[2..], second);
        for (var t = 0; t < 10; t++)
        {
            if (t == 6)
            {
                optimizer.ParamGroups[0].LearningRate *= 0.5;
            }

            for (var k = 0; k < parameters.Length; k++)
            {
                using var gradient = k == 1 && t is 0 or 4
                    ? null : Values(Shapes[k], type, i => Math.Cos((0.3 * i) + k + (0.9 * t)), i => 0.5 * Math.Sin((0.2 * i) + k + (0.7 * t)));
                parameters[k].grad = gradient;
            }

            optimizer.step();
        }

        Check(optimizer, golden);
        return parameters;
    }

    private static Parameter[] Sparse(JsonElement golden)
    {
        var type = Type(golden);
        var parameters = Parameters([[6, 3]], type);
        using var optimizer = Golden.Create<optim.Optimizer>(Text(golden, "name"), golden.GetProperty("options"), ("parameters", parameters));
        for (var t = 0; t < 10; t++)
        {
            using var scope = NewDisposeScope();
            var rows = tensor(new long[] { t % 6, (t + 2) % 6, t % 6 }, [1, 3]);
            var values = Values([3, 3], type, i => Math.Cos((0.3 * i) + (0.9 * t)));
            parameters[0].grad = aten.sparse_coo_tensor_indices_size(rows, values, [6, 3], type, Layout.Sparse);
            optimizer.step();
        }

        Check(optimizer, golden);
        return parameters;
    }

    private static Parameter[] Closure(JsonElement golden)
    {
        var type = Type(golden);
        var parameters = Parameters(Shapes[..3], type);
        using var optimizer = Golden.Create<LBFGS>("LBFGS", golden.GetProperty("options"), ("parameters", parameters));
        Tensor Loss()
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var total = zeros([], dtype: type);
            for (var k = 0; k < parameters.Length; k++)
            {
                var parameter = parameters[k];
                var target = Values(parameter.shape, type, i => Math.Cos((0.9 * i) + k));
                var weights = Values(parameter.shape, type, i => 1.0 + (i % 3));
                total = aten.add_Tensor(total, aten.sum(aten.mul_Tensor(aten.pow_Tensor_Scalar(aten.sub_Tensor(parameter, target), 2), weights)));
                total = aten.add_Tensor(total, aten.mul_Scalar(aten.sum(aten.pow_Tensor_Scalar(parameter, 4)), 0.1));
            }

            total.backward();
            return total.detach().MoveToOuterDisposeScope();
        }

        foreach (var expected in golden.GetProperty("losses").EnumerateArray())
        {
            using var loss = optimizer.step(Loss);
            Reference.ShouldBeNear([loss!.ToDouble()], [expected.GetDouble()], "loss");
        }

        Check(optimizer, golden);

        // The state goes into another optimizer whole.
        using var other = Golden.Create<LBFGS>("LBFGS", golden.GetProperty("options"), ("parameters", parameters));
        other.load_state_dict(optimizer.state_dict());
        Golden.ShouldMatch(other.state_dict(), golden.GetProperty("state"), "loaded state", 1e-6);
        return parameters;
    }

    private static void Check(optim.Optimizer optimizer, JsonElement golden)
    {
        Golden.ShouldMatch(optimizer.state_dict(), golden.GetProperty("state"), Text(golden, "name"), Tolerance(golden));
        optimizer.ToString().ShouldBe(Text(golden, "text"));
    }
}
