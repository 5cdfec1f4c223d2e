using Thelper.Torch;

namespace Thelper.Onnx.Operators;

/// <summary>Convolution, linear layers, pooling, padding, attention.</summary>
internal static class Layers
{
    public static void Register(Dictionary<string, Action<Translation>> table)
    {
        // aten::_convolution(input, weight, bias, stride, padding, dilation, transposed, output_padding, groups, ...)
        table["aten::_convolution"] = step => Convolve(step, step.Truth(6), step.Integers(4), step.Integers(5), step.Integers(7), step.Integer(8, 1));

        // What a trace holds for padding by a name.
        table["aten::_convolution_mode"] = step => ConvolveSame(step, step.Text(4));
        table["aten::linear"] = step => step.Set(Linear(step, step.Value(0), 1, 2));
        table["aten::addmm"] = step =>
        {
            step.Set(step.Graph.Add("Gemm", [step.Value(1), step.Value(2), step.Value(0)], ("alpha", step.Number(4, 1)), ("beta", step.Number(3, 1))));
        };
        table["aten::baddbmm"] = step => step.Set(step.Graph.Add("Add",
            [
                step.Graph.Add("Mul", [step.Value(0), step.Graph.Number(step.Number(3, 1), step.Type)]),
                step.Graph.Add("Mul", [step.Graph.Add("MatMul", [step.Value(1), step.Value(2)]), step.Graph.Number(step.Number(4, 1), step.Type)]),
            ]));
        table["aten::embedding"] = step => step.Set(step.Graph.Add("Gather", [step.Value(0), step.Value(1)]));
        table["aten::max_pool1d"] = table["aten::max_pool2d"] = table["aten::max_pool3d"] = step => step.Set(MaxPool(step, 1)[0]);
        table["aten::max_pool2d_with_indices"] = step => step.Set(MaxPool(step, 1)[0]);
        table["aten::avg_pool1d"] = table["aten::avg_pool2d"] = table["aten::avg_pool3d"] = AveragePool;
        table["aten::adaptive_avg_pool1d"] = table["aten::adaptive_avg_pool2d"] = table["aten::adaptive_avg_pool3d"] = step => Adaptive(step, "AveragePool", "GlobalAveragePool");
        table["aten::adaptive_max_pool1d"] = table["aten::adaptive_max_pool2d"] = table["aten::adaptive_max_pool3d"] = step => Adaptive(step, "MaxPool", "GlobalMaxPool");
        table["aten::constant_pad_nd"] = step => Pad(step, "constant", step.Graph.Number(step.Number(2), step.Type));
        foreach (var dimensions in (ReadOnlySpan<string>)["1d", "2d", "3d"])
        {
            table["aten::reflection_pad" + dimensions] = step => Pad(step, "reflect", "");
            table["aten::replication_pad" + dimensions] = step => Pad(step, "edge", "");
        }

        table["aten::pad"] = step => Pad(step, step.Text(2, "constant") switch { "reflect" => "reflect", "replicate" => "edge", "constant" => "constant", var mode => throw new UserErrorException($"{step.Place} of mode '{mode}' has no form in ONNX") },
            step.Text(2, "constant") == "constant" ? step.Graph.Number(step.Number(3), step.Type) : "");
        table["aten::pixel_shuffle"] = step => step.Set(step.Graph.Add("DepthToSpace", [step.Value(0)], ("blocksize", step.Integer(1)), ("mode", "CRD")));
        table["aten::pixel_unshuffle"] = PixelUnshuffle;
    }

    /// <summary>A linear layer on any number of dimensions.</summary>
    public static string Linear(Translation step, string input, int weight, int bias)
    {
        if (step.Rank(0) == 2)
        {
            return step.Graph.Add("Gemm", [input, step.Value(weight), step.Has(bias) ? step.Value(bias) : ""], ("transB", 1));
        }

        var product = step.Graph.Add("MatMul", [input, step.Graph.Add("Transpose", [step.Value(weight)], ("perm", (long[])[1, 0]))]);
        return step.Has(bias) ? step.Graph.Add("Add", [product, step.Value(bias)]) : product;
    }

    private static void Convolve(Translation step, bool transposed, long[] padding, long[] dilation, long[] outputPadding, long groups)
    {
        var spatial = step.Rank(1) - 2;
        var kernel = step.Shape(1).Skip(2).ToArray();
        string[] inputs = [step.Value(0), step.Value(1), step.Has(2) ? step.Value(2) : ""];
        var pads = Twice(Spread(padding, spatial));
        var result = transposed
            ? step.Graph.Add("ConvTranspose", inputs, ("kernel_shape", kernel), ("strides", Spread(step.Integers(3), spatial)), ("pads", pads), ("dilations", Spread(dilation, spatial)),
                ("output_padding", Spread(outputPadding, spatial)), ("group", groups))
            : step.Graph.Add("Conv", inputs, ("kernel_shape", kernel), ("strides", Spread(step.Integers(3), spatial)), ("pads", pads), ("dilations", Spread(dilation, spatial)), ("group", groups));
        step.Set(result);
    }

    // "same" puts the odd pixel behind, as ONNX's SAME_UPPER.
    private static void ConvolveSame(Translation step, string mode)
    {
        var kernel = step.Shape(1).Skip(2).ToArray();
        var dilation = Spread(step.Integers(5), kernel.Length);
        var total = kernel.Zip(dilation, (k, d) => mode == "same" ? d * (k - 1) : 0).ToArray();
        long[] pads = [.. total.Select(t => t / 2), .. total.Select(t => t - (t / 2))];
        step.Set(step.Graph.Add("Conv", [step.Value(0), step.Value(1), step.Has(2) ? step.Value(2) : ""],
            ("kernel_shape", kernel), ("strides", Spread(step.Integers(3), kernel.Length)), ("pads", pads), ("dilations", dilation), ("group", step.Integer(6, 1))));
    }

