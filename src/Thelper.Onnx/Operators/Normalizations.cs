using Thelper.Torch;

namespace Thelper.Onnx.Operators;

/// <summary>Normalisation by batch, group, instance or layer.</summary>
internal static class Normalizations
{
    public static void Register(Dictionary<string, Action<Translation>> table)
    {
        // batch_norm(input, weight, bias, mean, variance, training, momentum, eps)
        table["aten::batch_norm"] = BatchNorm;
        table["aten::layer_norm"] = LayerNorm;
        table["aten::group_norm"] = GroupNorm;
        table["aten::instance_norm"] = step =>
        {
            if (!step.Truth(5, true))
            {
                BatchNorm(step);
                return;
            }

            step.Set(step.Graph.Add("InstanceNormalization", [step.Value(0), PerChannel(step, 1, 1), PerChannel(step, 2, 0)], ("epsilon", step.Number(7, 1e-5))));
        };
        table["aten::norm"] = table["aten::linalg_vector_norm"] = Norm;
    }

    private static void BatchNorm(Translation step)
    {
        if (step.Truth(5))
        {
            throw new UserErrorException($"{step.Place} would learn its statistics: export the model in evaluation mode ('model.eval()')");
        }

        step.Set(step.Graph.Add("BatchNormalization", [step.Value(0), PerChannel(step, 1, 1), PerChannel(step, 2, 0), step.Value(3), step.Value(4)], ("epsilon", step.Number(7, 1e-5))));
    }

    // A layer without weights has ones and zeros.
    private static string PerChannel(Translation step, int k, double otherwise)
    {
        if (step.Has(k))
        {
            return step.Value(k);
        }

        using var scope = torch.NewDisposeScope();
        var name = step.Graph.Fresh("constant");
        step.Graph.Constant(name, torch.full([step.Shape(0)[1]], otherwise, dtype: step.Type));
        return name;
    }

    // layer_norm(input, shape, weight, bias, eps)
    private static void LayerNorm(Translation step)
    {
        var (graph, type) = (step.Graph, step.Type);
        var dimensions = step.Items(1).Count;
        if (graph.Opset >= 17)
        {
            var scale = step.Has(2) ? step.Value(2) : Filled(step, 1);
            step.Set(graph.Add("LayerNormalization", [step.Value(0), scale, step.Has(3) ? step.Value(3) : ""], ("axis", -dimensions), ("epsilon", step.Number(4, 1e-5))));
            return;
        }

        long[] axes = [.. Enumerable.Range(0, dimensions).Select(k => (long)(k - dimensions))];
        var centred = graph.Add("Sub", [step.Value(0), Reductions.Reduce(step, "ReduceMean", step.Value(0), axes, true)]);
        var variance = Reductions.Reduce(step, "ReduceMean", graph.Add("Mul", [centred, centred]), axes, true);
        var result = graph.Add("Div", [centred, graph.Add("Sqrt", [graph.Add("Add", [variance, graph.Number(step.Number(4, 1e-5), type)])])]);
        result = step.Has(2) ? graph.Add("Mul", [result, step.Value(2)]) : result;
        step.Set(step.Has(3) ? graph.Add("Add", [result, step.Value(3)]) : result);
    }

    private static string Filled(Translation step, double value)
    {
        using var scope = torch.NewDisposeScope();
        var name = step.Graph.Fresh("constant");
        step.Graph.Constant(name, torch.full(step.Integers(1), value, dtype: step.Type));
        return name;
    }

    // group_norm(input, groups, weight, bias, eps): an instance normalisation of N×groups×rest.
    private static void GroupNorm(Translation step)
    {
        var (graph, type, groups) = (step.Graph, step.Type, step.Integer(1));
        var flat = graph.Add("Reshape", [step.Value(0), graph.Integers(0, groups, -1)]);
        using var scope = torch.NewDisposeScope();
        var (ones, zeros) = (graph.Fresh("constant"), graph.Fresh("constant"));
        graph.Constant(ones, torch.ones([groups], dtype: type));
        graph.Constant(zeros, torch.zeros([groups], dtype: type));
        var normal = graph.Add("InstanceNormalization", [flat, ones, zeros], ("epsilon", step.Number(4, 1e-5)));
        var result = graph.Add("Reshape", [normal, graph.Add("Shape", [step.Value(0)])]);
        var shape = graph.Integers([-1, .. Enumerable.Repeat(1L, step.Rank(0) - 2)]);
        result = step.Has(2) ? graph.Add("Mul", [result, graph.Add("Reshape", [step.Value(2), shape])]) : result;
        step.Set(step.Has(3) ? graph.Add("Add", [result, graph.Add("Reshape", [step.Value(3), shape])]) : result);
    }

    // norm(input, p, axes, keepdim [, dtype]), or norm(input, p [, dtype]) of all numbers.
    private static void Norm(Translation step)
    {
        var type = step.Has(1) ? step.Number(1) switch
        {
            2 => "ReduceL2",
            1 => "ReduceL1",
            var p => throw new UserErrorException($"{step.Place} of power {p} has no form in ONNX that this program knows"),
        } : "ReduceL2";
        var named = step.Count > 3;
        step.Set(Reductions.Reduce(step, type, step.Cast(0, step.Result.DType ?? step.Type), named && step.Has(2) && step.Integers(2) is { Length: > 0 } axes ? axes : null, named && step.Truth(3)));
    }
}
