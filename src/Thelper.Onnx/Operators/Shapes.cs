using Thelper.Torch;

namespace Thelper.Onnx.Operators;

/// <summary>Sizes, and tensors in other shapes; joining and taking apart; new tensors.</summary>
internal static class Shapes
{
    public static void Register(Dictionary<string, Action<Translation>> table)
    {
        table["aten::size"] = Size;
        table["aten::view"] = table["aten::reshape"] = table["aten::_unsafe_view"] = step => step.Set(step.Raw(1) is long
            ? throw new UserErrorException($"{step.Place} as bits of another type has no form in ONNX")
            : step.Graph.Add("Reshape", [step.Value(0), step.IntegerList(1)]));
        table["aten::view_as"] = table["aten::reshape_as"] = step => step.Set(step.Graph.Add("Reshape", [step.Value(0), step.Graph.Add("Shape", [step.Value(1)])]));
        table["aten::flatten"] = Flatten;
        table["aten::unflatten"] = Unflatten;
        table["aten::permute"] = step => step.Set(step.Graph.Add("Transpose", [step.Value(0)], ("perm", step.Integers(1).Select(axis => axis < 0 ? axis + step.Rank(0) : axis).ToArray())));
        table["aten::transpose"] = step => step.Set(Swap(step, step.Axis(0, 1), step.Axis(0, 2)));
        table["aten::t"] = step => step.Set(step.Rank(0) < 2 ? step.Raw(0) : Swap(step, 0, 1));

        // All axes in reverse, as ONNX does it without a list.
        table["aten::numpy_T"] = step => step.Set(step.Rank(0) < 2 ? step.Raw(0) : step.Graph.Add("Transpose", [step.Value(0)]));
        table["aten::mT"] = step => step.Set(Swap(step, step.Rank(0) - 2, step.Rank(0) - 1));
        table["aten::squeeze"] = Squeeze;
        table["aten::unsqueeze"] = step =>
        {
            var axis = step.Integer(1);
            step.Set(step.Graph.Add("Unsqueeze", [step.Value(0), step.Graph.Integers(axis < 0 ? axis + step.Rank(0) + 1 : axis)]));
        };
        table["aten::expand"] = Expand;
        table["aten::expand_as"] = step => step.Set(step.Graph.Add("Expand", [step.Value(0), step.Graph.Add("Shape", [step.Value(1)])]));
        table["aten::repeat"] = step =>
        {
            var missing = step.Items(1).Count - step.Rank(0);
            var value = missing == 0 ? step.Value(0) : step.Graph.Add("Unsqueeze", [step.Value(0), step.Graph.Integers([.. Enumerable.Range(0, missing).Select(k => (long)k)])]);
            step.Set(step.Graph.Add("Tile", [value, step.IntegerList(1)]));
        };
        table["aten::cat"] = Cat;
        table["aten::stack"] = step => step.Set(step.Graph.Add("Concat", step.Items(0).Select(item => step.Graph.Add("Unsqueeze", [step.ValueOf(item, step.Result.DType ?? torch.ScalarType.Float32), step.Graph.Integers(StackAxis(step))])),
            ("axis", StackAxis(step))));
        table["aten::chunk"] = Chunk;
        table["aten::split"] = table["aten::split_with_sizes"] = Split;
        table["aten::unbind"] = Unbind;
        table["aten::flip"] = Flip;
        table["aten::roll"] = Roll;
        foreach (var (name, value) in ((string, double)[])[("zeros", 0), ("ones", 1), ("new_zeros", 0), ("new_ones", 1)])
        {
            var sizes = name.StartsWith("new_", StringComparison.Ordinal) ? 1 : 0;
            table["aten::" + name] = step => step.Set(Filled(step, sizes, step.Graph.Number(value, ResultType(step))));
        }

        table["aten::scalar_tensor"] = step => step.Set(step.Raw(0) is long or double or bool ? step.Value(0, ResultType(step)) : step.Raw(0));
        table["aten::full"] = step => step.Set(Filled(step, 0, step.Value(1, ResultType(step))));
        table["aten::new_full"] = step => step.Set(Filled(step, 1, step.Value(2, ResultType(step))));
        table["aten::zeros_like"] = step => step.Set(Like(step, step.Graph.Number(0, ResultType(step))));
        table["aten::ones_like"] = step => step.Set(Like(step, step.Graph.Number(1, ResultType(step))));
        table["aten::full_like"] = step => step.Set(Like(step, step.Raw(1) is long ? step.Value(1, ResultType(step)) : step.Graph.Number(step.Number(1), ResultType(step))));
        table["aten::arange"] = Arange;
        table["aten::meshgrid"] = Meshgrid;
        Arithmetic.Both(table, "tril", step => Triangle(step, 0));
        Arithmetic.Both(table, "triu", step => Triangle(step, 1));
    }

