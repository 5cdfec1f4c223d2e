using System.Globalization;
using System.Text;

namespace Thelper.OperatorGenerator;

/// <summary>
/// Writes operators under their plain names: as methods of a tensor where the first argument is <c>self</c>, and as functions of <c>torch</c>.
/// Overloads of one name become C# overloads. Names that the hand-written part gives a better shape are left to it.
/// </summary>
internal static class Facade
{
    // Hand-written in src/Thelper.Torch/Tensors.
    private static readonly HashSet<string> TensorByHand =
    [
        "size", "stride", "item", "numpy_T", "matrix_H", "to", "data", "set_data", "retain_grad", "requires_grad_", "is_leaf", "view", "reshape", "permute", "detach_", "contiguous",
        "repeat", "expand", "is_complex", "is_floating_point", "mH", "mT", "dim", "Tensor", "backward", "grad", "numel", "cpu", "cuda", "index_put_", "index",
        "set_", "is_inference", "names", "clone", "hsplit", "vsplit", "dsplit", "any", "all", "type_as", "real", "imag", "H", "T", "rename", "rename_",
        .. Reductions, "stft", "polygamma", "where", "T", "H",
    ];

    private static readonly HashSet<string> TorchByHand =
    [
        "manual_seed", "grad", "set_", "data", "set_data", "backward", "is_leaf", "requires_grad_", "item", "where", "meshgrid", "einsum", "tensor", "from_file", "is_complex", "is_floating_point", "index_put_", "detach_",
        "block_diag", "broadcast_tensors", "cartesian_prod", "cat", "concat", "stack", "hstack", "vstack", "dstack", "column_stack", "row_stack", "cdist", "normal", "result_type", "stft", "retain_grad",
        "size", "stride", "is_inference", "tensordot", "random", "hsplit", "vsplit", "dsplit",
        .. Functional, .. Reductions,
    ];

    // torch.nn.functional has these with the same leading arguments; with both classes in 'using static' a call could mean either.
    private static string[] Functional =>
    [
        "adaptive_avg_pool2d", "adaptive_avg_pool3d", "adaptive_max_pool2d", "adaptive_max_pool3d", "avg_pool2d", "avg_pool3d", "bilinear", "binary_cross_entropy",
        "binary_cross_entropy_with_logits", "celu", "celu_", "channel_shuffle", "conv1d", "conv2d", "conv3d", "conv_tbc", "conv_transpose1d", "conv_transpose2d",
        "conv_transpose3d", "cosine_embedding_loss", "cosine_similarity", "ctc_loss", "elu", "elu_", "embedding", "gelu", "glu", "group_norm", "hardshrink", "hardtanh",
        "hardtanh_", "hinge_embedding_loss", "huber_loss", "kl_div", "l1_loss", "layer_norm", "leaky_relu", "leaky_relu_", "linear", "log_softmax", "margin_ranking_loss",
        "max_pool2d", "max_pool2d_with_indices", "max_pool3d", "max_pool3d_with_indices", "max_unpool2d", "max_unpool3d", "mse_loss", "multi_margin_loss",
        "multilabel_margin_loss", "native_channel_shuffle", "nll_loss", "one_hot", "pad", "pairwise_distance", "pdist", "pixel_shuffle", "pixel_unshuffle", "prelu",
        "relu_", "rrelu", "rrelu_", "selu_", "smooth_l1_loss", "soft_margin_loss", "softmax", "softplus", "softshrink", "triplet_margin_loss",
    ];

    // Several forms each, in TorchSharp's order of arguments.
    private static string[] Reductions =>
    [
        "sum", "mean", "std", "var", "std_mean", "var_mean", "max", "min", "topk", "sort", "norm", "prod", "nanmean", "where",
    ];

    // TorchSharp's or PyTorch's names of results that the schemas leave without.
    private static readonly Dictionary<string, string[]> ResultNames = new(StringComparer.Ordinal)
    {
        ["unique_dim"] = ["output", "inverse_indices", "counts"],
        ["unique_consecutive"] = ["output", "inverse_indices", "counts"],
        ["unique_dim_consecutive"] = ["output", "inverse_indices", "counts"],
        ["slogdet"] = ["res", "logabsdet"],
        ["frexp"] = ["Mantissa", "Exponent"],
    };

    private static string[]? NamesOf(Schema schema, bool instance) =>
        instance && schema.Name is ("cummax" or "cummin") ? ["values", "indexes"] : ResultNames.GetValueOrDefault(schema.Name);

    public static string Write(string header, IReadOnlyList<Schema> schemas, bool instance)
    {
        var text = new StringBuilder(header);
        text.Append(instance ? "public static partial class torch\n{\n    public partial class Tensor\n    {\n" : "public static partial class torch\n{\n");
        foreach (var group in schemas.Where(s => Fits(s, instance)).GroupBy(s => s.Name))
        {
            Group(text, group, group.Key, instance, instance ? "        " : "    ");
        }

        return text.Append(instance ? "    }\n}\n" : "}\n").ToString();
    }

