using System.Globalization;
using System.Numerics;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Printing;

/// <summary>Tensors as PyTorch prints them.</summary>
internal static class TensorText
{
    /// <summary>The whole text, such as <c>tensor([1., 2.])</c>.</summary>
    public static string Of(Tensor tensor, PrintOptions options)
    {
        const string prefix = "tensor(";
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var suffixes = new List<string>();
        if (tensor.device_type != DeviceType.CPU)
        {
            suffixes.Add($"device='{tensor.device}'");
        }

        var type = tensor.dtype;
        var default_type = get_default_dtype();
        var usual = type == default_type || type is ScalarType.Int64 or ScalarType.Bool || type == (default_type == ScalarType.Float64 ? ScalarType.ComplexFloat64 : ScalarType.ComplexFloat32);
        var typed = $"dtype=torch.{type.PythonName()}";
        string body;
        if (tensor.layout != Layout.Strided)
        {
            suffixes.Add($"size={Tuple(tensor.shape)}");
            suffixes.Add($"nnz={aten._nnz(tensor)}");
            if (!usual)
            {
                suffixes.Add(typed);
            }

            body = Parts(tensor, prefix.Length, options);
        }
        else if (tensor.is_meta)
        {
            suffixes.Add($"size={Tuple(tensor.shape)}");
            if (type != default_type)
            {
                suffixes.Add(typed);
            }

            body = "...";
        }
        else if (tensor.numel() == 0)
        {
            if (tensor.ndim != 1)
            {
                suffixes.Add($"size={Tuple(tensor.shape)}");
            }

            if (type != default_type)
            {
                suffixes.Add(typed);
            }

            body = "[]";
        }
        else
        {
            if (!usual)
            {
                suffixes.Add(typed);
            }

            body = Elements(tensor, prefix.Length, options);
        }

        if (tensor.layout != Layout.Strided)
        {
            suffixes.Add($"layout=torch.{tensor.layout switch { Layout.Sparse => "sparse_coo", Layout.SparseCsr => "sparse_csr", Layout.SparseCsc => "sparse_csc", Layout.SparseBsr => "sparse_bsr", Layout.SparseBsc => "sparse_bsc", _ => "_mkldnn" }}");
        }

        if (tensor.GradFnName is { } function)
        {
            suffixes.Add($"grad_fn=<{function}>");
        }
        else if (tensor.requires_grad)
        {
            suffixes.Add("requires_grad=True");
        }

        return Joined(prefix + body, suffixes, prefix.Length, tensor.layout == Layout.Sparse, options);
    }

    // Suffixes go on the last line while they fit.
    private static string Joined(string text, List<string> suffixes, int indent, bool newLine, PrintOptions options)
    {
        var width = text.Length - text.LastIndexOf('\n') + 1;
        foreach (var suffix in suffixes)
        {
            if (newLine || width + suffix.Length + 2 > options.LineWidth)
            {
                text += ",\n" + new string(' ', indent) + suffix;
                width = indent + suffix.Length;
                newLine = false;
            }
            else
            {
                text += ", " + suffix;
                width += suffix.Length + 2;
            }
        }

        return text + ")";
    }

    private static string Tuple(long[] sizes) => sizes.Length == 1 ? $"({sizes[0]},)" : $"({string.Join(", ", sizes)})";

    private static string Parts(Tensor tensor, int indent, PrintOptions options)
    {
        var parts = tensor.layout switch
        {
            Layout.Sparse => new (string Name, Tensor Part)[] { ("indices", aten._indices(tensor)), ("values", aten._values(tensor)) },
            Layout.SparseCsr or Layout.SparseBsr => [("crow_indices", aten.crow_indices(tensor)), ("col_indices", aten.col_indices(tensor)), ("values", aten.values(tensor))],
            Layout.SparseCsc or Layout.SparseBsc => [("ccol_indices", aten.ccol_indices(tensor)), ("row_indices", aten.row_indices(tensor)), ("values", aten.values(tensor))],
            _ => throw new NotSupportedException($"text of a tensor in the {tensor.layout} layout"),
        };
        return string.Join(",\n" + new string(' ', indent), parts.Select(part =>
        {
            var prefix = part.Name + "=tensor(";
            var empty = part.Part.numel() == 0;
            return $"{prefix}{(empty ? "[]" : Elements(part.Part, indent + prefix.Length, options))}{(empty ? $", size={Tuple(part.Part.shape)}" : string.Empty)})";
        }));
    }