    private static torch.ScalarType ResultType(Translation step) => step.Result.DType ?? torch.ScalarType.Float32;

    private static void Size(Translation step)
    {
        var shape = step.Graph.Add("Shape", [step.Value(0)]);
        if (step.Count > 1)
        {
            step.Set(step.Graph.Add("Gather", [shape, step.Graph.Integer(step.Axis(0, 1))]));
            return;
        }

        var type = new ScriptValue(0, "", null, null, "int");
        step.Set(Enumerable.Range(0, step.Rank(0)).Select(k => (object?)new Translation.Named(step.Graph.Add("Gather", [shape, step.Graph.Integer(k)]), type)).ToList());
    }

    private static void Flatten(Translation step)
    {
        var rank = step.Rank(0);
        var (from, to) = (step.Axis(0, 1), step.Axis(0, 2, -1));
        if (from == to)
        {
            step.Set(step.Raw(0));
        }
        else if (from == 1 && to == rank - 1)
        {
            step.Set(step.Graph.Add("Flatten", [step.Value(0)], ("axis", 1)));
        }
        else
        {
            // What is before keeps its size (0), what is after is taken from the shape.
            string[] parts = to == rank - 1
                ? [step.Graph.Integers([.. Enumerable.Repeat(0L, (int)from), -1])]
                : [step.Graph.Integers([.. Enumerable.Repeat(0L, (int)from), -1]), step.Graph.Add("Slice", [step.Graph.Add("Shape", [step.Value(0)]), step.Graph.Integers(to + 1), step.Graph.Integers(rank)])];
            step.Set(step.Graph.Add("Reshape", [step.Value(0), parts.Length == 1 ? parts[0] : step.Graph.Add("Concat", parts, ("axis", 0))]));
        }
    }

    private static void Unflatten(Translation step)
    {
        var (axis, rank) = (step.Axis(0, 1), step.Rank(0));
        var shape = step.Graph.Add("Shape", [step.Value(0)]);
        string[] parts =
        [
            .. axis > 0 ? (string[])[step.Graph.Add("Slice", [shape, step.Graph.Integers(0), step.Graph.Integers(axis)])] : [],
            step.IntegerList(2),
            .. axis < rank - 1 ? (string[])[step.Graph.Add("Slice", [shape, step.Graph.Integers(axis + 1), step.Graph.Integers(rank)])] : [],
        ];
        step.Set(step.Graph.Add("Reshape", [step.Value(0), parts.Length == 1 ? parts[0] : step.Graph.Add("Concat", parts, ("axis", 0))]));
    }

    private static string Swap(Translation step, long a, long b)
    {
        var order = Enumerable.Range(0, step.Rank(0)).Select(k => (long)k).ToArray();
        (order[a], order[b]) = (order[b], order[a]);
        return step.Graph.Add("Transpose", [step.Value(0)], ("perm", order));
    }

    // One axis, several or all; one that is not 1 stays.
    private static void Squeeze(Translation step)
    {
        var shape = step.Shape(0);
        long[] axes = step.Count > 1 ? [.. step.Integers(1).Select(axis => axis < 0 ? axis + shape.Count : axis)] : [.. Enumerable.Range(0, shape.Count).Select(k => (long)k)];
        axes = [.. axes.Where(axis => shape[(int)axis] == 1)];
        step.Set(axes.Length == 0 ? step.Raw(0) : step.Graph.Add("Squeeze", [step.Value(0), step.Graph.Integers(axes)]));
    }