    /// <summary><c>torch.special</c>: the operators whose names start with <c>special_</c>.</summary>
    public static string WriteSpecial(string header, IReadOnlyList<Schema> schemas)
    {
        const string prefix = "special_";
        var text = new StringBuilder(header);
        text.Append("public static partial class torch\n{\n    /// <summary>Special functions, element by element.</summary>\n    public static partial class special\n    {\n");
        foreach (var group in schemas.Where(s => s.Name.StartsWith(prefix, StringComparison.Ordinal)).GroupBy(s => s.Name))
        {
            Group(text, group, group.Key[prefix.Length..], instance: false, "        ");
        }

        return text.Append("    }\n}\n").ToString();
    }

    private static void Group(StringBuilder text, IEnumerable<Schema> group, string name, bool instance, string indent)
    {
        var signatures = new HashSet<string>(StringComparer.Ordinal);
        var required = new HashSet<string>(StringComparer.Ordinal);
        var ordered = group.OrderBy(s => s.Overload.Length > 0).ThenBy(s => s.Arguments.Count).ToList();
        foreach (var schema in ordered)
        {
            var arguments = instance ? schema.Arguments.Skip(1).ToList() : Renamed(schema.Arguments);
            if (signatures.Add(Signature(arguments)))
            {
                // Where two overloads could be called with the same leading arguments, the later one asks for all of its own.
                var defaults = required.Add(Signature(arguments.Where(a => a.Default is null)));
                Method(text, schema, name, instance, indent, Declarations(arguments, defaults), arguments.Select(a => Types.Identifier(a.Name)));
            }  // otherwise the same C# signature twice: the first overload keeps the name, aten has both
        }

        // PyTorch takes one number where a schema says int[1].
        foreach (var schema in ordered)
        {
            var arguments = instance ? schema.Arguments.Skip(1).ToList() : Renamed(schema.Arguments);
            var single = arguments.Select(a => a.Type is "int[1]" or "int[1]?" && a.Name == "dim" ? a with { Type = "int", Default = null } : a).ToList();
            if (!single.SequenceEqual(arguments) && signatures.Add(Signature(single)))
            {
                Method(text, schema, name, instance, indent, Declarations(single, true), arguments.Select((a, k) => single[k] == a ? Types.Identifier(a.Name) : $"[{Types.Identifier(a.Name)}]"));
            }
        }
    }

    private static void Method(StringBuilder text, Schema schema, string name, bool instance, string indent, string parameters, IEnumerable<string> values)
    {
        var call = string.Join(", ", instance ? values.Prepend("this") : values);
        text.Append(CultureInfo.InvariantCulture, $"{indent}/// <inheritdoc cref=\"aten.{Writer.RawName(schema)}\"/>\n");
        text.Append(CultureInfo.InvariantCulture, $"{indent}public {(instance ? string.Empty : "static ")}{Writer.ReturnType(schema, NamesOf(schema, instance))} {Types.Identifier(name)}(");
        text.Append(CultureInfo.InvariantCulture, $"{parameters}) => aten.{Writer.RawName(schema)}({call});\n\n");
    }

    private static string Signature(IEnumerable<Argument> arguments) => string.Join(',', arguments.Select(a => Types.Managed(a.Type)!.TrimEnd('?')));

    // A lone list of sizes or dimensions at the end may be written as plain numbers.
    private static string Declarations(IReadOnlyList<Argument> arguments, bool defaults)
    {
        var declarations = Writer.Parameters(arguments, defaults);
        if (declarations.Count > 0 && declarations[^1].StartsWith("long[] ", StringComparison.Ordinal) && declarations.Count(d => d.StartsWith("long[]", StringComparison.Ordinal)) == 1)
        {
            declarations[^1] = "params " + declarations[^1];
        }

        return string.Join(", ", declarations);
    }

    // PyTorch's and TorchSharp's functions call the first tensor 'input'.
    private static List<Argument> Renamed(IReadOnlyList<Argument> arguments) =>
        [.. arguments.Select((a, k) => k == 0 && a.Name == "self" && arguments.All(other => other.Name != "input") ? a with { Name = "input" } : a)];

    // Factories take options that TorchSharp's users write in another order: they are hand-written. So are the classes linalg and fft.
    private static bool Fits(Schema schema, bool instance) =>
        !schema.Name.StartsWith('_')
        && !schema.Name.StartsWith("special_", StringComparison.Ordinal) && !schema.Name.StartsWith("linalg_", StringComparison.Ordinal) && !schema.Name.StartsWith("fft_", StringComparison.Ordinal)
        && !schema.Arguments.Any(a => a.Type.StartsWith("Layout", StringComparison.Ordinal))
        && (instance
            ? schema.Arguments is [{ Type: "Tensor", Name: "self" }, ..] && !TensorByHand.Contains(schema.Name)
            : !TorchByHand.Contains(schema.Name) && schema.Arguments.Count > 0);
}
