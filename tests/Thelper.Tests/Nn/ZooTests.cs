using System.Text.Json;
using Thelper.Config;
using Thelper.Nn;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

/// <summary>
/// The networks of thelper 0.6.2 itself, recorded in <c>tests/golden/original-0.6.2-portable/zoo.json</c>: order of parameters, initial values and the number of
/// draws by seed, outputs and gradients on weights given by a formula.
/// </summary>
[NoLeaks]
public class ZooTests
{
    private const long Piece = 1 << 20;
    private static readonly JsonDocument Zoo = JsonDocument.Parse(File.ReadAllText(Repository.File("tests", "golden", "original-0.6.2-portable", "zoo.json")));

    // What other kernels and versions leave.
    private static readonly double OfWeights = Exactness.Tolerance(elsewhere: 1e-6, here: 1e-13);
    private static readonly double OfOutputs = Exactness.Tolerance(elsewhere: 1e-4, here: 1e-12);
    // The densenets are torchvision's, which averages their last map by another operator.
    private static readonly double OfExternals = Exactness.Tolerance(elsewhere: 1e-4, here: 1e-5);
    private static readonly double OfGradients = Exactness.Tolerance(elsewhere: 1e-2, here: 1e-12);

    [Theory]
    [InlineData("resnet-basic")]
    [InlineData("resnet-18-text")]
    [InlineData("resnet-bottleneck")]
    [InlineData("resnet-se-coordconv")]
    [InlineData("resnet-leaky-nomaxpool")]
    [InlineData("resnet-fullyconv")]
    [InlineData("ae-resnet")]
    [InlineData("ae-skip-resnet")]
    [InlineData("mobilenetv2")]
    [InlineData("mobilenetv2-w05")]
    [InlineData("inceptionresnetv2")]
    [InlineData("densenet121")]
    [InlineData("densenet161")]
    [InlineData("lenet")]
    [InlineData("lenet-3x32")]
    [InlineData("unet")]
    [InlineData("unet-coordconv-srm")]
    [InlineData("fcn32s")]
    [InlineData("srcnn")]
    [InlineData("vdsr")]
    public void A_network_is_the_originals(string name)
    {
        using var scope = NewDisposeScope();
        var golden = Zoo.RootElement.GetProperty(name);
        manual_seed(0);
        using var model = ModelFactory.Create(ConfigNode.FromPlain(Plain(golden), "zoo.json", name), TaskOf(golden), new());
        var next = rand(1).ToDouble();
        ((model as ExternalModule)?.Model ?? (nn.Module)model).named_parameters().Select(entry => entry.name).ShouldBe(golden.GetProperty("parameter_order").EnumerateArray().Select(key => key.GetString()!));
        CheckInitial(golden.GetProperty("initial"), model.state_dict());
        next.ShouldBe(golden.GetProperty("next_rand").GetDouble(), "one draw after construction");

        Fill(model);
        var input = Formula(golden.GetProperty("input").EnumerateArray().Select(side => side.GetInt64()).ToArray(), t => (0.01 * t).sin());
        model.eval();
        CheckOutputs(golden.GetProperty("eval"), OutputsOf(model, input), model is ExternalModule ? OfExternals : OfOutputs);
        if (!golden.TryGetProperty("train", out _))
        {
            return;
        }

        model.train();
        manual_seed(1);
        var outputs = OutputsOf(model, input);
        CheckOutputs(golden.GetProperty("train"), outputs, OfOutputs);
        var loss = outputs.Select(output => output.square().mean()).Aggregate((sum, next) => sum + next);
        Close(loss.ToDouble(), golden.GetProperty("loss").GetDouble(), OfOutputs, "loss");
        loss.backward();
        var gradients = model.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad);
        foreach (var expected in golden.GetProperty("gradient_abs_sums").EnumerateObject())
        {
            Close(gradients[expected.Name].ShouldNotBeNull().@double().abs().sum().ToDouble(), expected.Value.GetDouble(), OfGradients, $"gradient of {expected.Name}");
        }
    }

    private static Dictionary<string, object?> Plain(JsonElement golden)
    {
        var parameters = (Dictionary<string, object?>)ConfigLoader.Parse(golden.GetProperty("params").GetRawText(), "zoo.json").ToPlain()!;
        if (golden.GetProperty("task").GetString() == "external")
        {
            // Recorded as the function makes it, without a wrapper that gives it another last layer.
            parameters["num_classes"] = golden.GetProperty("classes").GetInt64();
        }

        return new() { ["type"] = golden.GetProperty("type").GetString(), ["params"] = parameters };
    }

    private static Thelper.Tasks.Task TaskOf(JsonElement golden)
    {
        var classes = golden.GetProperty("classes").GetInt32();
        return golden.GetProperty("task").GetString() switch
        {
            "classif" or "external" => NnTasks.Classes(classes),
            "segm" => NnTasks.Pixels(classes),
            _ => new Thelper.Tasks.SuperResolution("image", "target"),
        };
    }

    private static void CheckInitial(JsonElement golden, IReadOnlyDictionary<string, Tensor> state)
    {
        state.Keys.ShouldBe(golden.EnumerateObject().Select(entry => entry.Name));
        foreach (var expected in golden.EnumerateObject())
        {
            var values = state[expected.Name];
            values.shape.ShouldBe(expected.Value[0].EnumerateArray().Select(side => side.GetInt64()), expected.Name);
            var magnitude = expected.Value[2].GetDouble();
            Close(values.@double().abs().sum().ToDouble(), magnitude, OfWeights, expected.Name);
            values.@double().sum().ToDouble().ShouldBeWithin(expected.Value[1].GetDouble(), OfWeights * Math.Max(1, magnitude), expected.Name);
            values.flatten()[0].ToDouble().ShouldBeWithin(expected.Value[3].GetDouble(), Exactness.Tolerance(1e-6), expected.Name);
        }
    }

    private static void Fill(Module model)
    {
        using var _ = no_grad();
        var i = 0;
        foreach (var (key, tensor) in model.state_dict())
        {
            if (tensor.is_floating_point())
            {
                var index = i;
                Func<Tensor, Tensor> formula = key.EndsWith("running_var", StringComparison.Ordinal)
                    ? t => 1 + (0.1 * (t + index).cos())
                    : t => (0.05 * ((0.7 * t) + index).sin()) + (key.EndsWith("weight", StringComparison.Ordinal) && tensor.shape.Length == 1 ? 1 : 0);

                // In pieces: the largest weights have a hundred million elements.
                var flat = tensor.view(-1);
                for (var start = 0L; start < flat.numel(); start += Piece)
                {
                    using var scope = NewDisposeScope();
                    var count = Math.Min(Piece, flat.numel() - start);
                    flat.narrow(0, start, count).copy_(formula(arange(start, start + count, dtype: float64)));
                }
            }

            i++;
        }
    }

    private static Tensor Formula(long[] shape, Func<Tensor, Tensor> of) => of(arange(shape.Aggregate(1L, (a, b) => a * b), dtype: float32)).reshape(shape);

    private static Tensor[] OutputsOf(Module model, Tensor input) => model switch
    {
        AutoEncoderResNet network => [.. network.Outputs(input).Values],
        AutoEncoderSkipResNet network => [.. network.Outputs(input).Values],
        _ => [model.call(input)],
    };

    private static void CheckOutputs(JsonElement golden, Tensor[] outputs, double tolerance)
    {
        JsonElement[] expected = golden.ValueKind == JsonValueKind.Array ? [.. golden.EnumerateArray()] : [golden];
        outputs.Length.ShouldBe(expected.Length);
        foreach (var (entry, output) in expected.Zip(outputs))
        {
            output.shape.ShouldBe(entry.GetProperty("shape").EnumerateArray().Select(side => side.GetInt64()));
            var values = output.detach().@double().flatten();
            var magnitude = entry.GetProperty("abs").GetDouble();
            Close(values.abs().sum().ToDouble(), magnitude, tolerance, "sum of absolute values");
            values.sum().ToDouble().ShouldBeWithin(entry.GetProperty("sum").GetDouble(), tolerance * magnitude, "sum");
            var first = entry.GetProperty("first").EnumerateArray().Select(value => value.GetDouble()).ToArray();
            var last = entry.GetProperty("last").EnumerateArray().Select(value => value.GetDouble()).ToArray();
            for (var i = 0; i < first.Length; i++)
            {
                Close(values[i].ToDouble(), first[i], tolerance, $"output {i}");
            }

            for (var i = 0; i < last.Length; i++)
            {
                Close(values[values.numel() - last.Length + i].ToDouble(), last[i], tolerance, $"output {i - last.Length}");
            }
        }
    }

    private static void Close(double actual, double expected, double tolerance, string what) => actual.ShouldBeWithin(expected, tolerance * Math.Max(1, Math.Abs(expected)), what);
}
