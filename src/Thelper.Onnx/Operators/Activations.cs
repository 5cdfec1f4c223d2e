using Thelper.Torch;

namespace Thelper.Onnx.Operators;

/// <summary>Activation functions.</summary>
internal static class Activations
{
    private const double UsualThreshold = 20;

    public static void Register(Dictionary<string, Action<Translation>> table)
    {
        Arithmetic.Both(table, "relu6", step => step.Graph.Add("Clip", [step.Value(0), step.Graph.Number(0, step.Type), step.Graph.Number(6, step.Type)]));
        Arithmetic.Both(table, "hardtanh", step => step.Graph.Add("Clip", [step.Value(0), step.Graph.Number(step.Number(1, -1), step.Type), step.Graph.Number(step.Number(2, 1), step.Type)]));
        Arithmetic.Both(table, "hardsigmoid", step => step.Graph.Add("HardSigmoid", [step.Value(0)], ("alpha", 1f / 6), ("beta", 0.5f)));
        Arithmetic.Both(table, "hardswish", HardSwish);
        Arithmetic.Both(table, "silu", step => step.Graph.Add("Mul", [step.Value(0), step.Graph.Add("Sigmoid", [step.Value(0)])]));
        Arithmetic.Both(table, "mish", step => step.Graph.Add("Mul", [step.Value(0), step.Graph.Add("Tanh", [step.Graph.Add("Softplus", [step.Value(0)])])]));
        Arithmetic.Both(table, "leaky_relu", step => step.Graph.Add("LeakyRelu", [step.Value(0)], ("alpha", step.Number(1, 0.01))));
        Arithmetic.Both(table, "elu", step => step.Number(2, 1) != 1 || step.Number(3, 1) != 1
            ? throw new UserErrorException($"{step.Place} with a scale has no form in ONNX")
            : step.Graph.Add("Elu", [step.Value(0)], ("alpha", step.Number(1, 1))));
        Arithmetic.Both(table, "selu", step => step.Graph.Add("Selu", [step.Value(0)]));
        Arithmetic.Both(table, "celu", step => step.Graph.Add("Celu", [step.Value(0)], ("alpha", step.Number(1, 1))));
        table["aten::softplus"] = Softplus;
        table["aten::log_sigmoid"] = step => step.Set(step.Graph.Add("Neg", [step.Graph.Add("Softplus", [step.Graph.Add("Neg", [step.Value(0)])])]));
        table["aten::hardshrink"] = step => step.Set(step.Graph.Add("Shrink", [step.Value(0)], ("lambd", step.Number(1, 0.5)), ("bias", 0f)));
        table["aten::softshrink"] = step => step.Set(step.Graph.Add("Shrink", [step.Value(0)], ("lambd", step.Number(1, 0.5)), ("bias", step.Number(1, 0.5))));
        table["aten::prelu"] = Prelu;
        table["aten::gelu"] = step => step.Set(Gelu(step));
        table["aten::glu"] = step =>
        {
            var halves = step.Graph.AddMany("Split", 2, [step.Value(0)], ("axis", step.Axis(0, 1, -1)), ("num_outputs", step.Graph.Opset >= 18 ? 2 : null));
            step.Set(step.Graph.Add("Mul", [halves[0], step.Graph.Add("Sigmoid", [halves[1]])]));
        };
        table["aten::softmax"] = table["aten::_softmax"] = step => step.Set(step.Graph.Add("Softmax", [InType(step)], ("axis", step.Axis(0, 1))));
        table["aten::log_softmax"] = table["aten::_log_softmax"] = step => step.Set(step.Graph.Add("LogSoftmax", [InType(step)], ("axis", step.Axis(0, 1))));
        table["aten::threshold"] = step => step.Set(step.Graph.Add("Where",
            [step.Graph.Add("Greater", [step.Value(0), step.Graph.Number(step.Number(1), step.Type)]), step.Value(0), step.Graph.Number(step.Number(2), step.Type)]));
    }

    private static string InType(Translation step) => step.Cast(0, step.Result.DType ?? step.Type);

    private static string HardSwish(Translation step) => step.Graph.Opset >= 14
        ? step.Graph.Add("HardSwish", [step.Value(0)])
        : step.Graph.Add("Mul", [step.Value(0), step.Graph.Add("HardSigmoid", [step.Value(0)], ("alpha", 1f / 6), ("beta", 0.5f))]);

    // softplus(b x) / b; where b x is above the threshold libtorch gives x itself, which is the same number from the usual one on.
    private static void Softplus(Translation step)
    {
        var (graph, factor, threshold) = (step.Graph, step.Number(1, 1), step.Number(2, UsualThreshold));
        var beta = graph.Number(factor, step.Type);
        var scaled = factor == 1 ? step.Value(0) : graph.Add("Mul", [step.Value(0), beta]);
        var smooth = graph.Add("Softplus", [scaled]);
        smooth = factor == 1 ? smooth : graph.Add("Div", [smooth, beta]);
        step.Set(threshold >= UsualThreshold ? smooth : graph.Add("Where", [graph.Add("Greater", [scaled, graph.Number(threshold, step.Type)]), step.Value(0), smooth]));
    }

    // One slope for each channel: ONNX lines up shapes from the back.
    private static void Prelu(Translation step)
    {
        var slope = step.Value(1);
        if (step.Rank(0) > 2 && step.Shape(1).Aggregate(1L, (a, b) => a * b) > 1)
        {
            slope = step.Graph.Add("Reshape", [slope, step.Graph.Integers([-1, .. Enumerable.Repeat(1L, step.Rank(0) - 2)])]);
        }

        step.Set(step.Graph.Add("PRelu", [step.Value(0), slope]));
    }

    private static string Gelu(Translation step)
    {
        var (graph, x, type) = (step.Graph, step.Value(0), step.Type);
        if (step.Text(1, "none") == "tanh")
        {
            var cube = graph.Add("Mul", [graph.Add("Mul", [x, x]), x]);
            var inner = graph.Add("Mul", [graph.Add("Add", [x, graph.Add("Mul", [cube, graph.Number(0.044715, type)])]), graph.Number(Math.Sqrt(2 / Math.PI), type)]);
            return graph.Add("Mul", [graph.Add("Mul", [x, graph.Number(0.5, type)]), graph.Add("Add", [graph.Add("Tanh", [inner]), graph.Number(1, type)])]);
        }

        var erf = graph.Add("Erf", [graph.Add("Mul", [x, graph.Number(1 / Math.Sqrt(2), type)])]);
        return graph.Add("Mul", [graph.Add("Mul", [x, graph.Number(0.5, type)]), graph.Add("Add", [erf, graph.Number(1, type)])]);
    }
}
