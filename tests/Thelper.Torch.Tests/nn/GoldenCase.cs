using System.Text.Json;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Modules;

/// <summary>One case of the golden files of layers, losses and functions (tools/golden/nn_common.py): makes its inputs, runs it, compares.</summary>
internal static class GoldenCase
{
    /// <summary>The inputs that the case names, each a leaf.</summary>
    public static Tensor[] Inputs(JsonElement golden) => golden.GetProperty("inputs").EnumerateArray().Select(Input).ToArray();

    /// <summary>Runs on copies of the inputs and compares outputs, what was written into the copies, and the inputs' gradients.</summary>
    public static void Check(JsonElement golden, Tensor[] inputs, Func<Tensor[], Tensor[]> run)
    {
        var passed = Array.ConvertAll(inputs, input => aten.clone(input));
        var outputs = run(passed);
        ShouldMatch(outputs, golden.GetProperty("outputs"), "output");
        for (var i = 0; i < inputs.Length; i++)
        {
            if (golden.TryGetProperty("written", out var written) && written.TryGetProperty(i.ToString(), out var expected))
            {
                passed[i].ShouldMatch(expected, $"input {i} afterwards");
            }
            else
            {
                aten.equal(passed[i], inputs[i]).ShouldBeTrue($"input {i} was written into");
            }
        }

        foreach (var output in outputs.Where(output => output.requires_grad))
        {
            Objective(output).backward(retain_graph: true);
        }

        ShouldMatch(inputs.Select(input => input.grad).OfType<Tensor>().ToArray(), golden.GetProperty("input_gradients"), "gradient");
    }

    /// <summary>Compares tensors with a list of digests.</summary>
    public static void ShouldMatch(Tensor[] actual, JsonElement expected, string what)
    {
        actual.Length.ShouldBe(expected.GetArrayLength(), what);
        var i = 0;
        foreach (var digest in expected.EnumerateArray())
        {
            actual[i].ShouldMatch(digest, $"{what} {i}");
            i++;
        }
    }

    private static Tensor Input(JsonElement row)
    {
        var shape = row.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var type = row.GetProperty("dtype").GetString();
        if (row.TryGetProperty("values", out var values))
        {
            return type == "int64"
                ? tensor(values.EnumerateArray().Select(value => value.GetInt64()).ToArray(), shape)
                : tensor(values.EnumerateArray().Select(value => value.GetSingle()).ToArray(), shape);
        }

        double Number(string name) => row.GetProperty(name).GetDouble();
        var (k, scale, shift) = (Number("k"), Number("scale"), Number("shift"));
        var count = (int)shape.Aggregate(1L, (a, b) => a * b);
        var wave = Enumerable.Range(0, count).Select(i => (Math.Sin((0.7 * i) + k) * scale) + shift);
        var input = type == "float64" ? tensor(wave.ToArray(), shape) : tensor(wave.Select(value => (float)value).ToArray(), shape);
        return row.GetProperty("learnt").GetBoolean() ? input.requires_grad_() : input;
    }

    private static Tensor Objective(Tensor output)
    {
        if (output.dtype != ScalarType.Float64)
        {
            return Reference.Objective(output);
        }

        var weights = tensor(Enumerable.Range(0, (int)output.numel()).Select(i => Math.Cos(i)).ToArray(), output.shape);
        return aten.sum(aten.mul_Tensor(output, weights));
    }
}
