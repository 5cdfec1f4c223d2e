using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Thelper.Torch;
using Thelper.Torch.Serialization;

namespace Thelper.Cli.Tests;

/// <summary>One notation for what is read of a checkpoint, of JSON and of Python's literals. The order of entries is part of it.</summary>
/// <param name="tensors">What stands for a tensor.</param>
internal sealed partial class CheckpointText(Func<torch.Tensor, object?> tensors)
{
    /// <summary>Reads JSON that Python wrote: its infinities, which JSON has none of, become texts.</summary>
    public static JsonDocument Parse(string file) => JsonDocument.Parse(Infinity().Replace(File.ReadAllText(file), "\"$0\""));

    public string Of(object? value) => value switch
    {
        null => "None",
        string text => text,
        bool flag => flag ? "true" : "false",
        torch.Tensor tensor => Of(tensors(tensor)),
        PyMethod method => method.Name,
        JsonElement { ValueKind: JsonValueKind.Object } map => Entries(map.EnumerateObject().Select(entry => (entry.Name, (object?)entry.Value))),
        JsonElement { ValueKind: JsonValueKind.Array } list => Of(list.EnumerateArray().Cast<object?>().ToList()),
        JsonElement { ValueKind: JsonValueKind.Number } number => Of(number.GetDouble()),
        JsonElement { ValueKind: JsonValueKind.True or JsonValueKind.False } flag => Of(flag.GetBoolean()),
        JsonElement { ValueKind: JsonValueKind.Null } => "None",
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        PyDict map => Entries(map.Select(entry => (Of(entry.Key), entry.Value))),
        IReadOnlyDictionary<string, object?> map => Entries(map.Select(entry => (entry.Key, entry.Value))),
        IEnumerable<object?> list => $"[{string.Join(", ", list.Select(Of))}]",
        double.PositiveInfinity => "Infinity",
        double.NegativeInfinity => "-Infinity",
        IFormattable number => Convert.ToDouble(number, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"No notation for {value.GetType()}."),
    };

    private string Entries(IEnumerable<(string Key, object? Value)> entries) => $"{{{string.Join(", ", entries.Select(entry => $"{entry.Key}: {Of(entry.Value)}"))}}}";

    [GeneratedRegex("-?Infinity")]
    private static partial Regex Infinity();
}
