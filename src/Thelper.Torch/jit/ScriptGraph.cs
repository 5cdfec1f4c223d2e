using System.Text.Json;

namespace Thelper.Torch;

/// <summary>What a TorchScript program does, step by step.</summary>
/// <param name="Inputs">The module itself and its arguments.</param>
/// <param name="Nodes">The steps in their order.</param>
/// <param name="Outputs">Numbers of the values that are returned.</param>
public sealed record ScriptGraph(IReadOnlyList<ScriptValue> Inputs, IReadOnlyList<ScriptNode> Nodes, IReadOnlyList<long> Outputs)
{
    internal static ScriptGraph Parse(ReadOnlySpan<byte> json, IReadOnlyList<torch.Tensor> constants)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        return new ScriptGraph(
            Values(root.GetProperty("inputs")),
            [.. root.GetProperty("nodes").EnumerateArray().Select(node => Node(node, constants))],
            Ids(root.GetProperty("outputs")));
    }

    private static ScriptNode Node(JsonElement node, IReadOnlyList<torch.Tensor> constants) => new(
        node.GetProperty("kind").GetString()!,
        node.GetProperty("overload").GetString()!,
        node.GetProperty("scope").GetString()!,
        Ids(node.GetProperty("inputs")),
        Values(node.GetProperty("outputs")),
        node.TryGetProperty("value", out var value) ? Constant(value, constants) : null,
        node.TryGetProperty("attribute", out var attribute) ? attribute.GetString() : null,
        node.GetProperty("blocks").GetInt32());

    private static long[] Ids(JsonElement ids) => [.. ids.EnumerateArray().Select(id => id.GetInt64())];

    private static ScriptValue[] Values(JsonElement values) => [.. values.EnumerateArray().Select(value => new ScriptValue(
        value.GetProperty("id").GetInt64(),
        value.GetProperty("name").GetString()!,
        value.TryGetProperty("dtype", out var dtype) && dtype.GetInt32() is >= 0 and var type ? (torch.ScalarType)type : null,
        value.TryGetProperty("shape", out var shape) ? Ids(shape) : null,
        value.TryGetProperty("type", out var name) ? name.GetString() : null))];

    private static object? Constant(JsonElement value, IReadOnlyList<torch.Tensor> constants)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var item = value.EnumerateObject().Single();
        return item.Name switch
        {
            "tensor" => constants[item.Value.GetInt32()],
            "int" => item.Value.GetInt64(),
            "float" => item.Value.ValueKind == JsonValueKind.Number ? item.Value.GetDouble() : item.Value.GetString() switch
            {
                "inf" => double.PositiveInfinity,
                "-inf" => double.NegativeInfinity,
                _ => double.NaN,
            },
            "bool" => item.Value.GetBoolean(),
            "text" => item.Value.GetString(),
            _ => item.Value.EnumerateArray().Select(element => Constant(element, constants)).ToList(),
        };
    }
}
