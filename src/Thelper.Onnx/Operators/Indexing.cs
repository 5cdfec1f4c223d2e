using Thelper.Torch;

namespace Thelper.Onnx.Operators;

/// <summary>Parts of tensors by place.</summary>
internal static class Indexing
{
    public static void Register(Dictionary<string, Action<Translation>> table)
    {
        table["aten::select"] = step => step.Set(step.Graph.Add("Gather", [step.Value(0), step.Value(2, torch.ScalarType.Int64)], ("axis", step.Axis(0, 1))));
        table["aten::slice"] = Slice;
        table["aten::narrow"] = Narrow;
        table["aten::index_select"] = step => step.Set(step.Graph.Add("Gather", [step.Value(0), step.Value(2)], ("axis", step.Axis(0, 1))));
        table["aten::gather"] = step => step.Set(step.Graph.Add("GatherElements", [step.Value(0), step.Value(2)], ("axis", step.Axis(0, 1))));
        table["aten::scatter"] = Scatter;
        table["aten::index"] = Index;
        table["aten::nonzero"] = step => step.Set(step.Graph.Add("Transpose", [step.Graph.Add("NonZero", [step.Cast(0, torch.ScalarType.Bool)])], ("perm", (long[])[1, 0])));
        table["aten::nonzero_numpy"] = step => step.Set(Places(step));
        table["aten::one_hot"] = step => step.Set(step.Integer(1, -1) < 0
            ? throw new UserErrorException($"{step.Place} that does not say how many classes there are takes it from its values, and ONNX wants it fixed; give it 'num_classes'")
            : step.Graph.Add("OneHot", [step.Value(0), step.Graph.Integer(step.Integer(1)), step.Graph.Integers(0, 1)], ("axis", -1)));
    }

    /// <summary>Where values are not zero: a list with a column of indices for each axis.</summary>
    public static List<object?> Places(Translation step)
    {
        var found = step.Graph.Add("NonZero", [step.Cast(0, torch.ScalarType.Bool)]);
        var type = new ScriptValue(0, "", torch.ScalarType.Int64, [-1], null);
        return [.. Enumerable.Range(0, step.Rank(0)).Select(axis => (object?)new Translation.Named(step.Graph.Add("Gather", [found, step.Graph.Integer(axis)], ("axis", 0)), type))];
    }

    // slice(input, axis, start, end, step)
    private static void Slice(Translation step)
    {
        if (step.Raw(2) is null or 0L && step.Raw(3) is null or long.MaxValue && step.Integer(4, 1) == 1)
        {
            step.Set(step.Raw(0));
            return;
        }

        object? start = step.Raw(2) ?? 0L;
        object? end = step.Raw(3) ?? long.MaxValue;
        step.Set(step.Graph.Add("Slice", [step.Value(0), step.IntegerList([start]), step.IntegerList([end]), step.Graph.Integers(step.Axis(0, 1)), step.Graph.Integers(step.Integer(4, 1))]));
    }

    private static void Narrow(Translation step)
    {
        var start = step.IntegerList([step.Raw(2)]);
        // From behind, the end of the axis is not 0.
        var end = step.Raw(2) is long from && step.Raw(3) is long length ? step.Graph.Integers(from < 0 && from + length == 0 ? long.MaxValue : from + length) : step.Graph.Add("Add", [start, step.IntegerList([step.Raw(3)])]);
        step.Set(step.Graph.Add("Slice", [step.Value(0), start, end, step.Graph.Integers(step.Axis(0, 1))]));
    }

    // scatter(input, axis, index, source or number [, reduction])
    private static void Scatter(Translation step)
    {
        var reduction = step.Text(4) switch { "" => null, "add" => "add", "multiply" => "mul", var other => throw new UserErrorException($"{step.Place} that reduces by '{other}' has no form in ONNX") };
        if (reduction is not null && step.Graph.Opset < 16)
        {
            throw new UserErrorException($"{step.Place} that reduces needs opset 16 or newer");
        }

        step.Set(step.Graph.Add("ScatterElements", [step.Value(0), step.Value(2), Source(step)], ("axis", step.Axis(0, 1)), ("reduction", reduction)));
    }

