using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Tests.Models;

/// <summary>Compares a network with what <c>tools/golden/zoo.py</c> recorded of torchvision's.</summary>
internal static class ZooGolden
{
    private const int ModelSeed = 7;
    private const int InputSeed = 123;
    private const long Prime = 10007;
    private const double Rate = 1e-3;
    private static readonly string[] Small = ["layer_scale", "class_token", "pos_embedding", "bias_table", "logit_scale"];

    // Numbers of other processors differ, and normalisation over few values enlarges that.
    private static readonly double OfOutputs = Exactness.Tolerance(elsewhere: 1e-2, here: 1e-4);
    private static readonly double OfGradients = Exactness.Tolerance(elsewhere: 5e-2, here: 1e-3);

    /// <summary>Numbers in [-1, 1] from whole ones alone; they repeat after <c>Prime</c>.</summary>
    public static Tensor Pattern(long count, long salt) => Pattern(count, salt, static value => value);

    // What is made of them is made of one period: a layer can have a hundred million.
    private static Tensor Pattern(long count, long salt, Func<Tensor, Tensor> map)
    {
        using var scope = NewDisposeScope();
        var i = arange(Math.Min(count, Prime), dtype: ScalarType.Int64);
        var period = map((((i * i * 7) + (i * 31) + (salt * 97)).remainder(Prime).@double() / (Prime / 2)) - 1).@float();
        return period.repeat((count + Prime - 1) / Prime).narrow(0, 0, count).MoveToOuterDisposeScope();
    }

    public static void CheckStructure(JsonElement expected, nn.Module model)
    {
        model.parameters().Sum(p => p.numel()).ShouldBe(expected.GetProperty("parameters").GetInt64());
        var state = model.state_dict();
        state.Count.ShouldBe(expected.GetProperty("entries").GetInt32());
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, value) in state)
        {
            sha.AppendData(Encoding.UTF8.GetBytes($"{key} {string.Join("x", value.shape)}\n"));
        }

        Text(sha).ShouldBe(expected.GetProperty("shapes").GetString(), "names in order, and shapes: " + string.Join(", ", state.Take(40).Select(entry => $"{entry.Key} {string.Join("x", entry.Value.shape)}")));
    }

    public static void Check(JsonElement expected, Func<nn.Module<Tensor, Tensor>> build)
    {
        using var scope = NewDisposeScope();
        manual_seed(ModelSeed);
        using var model = build();
        CheckInitial(expected.GetProperty("initial"), model);
        CheckStructure(expected, model);
        Fill(model);
        var shape = expected.GetProperty("input").EnumerateArray().Select(v => v.GetInt64()).ToArray();
        var input = Pattern(shape.Aggregate((a, b) => a * b), 5).view(shape);
        model.eval();
        using (no_grad())
        {
            CheckOutputs(expected.GetProperty("eval"), Run(model, input), "eval");
        }

        model.train();
        manual_seed(InputSeed);
        var outputs = Run(model, input);
        CheckOutputs(expected.GetProperty("train"), outputs, "train");
        var statistics = model.named_buffers().Where(b => b.name.EndsWith("running_mean", StringComparison.Ordinal) || b.name.EndsWith("running_var", StringComparison.Ordinal));
        Close(statistics.Sum(b => b.buffer.abs().sum(ScalarType.Float64).ToDouble()), expected.GetProperty("statistics").GetDouble(), OfOutputs, "what normalisation keeps");
        var loss = outputs.Select(output => output.square().mean()).Aggregate((a, b) => a + b);
        Close(loss.ToDouble(), expected.GetProperty("loss").GetDouble(), OfOutputs, "loss");
        loss.backward();
        CheckGradients(expected, model);
        CheckStep(model);
    }

    private static void CheckInitial(JsonElement expected, nn.Module model)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var magnitude = 0.0;
        foreach (var value in model.state_dict().Values.Where(value => value.is_floating_point()))
        {
            sha.AppendData(MemoryMarshal.AsBytes(value.detach().contiguous().DataSpan<float>()));
            magnitude += value.detach().abs().sum(ScalarType.Float64).ToDouble();
        }

        Close(magnitude, expected.GetProperty("magnitude").GetDouble(), 1e-6, "magnitude of the initial weights");
        if (Exactness.Holds)
        {
            Text(sha).ShouldBe(expected.GetProperty("bytes").GetString(), "initial weights");
        }

        ((double)rand(1).ToSingle()).ShouldBe(expected.GetProperty("next").GetDouble(), "the draw after construction");
    }

    // The script has the same rules.
    private static void Fill(nn.Module model)
    {
        using var frozen = no_grad();
        foreach (var (salt, (key, value)) in model.state_dict().Index())
        {
            if (!value.is_floating_point() || key.Contains("relative_coords", StringComparison.Ordinal))
            {
                continue;
            }

            using var scope = NewDisposeScope();
            var isScale = key.EndsWith("running_var", StringComparison.Ordinal) || key.EndsWith("logit_scale", StringComparison.Ordinal)
                || (key.EndsWith("weight", StringComparison.Ordinal) && value.dim() == 1);
            value.copy_(Pattern(value.numel(), salt, v => value.dim() >= 2 && !Small.Any(end => key.EndsWith(end, StringComparison.Ordinal)) ? v * Math.Sqrt(3.0 / (value.numel() / value.shape[0]))
                : isScale ? 1 + (v / 4)
                : v / 8).view(value.shape));
        }
    }

    private static List<Tensor> Run(nn.Module<Tensor, Tensor> model, Tensor input) => model is INamedOutputs named ? [.. named.Outputs(input).Values] : [model.call(input)];

    private static void CheckOutputs(JsonElement expected, List<Tensor> outputs, string pass)
    {
        outputs.Count.ShouldBe(expected.GetArrayLength(), pass);
        foreach (var (index, output) in outputs.Index())
        {
            var flat = output.detach().@double().flatten();
            var step = Math.Max(1, flat.numel() / 8);
            foreach (var (i, value) in expected[index].EnumerateArray().Index())
            {
                Close(flat[i * step].ToDouble(), value.GetDouble(), OfOutputs, $"{pass}: output {index}, value {i}");
            }
        }
    }

    private static void CheckGradients(JsonElement expected, nn.Module model)
    {
        var gradients = model.named_parameters().Where(p => p.parameter.grad is not null).ToDictionary(p => p.name, p => p.parameter.grad!.abs().sum(ScalarType.Float64).ToDouble());
        Close(gradients.Values.Sum(), expected.GetProperty("gradient").GetDouble(), OfGradients, "all gradients");
        foreach (var entry in expected.GetProperty("gradients").EnumerateObject())
        {
            Close(gradients[entry.Name], entry.Value.GetDouble(), OfGradients, $"gradient of {entry.Name}");
        }
    }

    // One step of training: every parameter with a gradient moves against it.
    private static void CheckStep(nn.Module model)
    {
        using var optimizer = optim.SGD(model.parameters(), Rate);
        var (name, parameter) = model.named_parameters().MaxBy(p => p.parameter.grad is { } grad ? grad.abs().max().ToDouble() : -1);
        using var scope = NewDisposeScope();
        var aim = parameter.detach() - (Rate * parameter.grad!);
        optimizer.step();
        allclose(parameter.detach(), aim).ShouldBeTrue(name);
    }

    private static string Text(IncrementalHash sha) => Convert.ToHexStringLower(sha.GetHashAndReset())[..16];

    private static void Close(double actual, double expected, double tolerance, string what) => actual.ShouldBeWithin(expected, tolerance * Math.Max(1e-2, Math.Abs(expected)), what);
}
