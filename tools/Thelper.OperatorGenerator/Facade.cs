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
        "set_", "is_inference", "names", "clone", "any", "all", "type_as",
    ];

    private static readonly HashSet<string> TorchByHand = ["manual_seed", "grad", "set_", "data", "set_data", "backward", "is_leaf", "requires_grad_", "item", "where", "meshgrid", "einsum", "tensor", "from_file"];

    public static string Write(string header, IReadOnlyList<Schema> schemas, bool instance)
    {
        var text = new StringBuilder(header);
        text.Append(instance ? "public static partial class torch\n{\n    public partial class Tensor\n    {\n" : "public static partial class torch\n{\n");
        var indent = instance ? "        " : "    ";
        foreach (var group in schemas.Where(s => Fits(s, instance)).GroupBy(s => s.Name))
        {
            var signatures = new HashSet<string>(StringComparer.Ordinal);
            var required = new HashSet<string>(StringComparer.Ordinal);
            foreach (var schema in group.OrderBy(s => s.Overload.Length > 0).ThenBy(s => s.Arguments.Count))
            {
                var arguments = instance ? schema.Arguments.Skip(1).ToList() : schema.Arguments;
                if (!signatures.Add(string.Join(',', arguments.Select(a => Types.Managed(a.Type)!.TrimEnd('?')))))
                {
                    continue;  // the same C# signature twice: the first overload keeps the name, aten has both
                }

                // Where two overloads could be called with the same leading arguments, the later one asks for all of its own.
                var defaults = required.Add(string.Join(',', arguments.Where(a => a.Default is null).Select(a => Types.Managed(a.Type)!.TrimEnd('?'))));
                var call = string.Join(", ", schema.Arguments.Select((a, k) => instance && k == 0 ? "this" : Types.Identifier(a.Name)));
                text.Append(CultureInfo.InvariantCulture, $"{indent}/// <inheritdoc cref=\"aten.{Writer.RawName(schema)}\"/>\n");
                text.Append(CultureInfo.InvariantCulture, $"{indent}public {(instance ? string.Empty : "static ")}{Writer.ReturnType(schema)} {Types.Identifier(schema.Name)}(");
                text.Append(CultureInfo.InvariantCulture, $"{string.Join(", ", Writer.Parameters(arguments, defaults))}) => aten.{Writer.RawName(schema)}({call});\n\n");
            }
        }

        return text.Append(instance ? "    }\n}\n" : "}\n").ToString();
    }

    // Factories take options that TorchSharp's users write in another order: they are hand-written.
    private static bool Fits(Schema schema, bool instance) =>
        !schema.Name.StartsWith('_')
        && !schema.Arguments.Any(a => a.Type.StartsWith("Layout", StringComparison.Ordinal))
        && (instance
            ? schema.Arguments is [{ Type: "Tensor", Name: "self" }, ..] && !TensorByHand.Contains(schema.Name)
            : !TorchByHand.Contains(schema.Name) && schema.Arguments.Count > 0 && !schema.InPlace);
}