    // -1 keeps a size, as 1 does in ONNX.
    private static void Expand(Translation step)
    {
        object?[] sizes = [.. step.Items(1).Select(item => item is long size and < 0 ? 1L : item)];
        step.Set(step.Graph.Add("Expand", [step.Value(0), step.IntegerList(sizes)]));
    }

    private static void Cat(Translation step)
    {
        // libtorch skips an empty list among tensors of more dimensions. Among lists one is as good as any: it was empty for the example alone.
        var isFlat = step.Result.Shape is { Count: 1 };
        var items = step.Items(0).Where(item => isFlat || Translation.ShapeOf(item) is not [0]).ToList();
        var type = ResultType(step);
        string[] parts = [.. items.Select(item => Translation.TypeOf(item) is { } own && own != type ? step.Graph.Add("Cast", [step.ValueOf(item, own)], ("to", ElementTypes.Of(type))) : step.ValueOf(item, type))];
        var axis = step.Integer(1);
        var rank = items.Select(Translation.ShapeOf).FirstOrDefault(shape => shape is not null)?.Count ?? step.Result.Shape?.Count ?? 0;
        step.Set(parts.Length == 1 ? parts[0] : step.Graph.Add("Concat", parts, ("axis", axis < 0 ? axis + rank : axis)));
    }

    private static long StackAxis(Translation step)
    {
        var axis = step.Integer(1);
        return axis < 0 ? axis + (Translation.ShapeOf(step.Items(0)[0])?.Count ?? step.Result.Shape!.Count - 1) + 1 : axis;
    }

    private static void Chunk(Translation step)
    {
        var (axis, count) = (step.Axis(0, 2), step.Integer(1));
        var size = step.Shape(0)[(int)axis];
        var part = (size + count - 1) / count;
        Parts(step, axis, [.. Enumerable.Range(0, (int)((size + part - 1) / part)).Select(k => Math.Min(part, size - (k * part)))]);
    }

    private static void Split(Translation step)
    {
        var axis = step.Axis(0, 2);
        if (step.Raw(1) is long part)
        {
            var size = step.Shape(0)[(int)axis];
            Parts(step, axis, [.. Enumerable.Range(0, (int)((size + part - 1) / part)).Select(k => Math.Min(part, size - (k * part)))]);
        }
        else
        {
            Parts(step, axis, step.Integers(1));
        }
    }

    private static void Parts(Translation step, long axis, long[] sizes)
    {
        string[] parts = sizes.Length == 1
            ? [step.Value(0)]
            : step.Graph.AddMany("Split", sizes.Length, [step.Value(0), step.Graph.Integers(sizes)], ("axis", axis));
        step.Set(List(step, parts, shape => [.. shape.Select((size, k) => k == axis ? -1 : size)]));
    }

    private static void Unbind(Translation step)
    {
        var axis = step.Axis(0, 1);
        var count = step.Shape(0)[(int)axis];
        step.Set(List(step, [.. Enumerable.Range(0, (int)count).Select(k => step.Graph.Add("Gather", [step.Value(0), step.Graph.Integer(k)], ("axis", axis)))], shape => [.. shape.Where((_, k) => k != axis)]));
    }

    private static List<object?> List(Translation step, string[] parts, Func<IReadOnlyList<long>, IReadOnlyList<long>> shape)
    {
        var type = new ScriptValue(0, "", step.Type, shape(step.Shape(0)), null);
        return [.. parts.Select(part => (object?)new Translation.Named(part, type))];
    }

    private static void Flip(Translation step)
    {
        var axes = step.Integers(1).Select(axis => axis < 0 ? axis + step.Rank(0) : axis).ToArray();
        long[] same = [.. axes.Select(_ => -1L)];
        step.Set(step.Graph.Add("Slice", [step.Value(0), step.Graph.Integers(same), step.Graph.Integers([.. axes.Select(_ => long.MinValue)]), step.Graph.Integers(axes), step.Graph.Integers(same)]));
    }

