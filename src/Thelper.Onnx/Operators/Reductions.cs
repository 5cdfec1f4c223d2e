using Thelper.Torch;

namespace Thelper.Onnx.Operators;

/// <summary>Sums, means, extremes, orders.</summary>
internal static class Reductions
{
    public static void Register(Dictionary<string, Action<Translation>> table)
    {
        table["aten::mean"] = step => step.Set(Pooled(step) ?? Axes(step, "ReduceMean"));
        table["aten::sum"] = step => step.Set(Axes(step, "ReduceSum"));
        table["aten::amax"] = step => step.Set(Axes(step, "ReduceMax"));
        table["aten::amin"] = step => step.Set(Axes(step, "ReduceMin"));
        table["aten::logsumexp"] = step => step.Set(Axes(step, "ReduceLogSumExp"));
        table["aten::max"] = step => Extreme(step, "ReduceMax", "ArgMax", "Max");
        table["aten::min"] = step => Extreme(step, "ReduceMin", "ArgMin", "Min");
        table["aten::argmax"] = step => step.Set(Arg(step, "ArgMax", 1, 2));
        table["aten::argmin"] = step => step.Set(Arg(step, "ArgMin", 1, 2));
        table["aten::var"] = step => step.Set(Variance(step));
        table["aten::std"] = step => step.Set(step.Graph.Add("Sqrt", [Variance(step)]));
        table["aten::cumsum"] = step => step.Set(step.Graph.Add("CumSum", [step.Cast(0, step.Result.DType ?? step.Type), step.Graph.Integer(step.Axis(0, 1))]));
        table["aten::topk"] = step => TopK(step, step.IntegerList([step.Raw(1)]), 2, step.Truth(3, true), step.Truth(4, true));
        table["aten::sort"] = step =>
        {
            var (axis, descending) = step.Raw(1) is bool && step.Count > 3 ? (2, 3) : (1, 2);
            var size = step.Graph.Add("Gather", [step.Graph.Add("Shape", [step.Value(0)]), step.Graph.Integers(step.Axis(0, axis, -1))]);
            TopK(step, size, axis, step.Truth(descending), true);
        };
    }

    /// <summary>A reduction; from opset 18 on (13 for sums) the axes are an input.</summary>
    public static string Reduce(Translation step, string type, string value, long[]? axes, bool keep)
    {
        var asInput = step.Graph.Opset >= 18 || type == "ReduceSum";
        return asInput
            ? step.Graph.Add(type, axes is null ? [value] : [value, step.Graph.Integers(axes)], ("keepdims", keep ? 1 : 0))
            : step.Graph.Add(type, [value], ("axes", axes), ("keepdims", keep ? 1 : 0));
    }

    // name(input, axes, keepdim, dtype), or name(input, dtype) for all axes.
    private static string Axes(Translation step, string type)
    {
        var value = step.Cast(0, step.Result.DType ?? step.Type);
        var named = step.Count > 2;
        return Reduce(step, type, value, named && step.Has(1) && step.Integers(1) is { Length: > 0 } axes ? axes : null, named && step.Truth(2));
    }

    // The mean of each map is a pooling, which every engine computes well: OpenCV 4.6 gives NaN for its ReduceMean.
    private static string? Pooled(Translation step)
    {
        if (step.Count < 3 || !step.Has(1) || step.Type != torch.ScalarType.Float32 || step.Result.DType is not (null or torch.ScalarType.Float32) || step.Rank(0) < 3
            || !step.Integers(1).Select(axis => axis < 0 ? axis + step.Rank(0) : axis).Order().SequenceEqual(Enumerable.Range(2, step.Rank(0) - 2).Select(axis => (long)axis)))
        {
            return null;
        }

        var means = step.Graph.Add("GlobalAveragePool", [step.Value(0)]);
        return step.Truth(2) ? means : step.Graph.Add("Flatten", [means], ("axis", 1));
    }

    private static void Extreme(Translation step, string reduce, string arg, string pair)
    {
        if (step.Count == 1)
        {
            step.Set(Reduce(step, reduce, step.Value(0), null, false));
        }
        else if (step.IsTensor(1))
        {
            step.Set(Arithmetic.Pair(step, pair));
        }
        else
        {
            step.Set(Reduce(step, reduce, step.Value(0), [step.Axis(0, 1)], step.Truth(2)), 0);
            step.Set(Arg(step, arg, 1, 2), 1);
        }
    }

    private static string Arg(Translation step, string type, int axis, int keep)
    {
        if (step.Has(axis))
        {
            return step.Graph.Add(type, [step.Value(0)], ("axis", step.Axis(0, axis)), ("keepdims", step.Truth(keep) ? 1 : 0));
        }

        var flat = step.Graph.Add("Reshape", [step.Value(0), step.Graph.Integers(-1)]);
        var place = step.Graph.Add(type, [flat], ("axis", 0), ("keepdims", 0));
        return step.Truth(keep) ? step.Graph.Add("Reshape", [place, step.Graph.Integers([.. Enumerable.Repeat(1L, step.Rank(0))])]) : place;
    }

    // var(input, axes, unbiased, keepdim) or var(input, unbiased); var(input, axes, correction, keepdim).
    private static string Variance(Translation step)
    {
        var (graph, value, type) = (step.Graph, step.Value(0), step.Type);
        var named = step.Count > 2;
        var axes = named && step.Has(1) && step.Integers(1) is { Length: > 0 } some ? some : [.. Enumerable.Range(0, step.Rank(0)).Select(k => (long)k)];
        var correction = named ? step.Has(2) ? step.Number(2) : 1 : step.Truth(1, true) ? 1 : 0;
        var centred = graph.Add("Sub", [value, Reduce(step, "ReduceMean", value, axes, true)]);
        var sum = Reduce(step, "ReduceSum", graph.Add("Mul", [centred, centred]), axes, named && step.Truth(3));
        var sizes = graph.Add("Gather", [graph.Add("Shape", [value]), graph.Integers([.. axes.Select(axis => axis < 0 ? axis + step.Rank(0) : axis)])]);
        var elements = graph.Add("Cast", [graph.Add("ReduceProd", [sizes], ("keepdims", 0))], ("to", ElementTypes.Of(type)));
        return graph.Add("Div", [sum, correction == 0 ? elements : graph.Add("Sub", [elements, graph.Number(correction, type)])]);
    }

    private static void TopK(Translation step, string count, int axis, bool largest, bool sorted)
    {
        var isShort = Arithmetic.IsShort(step.Type);
        var value = isShort ? Arithmetic.As(step, step.Value(0), torch.ScalarType.Int32) : step.Value(0);
        var found = step.Graph.AddMany("TopK", 2, [value, count], ("axis", step.Axis(0, axis, -1)), ("largest", largest ? 1 : 0), ("sorted", sorted ? 1 : 0));
        step.Set(isShort ? Arithmetic.As(step, found[0], step.Type) : found[0], 0);
        step.Set(found[1], 1);
    }
}