    private static string[] MaxPool(Translation step, int results)
    {
        var kernel = step.Integers(1);
        var spatial = step.Rank(0) - 2;
        kernel = Spread(kernel, spatial);
        return step.Graph.AddMany("MaxPool", results, [step.Value(0)], ("kernel_shape", kernel), ("strides", step.Items(2).Count == 0 ? kernel : Spread(step.Integers(2), spatial)),
            ("pads", Twice(Spread(step.Integers(3), spatial))), ("dilations", Spread(step.Integers(4), spatial)), ("ceil_mode", step.Truth(5) ? 1 : 0));
    }

    // avg_pool(input, kernel, stride, padding, ceil_mode, count_include_pad, divisor_override)
    private static void AveragePool(Translation step)
    {
        var spatial = step.Rank(0) - 2;
        var kernel = Spread(step.Integers(1), spatial);
        if (step.Has(6))
        {
            throw new UserErrorException($"{step.Place} with a divisor of its own has no form in ONNX");
        }

        // Without padding there is none to count: the part of the last window that hangs over never counts.
        var padding = Spread(step.Integers(3), spatial);
        var counted = step.Truth(5, true) && padding.Any(size => size != 0);
        if (step.Truth(4) && counted)
        {
            throw new UserErrorException($"{step.Place} with 'ceil_mode' that counts the padding differs between engines; use count_include_pad=False");
        }

        step.Set(step.Graph.Add("AveragePool", [step.Value(0)], ("kernel_shape", kernel), ("strides", step.Items(2).Count == 0 ? kernel : Spread(step.Integers(2), spatial)),
            ("pads", Twice(padding)), ("ceil_mode", step.Truth(4) ? 1 : 0), ("count_include_pad", counted ? 1 : 0)));
    }

    private static void Adaptive(Translation step, string pool, string global)
    {
        var sizes = step.Integers(1);
        if (sizes.All(size => size == 1))
        {
            step.Set(step.Graph.Add(global, [step.Value(0)]));
            return;
        }

        var spatial = step.Rank(0) - 2;
        sizes = Spread(sizes, spatial);
        var shape = step.Shape(0).Skip(2).ToArray();
        if (shape.Zip(sizes).Any(pair => pair.First % pair.Second != 0))
        {
            AdaptiveParts(step, pool == "MaxPool" ? "ReduceMax" : "ReduceMean", sizes, shape);
            return;
        }

        var kernel = shape.Zip(sizes, (size, wanted) => size / wanted).ToArray();
        step.Set(kernel.All(size => size == 1) ? step.Value(0) : step.Graph.Add(pool, [step.Value(0)], ("kernel_shape", kernel), ("strides", kernel)));
    }

    // Windows of unequal sizes: each is a mean (or maximum) of a part; only along fixed sizes.
    private static void AdaptiveParts(Translation step, string type, long[] sizes, long[] shape)
    {
        var current = step.Value(0);
        for (var d = 0; d < sizes.Length; d++)
        {
            var parts = new List<string>();
            for (var k = 0L; k < sizes[d]; k++)
            {
                var (from, to) = (k * shape[d] / sizes[d], ((k + 1) * shape[d] + sizes[d] - 1) / sizes[d]);
                var part = step.Graph.Add("Slice", [current, step.Graph.Integers(from), step.Graph.Integers(to), step.Graph.Integers(d + 2)]);
                parts.Add(Reductions.Reduce(step, type, part, [d + 2], true));
            }

            current = step.Graph.Add("Concat", parts, ("axis", d + 2));
        }

        step.Set(current);
    }

    private static void Pad(Translation step, string mode, string value)
    {
        var rank = step.Rank(0);
        var items = step.Items(1);
        // libtorch: pairs from the last axis; ONNX: all beginnings, then all ends.
        var (begins, ends) = (new object?[rank], new object?[rank]);
        Array.Fill(begins, 0L);
        Array.Fill(ends, 0L);
        for (var k = 0; k < items.Count / 2; k++)
        {
            begins[rank - 1 - k] = items[2 * k];
            ends[rank - 1 - k] = items[(2 * k) + 1];
        }

        object?[] pads = [.. begins, .. ends];
        step.Set(step.Graph.Add("Pad", [step.Value(0), step.IntegerList(pads), value], ("mode", mode)));
    }

    // ONNX's SpaceToDepth orders channels the other way round.
    private static void PixelUnshuffle(Translation step)
    {
        var factor = step.Integer(1);
        var shape = step.Shape(0);
        var (graph, channels) = (step.Graph, shape[1]);
        var spread = graph.Add("SpaceToDepth", [step.Value(0)], ("blocksize", factor));
        long[] order = [.. Enumerable.Range(0, (int)(channels * factor * factor)).Select(k => (k % (factor * factor) * channels) + (k / (factor * factor)))];
        step.Set(graph.Add("Gather", [spread, graph.Integers(order)], ("axis", 1)));
    }

    private static long[] Spread(long[] values, int count) => values.Length switch
    {
        0 => new long[count],
        1 => [.. Enumerable.Repeat(values[0], count)],
        _ => values,
    };

    private static long[] Twice(long[] padding) => [.. padding, .. padding];
}
