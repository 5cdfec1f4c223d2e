using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch.Tests.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Printing;

[NoLeaks]
public class TextTests
{
    [Fact]
    public void Tensors_print_as_in_PyTorch()
    {
        var failures = new List<string>();
        var count = 0;
        foreach (var item in Reference.Load("tensor_text.json").GetProperty("cases").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            count++;
            try
            {
                SetOptions(item.GetProperty("options"));
                var text = Build(item.GetProperty("build")).str();
                var expected = item.GetProperty("text").GetString()!;
                if (text != expected)
                {
                    failures.Add($"{item.GetProperty("name")}:\n{text}\nexpected\n{expected}");
                }
            }
            finally
            {
                set_printoptions(profile: "default");
            }
        }

        count.ShouldBeGreaterThan(200);
        failures.ShouldBeEmpty(string.Join("\n\n", failures.Take(8)));
    }

    [Fact]
    public void The_short_form_is_TorchSharps()
    {
        using var scope = NewDisposeScope();
        zeros(2, 3).ToString().ShouldBe("[2x3], type = Float32, device = cpu");
        tensor(5L).ToString().ShouldBe("[], type = Int64, device = cpu");
        tensor(5L).ToString(true).ShouldBe("tensor(5)");
        empty([2, 3], device: "meta").str().ShouldBe("tensor(..., device='meta', size=(2, 3))");
    }

    private static void SetOptions(JsonElement options)
    {
        int? Integer(string name) => options.TryGetProperty(name, out var value) ? value.GetInt32() : null;
        set_printoptions(
            Integer("precision"),
            Integer("threshold"),
            Integer("edgeitems"),
            Integer("linewidth"),
            options.TryGetProperty("profile", out var profile) ? profile.GetString() : null,
            options.TryGetProperty("sci_mode", out var mode) ? mode.GetBoolean() : null);
    }

    private static Tensor Build(JsonElement build)
    {
        var shape = build.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var type = Enum.GetValues<ScalarType>().Single(t => t.PythonName() == build.GetProperty("dtype").GetString());
        Tensor result;
        if (build.TryGetProperty("wave", out var wave))
        {
            var (scale, shift) = (wave[0].GetDouble(), wave[1].GetDouble());
            var count = shape.Aggregate(1L, (a, b) => a * b);
            result = tensor(Enumerable.Range(0, (int)count).Select(i => (Math.Sin(0.7 * i) * scale) + shift), shape, type);
        }
        else if (build.TryGetProperty("complex", out var parts))
        {
            result = tensor(parts.EnumerateArray().Select(p => new System.Numerics.Complex(Reference.Number(p[0]), Reference.Number(p[1]))), shape, type);
        }
        else
        {
            result = tensor(build.GetProperty("values").EnumerateArray().Select(v => v.ValueKind is JsonValueKind.True or JsonValueKind.False ? (v.GetBoolean() ? 1.0 : 0.0) : Reference.Number(v)), shape, type);
        }

        if (build.TryGetProperty("layout", out var layout))
        {
            result = layout.GetString() == "coo" ? result.to_sparse() : result.to_sparse_csr();
        }

        return build.TryGetProperty("grad", out var grad)
            ? grad.GetString() switch { "add" => result.requires_grad_() + tensor(1f), "sum" => result.requires_grad_().sum(), _ => result.requires_grad_() }
            : result;
    }
}