    private static string Source(Translation step) => step.IsTensor(3)
        ? step.Value(3)
        : step.Graph.Add("Expand", [step.Value(3, step.Type), step.Graph.Add("Shape", [step.Value(2)])]);

    // index(input, [indices or null]): one index by Gather, a mask by its places, several by GatherND.
    private static void Index(Translation step)
    {
        var indices = step.Items(1);
        var given = indices.Select((index, axis) => (index, axis)).Where(pair => pair.index is not null).ToList();
        if (given.Count == 1)
        {
            var (index, axis) = given[0];
            var name = step.ValueOf(index, torch.ScalarType.Int64);
            if (Translation.TypeOf(index) is torch.ScalarType.Bool or torch.ScalarType.Byte)
            {
                var mask = Translation.TypeOf(index) == torch.ScalarType.Bool ? name : step.Graph.Add("Cast", [name], ("to", ElementTypes.Of(torch.ScalarType.Bool)));
                if (Translation.ShapeOf(index) is { Count: not 1 and var axes })
                {
                    var places = step.Graph.Add("Transpose", [step.Graph.Add("NonZero", [mask])], ("perm", (long[])[1, 0]));
                    step.Set(Gathered(step, places, [.. Enumerable.Range(axis, axes)], 1));
                    return;
                }

                step.Set(step.Graph.Add("Compress", [step.Value(0), mask], ("axis", axis)));
                return;
            }

            step.Set(step.Graph.Add("Gather", [step.Value(0), name], ("axis", axis)));
            return;
        }

        if (given.Exists(pair => Translation.TypeOf(pair.index) is torch.ScalarType.Bool or torch.ScalarType.Byte))
        {
            throw new UserErrorException($"{step.Place} by several indices of which one is a mask has no form in ONNX that this program knows");
        }

        var ranks = given.Select(pair => Translation.ShapeOf(pair.index)!.Count).ToList();
        var shape = step.Graph.Add("Shape", [given.Select(pair => step.ValueOf(pair.index, torch.ScalarType.Int64)).Aggregate((a, b) => step.Graph.Add("Add", [a, b]))]);
        var columns = given.Select(pair => step.Graph.Add("Unsqueeze",
            [step.Graph.Add("Expand", [step.ValueOf(pair.index, torch.ScalarType.Int64), shape]), step.Graph.Integers(ranks.Max())]));
        step.Set(Gathered(step, step.Graph.Add("Concat", columns, ("axis", ranks.Max())), [.. given.Select(pair => pair.axis)], ranks.Max()));
    }

    // What lies at places along some axes. GatherND wants these axes first; its result's first ones come to where the axes were, or stay first where those are not beside one another.
    private static string Gathered(Translation step, string places, int[] axes, int ranks)
    {
        long[] rest = [.. Enumerable.Range(0, step.Rank(0)).Except(axes).Select(axis => (long)axis)];
        long[] order = [.. axes.Select(axis => (long)axis), .. rest];
        var isFirst = order.Select((axis, k) => axis == k).All(same => same);
        var found = step.Graph.Add("GatherND", [isFirst ? step.Value(0) : step.Graph.Add("Transpose", [step.Value(0)], ("perm", order)), places]);
        if (axes[0] == 0 || axes.Select((axis, k) => axis != axes[0] + k).Any(apart => apart))
        {
            return found;
        }

        long[] back = [.. Enumerable.Range(ranks, axes[0]).Select(k => (long)k), .. Enumerable.Range(0, ranks).Select(k => (long)k), .. Enumerable.Range(ranks + axes[0], rest.Length - axes[0]).Select(k => (long)k)];
        return step.Graph.Add("Transpose", [found], ("perm", back));
    }
}