    private static string Elements(Tensor tensor, int indent, PrintOptions options)
    {
        var summarize = tensor.numel() > options.Threshold;
        var shown = tensor.detach();
        shown = summarize ? Edges(shown, options.EdgeItems) : shown;
        shown = aten.resolve_neg(aten.resolve_conj(shown)).cpu();
        var values = Values(shown);
        var (first, second) = values switch
        {
            Complex[] numbers => (new ElementFormat(Array.ConvertAll(numbers, n => n.Real), options), new ElementFormat(Array.ConvertAll(numbers, n => n.Imaginary), options)),
            double[] numbers => (new ElementFormat(numbers, options), null),
            bool[] truths => (new ElementFormat((IEnumerable<bool>)truths, options), null),
            _ => (new ElementFormat((long[])values, options), (ElementFormat?)null),
        };
        return Block(new View(values, tensor.shape, shown.shape, summarize ? options.EdgeItems : int.MaxValue), 0, 0, indent, first, second, options);
    }

    // The elements at the ends of every long dimension.
    private static Tensor Edges(Tensor tensor, int items)
    {
        for (var dimension = 0; dimension < tensor.ndim; dimension++)
        {
            var size = tensor.shape[dimension];
            if (size > 2 * items)
            {
                tensor = aten.cat([aten.narrow(tensor, dimension, 0, items), aten.narrow(tensor, dimension, size - items, items)], dimension);
            }
        }

        return tensor;
    }

    private static Array Values(Tensor tensor) => tensor.dtype switch
    {
        ScalarType.Bool => tensor.data<bool>().ToArray(),
        ScalarType.ComplexFloat16 or ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64 => tensor.to(ScalarType.ComplexFloat64).data<Complex>().ToArray(),
        var type when type.IsFloatingPoint() => tensor.to(ScalarType.Float64).data<double>().ToArray(),
        _ => tensor.to(ScalarType.Int64).data<long>().ToArray(),
    };

    private static string Block(View view, int dimension, int offset, int indent, ElementFormat first, ElementFormat? second, PrintOptions options)
    {
        if (dimension == view.Shown.Length)
        {
            return Element(view.Values, offset, first, second);
        }

        var count = (int)view.Shown[dimension];
        var cut = view.Full[dimension] > 2L * view.EdgeItems ? view.EdgeItems : -1;
        if (dimension == view.Shown.Length - 1)
        {
            var texts = Enumerable.Range(0, count).Select(k => Element(view.Values, offset + k, first, second)).ToList();
            if (cut >= 0)
            {
                texts.Insert(cut, " ...");
            }

            var perLine = Math.Max(1, (options.LineWidth - indent) / (first.Width + 2 + (second is null ? 0 : second.Width + 1)));
            return "[" + string.Join(",\n" + new string(' ', indent + 1), texts.Chunk(perLine).Select(line => string.Join(", ", line))) + "]";
        }

        var step = 1;
        foreach (var size in view.Shown.AsSpan(dimension + 1))
        {
            step *= (int)size;
        }

        var slices = Enumerable.Range(0, count).Select(k => Block(view, dimension + 1, offset + (k * step), indent + 1, first, second, options)).ToList();
        if (cut >= 0)
        {
            slices.Insert(cut, "...");
        }

        return "[" + string.Join("," + new string('\n', view.Shown.Length - dimension - 1) + new string(' ', indent + 1), slices) + "]";
    }

    private static string Element(Array values, int place, ElementFormat first, ElementFormat? second)
    {
        if (second is null)
        {
            return first.Text(values.GetValue(place)!);
        }

        var number = ((Complex[])values)[place];
        var imaginary = second.Text(number.Imaginary).TrimStart() + "j";
        return first.Text(number.Real) + (imaginary[0] is '+' or '-' ? string.Empty : "+") + imaginary;
    }

    /// <summary>The elements to show, with the sizes before and after leaving out the middle.</summary>
    private sealed record View(Array Values, long[] Full, long[] Shown, int EdgeItems);
}
