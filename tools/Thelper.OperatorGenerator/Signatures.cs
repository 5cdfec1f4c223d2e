using System.Globalization;
using System.Text;
using Thelper.Torch.Native;

namespace Thelper.OperatorGenerator;

/// <summary>Writes what calls by position depend on, so that another libtorch's operators can be compared.</summary>
internal static class Signatures
{
    public static string Write(string header, IReadOnlyList<Schema> schemas)
    {
        var counts = schemas.Select(schema => Signature.Count(schema.Text)).ToList();
        var hashes = schemas.Zip(counts, (schema, count) => Signature.Hash(schema.Text, count)).ToList();
        return new StringBuilder(header).Append("namespace Thelper.Torch.Native;\ninternal static unsafe partial class Dispatcher\n{\n")
            .Append("    // Number of arguments of each operator, and a hash of their types and names.\n")
            .Append("    private static ReadOnlySpan<byte> ArgumentCounts =>\n    [\n").Append(Rows(counts.Select(count => count.ToString(CultureInfo.InvariantCulture)))).Append("    ];\n\n")
            .Append("    private static ReadOnlySpan<uint> ArgumentHashes =>\n    [\n").Append(Rows(hashes.Select(hash => $"0x{hash:X8}"))).Append("    ];\n}\n")
            .ToString();
    }

    private static string Rows(IEnumerable<string> items) => string.Concat(items.Chunk(16).Select(row => $"        {string.Join(", ", row)},\n"));
}
