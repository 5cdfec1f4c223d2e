using System.Collections.Concurrent;
using System.Text.Json;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Testing;

/// <summary>Compares networks with what <c>tools/golden/models.py</c> recorded of PyTorch's.</summary>
internal static class GoldenModel
{
    private const int InputSeed = 123;
    private const int ModelSeed = 7;

    // What other kernels leave of weights, of outputs (seven decimals in the files) and of gradients, which normalisation over few values enlarges.
    private static readonly double OfWeights = Exactness.Tolerance(elsewhere: 1e-6);
    private static readonly double OfOutputs = Exactness.Tolerance(elsewhere: 1e-4, here: 6e-8);
    private static readonly double OfGradients = Exactness.Tolerance(elsewhere: 2e-2);

    private static readonly ConcurrentDictionary<string, JsonDocument> Documents = new();

    public static JsonElement Get(string name, string file = "models.json") => Root(file).GetProperty(name);

    /// <summary>What a file has recordings of.</summary>
    public static List<string> Names(string file) => [.. Root(file).EnumerateObject().Select(entry => entry.Name)];

    /// <summary>Builds from the recorded seed and checks names, shapes, initial weights, outputs, gradients and running statistics.</summary>
    public static void Check(string name, Func<nn.Module<Tensor, Tensor>> build, params long[] inputShape)
        => Check(Get(name), build, (model, input) => model.call(input), inputShape);

    /// <summary>The same of a recording of any file, with the model run in any way; without training where none was recorded.</summary>
    public static void Check<T>(JsonElement expected, Func<T> build, Func<T, Tensor, Tensor> run, params long[] inputShape)
        where T : nn.Module
    {
        using var scope = NewDisposeScope();
        manual_seed(ModelSeed);
        using var model = build();
        model.parameters().Sum(p => p.numel()).ShouldBe(expected.GetProperty("parameters").GetInt64());
        CheckWeights(expected.GetProperty("weights"), model);
        if (inputShape.Length == 0)
        {
            return;
        }

        manual_seed(InputSeed);
        var input = rand(inputShape);
        model.eval();
        CheckOutput(expected.GetProperty("eval"), run(model, input));
        if (!expected.TryGetProperty("train", out _))
        {
            return;
        }

        model.train();
        manual_seed(InputSeed);
        var output = run(model, input);
        CheckOutput(expected.GetProperty("train"), output);
        output.square().mean().backward();
        foreach (var (key, parameter) in model.named_parameters())
        {
            var gradient = parameter.grad.ShouldNotBeNull();
            Close(gradient.@double().abs().sum().ToDouble(), expected.GetProperty("gradients").GetProperty(key).GetDouble(), OfGradients, $"gradient of {key}");
        }

        model.eval();
        CheckOutput(expected.GetProperty("eval_after_train"), run(model, input));
    }

    private static JsonElement Root(string file) => Documents
        .GetOrAdd(file, static name => JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name)))).RootElement;

    /// <summary>Checks names in order, shapes and values of a state dictionary.</summary>
    public static void CheckWeights(JsonElement expected, nn.Module model)
    {
        var state = model.state_dict();
        state.Keys.ShouldBe(expected.EnumerateObject().Select(p => p.Name), "names in order");
        foreach (var entry in expected.EnumerateObject())
        {
            var tensor = state[entry.Name];
            tensor.shape.ShouldBe(entry.Value[0].EnumerateArray().Select(v => v.GetInt64()), entry.Name);
            var values = tensor.@double();
            var magnitude = entry.Value[2].GetDouble();
            Close(values.abs().sum().ToDouble(), magnitude, OfWeights, entry.Name);
            values.sum().ToDouble().ShouldBeWithin(entry.Value[1].GetDouble(), OfWeights * Math.Max(1, magnitude), entry.Name);
        }
    }

    private static void CheckOutput(JsonElement expected, Tensor output)
    {
        var values = output.detach().@double().flatten();
        var i = 0;
        foreach (var value in expected.EnumerateArray())
        {
            values[i].ToDouble().ShouldBeWithin(value.GetDouble(), OfOutputs * Math.Max(1, Math.Abs(value.GetDouble())), $"output {i}");
            i++;
        }

        i.ShouldBeGreaterThan(0);
    }

    private static void Close(double actual, double expected, double tolerance, string what) =>
        actual.ShouldBeWithin(expected, tolerance * Math.Max(1e-3, Math.Abs(expected)), what);
}