    private static void Roll(Translation step)
    {
        var (shifts, axes, shape) = (step.Integers(1), step.Integers(2), step.Shape(0));
        var value = step.Value(0);
        if (axes.Length == 0)
        {
            // All numbers in a row.
            var row = step.Graph.Add("Reshape", [value, step.Graph.Integers(-1)]);
            step.Set(step.Graph.Add("Reshape", [Rolled(step, row, shifts[0], 0, shape.Aggregate(1L, (a, b) => a * b)), step.Graph.Add("Shape", [value])]));
            return;
        }

        foreach (var (shift, named) in shifts.Zip(axes))
        {
            var axis = named < 0 ? named + shape.Count : named;
            value = Rolled(step, value, shift, axis, shape[(int)axis]);
        }

        step.Set(value);
    }

    private static string Rolled(Translation step, string value, long shift, long axis, long size)
    {
        if (size == 0 || shift % size == 0)
        {
            return value;
        }

        // A slice ends at the tensor: more than once around is the rest of it.
        var cut = step.Graph.Integers(-(shift % size));
        var tail = step.Graph.Add("Slice", [value, cut, step.Graph.Integers(long.MaxValue), step.Graph.Integers(axis)]);
        var head = step.Graph.Add("Slice", [value, step.Graph.Integers(0), cut, step.Graph.Integers(axis)]);
        return step.Graph.Add("Concat", [tail, head], ("axis", axis));
    }

    private static string Filled(Translation step, int sizes, string value) => step.Graph.Add("Expand", [value, step.IntegerList(sizes)]);

    private static string Like(Translation step, string value) => step.Graph.Add("Expand", [value, step.Graph.Add("Shape", [step.Value(0)])]);

    // arange(end, ...), arange(start, end, ...), arange(start, end, step, ...): four more arguments are dtype, layout, device, pin_memory.
    private static void Arange(Translation step)
    {
        var type = ResultType(step);
        var given = step.Count - 4;
        string[] inputs =
        [
            given > 1 ? As(step, 0, type) : step.Graph.Number(0, type),
            As(step, given > 1 ? 1 : 0, type),
            given > 2 ? As(step, 2, type) : step.Graph.Number(1, type),
        ];
        step.Set(step.Graph.Add("Range", inputs));
    }

    private static string As(Translation step, int k, torch.ScalarType type) => step.Cast(k, type);

    private static void Meshgrid(Translation step)
    {
        if (step.Text(1, "ij") != "ij")
        {
            throw new UserErrorException($"{step.Place} with indexing '{step.Text(1)}' has no form in ONNX that this program knows; use 'ij'");
        }

        var items = step.Items(0);
        var type = Translation.TypeOf(items[0]) ?? torch.ScalarType.Float32;
        string[] names = [.. items.Select(item => step.ValueOf(item, type))];
        var shape = names.Length == 1 ? step.Graph.Add("Shape", [names[0]]) : step.Graph.Add("Concat", names.Select(name => step.Graph.Add("Shape", [name])), ("axis", 0));
        var value = new ScriptValue(0, "", type, [.. names.Select(_ => -1L)], null);
        step.Set(names.Select((name, k) =>
        {
            var column = step.Graph.Add("Reshape", [name, step.Graph.Integers([-1, .. Enumerable.Repeat(1L, names.Length - 1 - k)])]);
            return (object?)new Translation.Named(step.Graph.Add("Expand", [column, shape]), value);
        }).ToList());
    }

    private static string Triangle(Translation step, int upper)
    {
        if (step.Graph.Opset < 14)
        {
            throw new UserErrorException($"{step.Place} needs opset 14 or newer");
        }

        return step.Graph.Add("Trilu", [step.Value(0), step.Graph.Integer(step.Integer(1))], ("upper", upper));
    }
}
