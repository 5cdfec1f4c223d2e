using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Thelper.Config;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Serialization;

namespace Thelper.Cli.Tests;

/// <summary>Compares checkpoints with what is recorded of the original's.</summary>
internal static partial class OriginalCheckpoints
{
    /// <summary>Every epoch's file: tensors by their first element and two sums; the optimizer's state by shapes; the schedule's state; the model's parameters.</summary>
    /// <param name="golden">The recorded numbers.</param>
    /// <param name="folder">The session's folder of checkpoints.</param>
    public static void Check(string golden, string folder)
    {
        // Python writes infinities as JSON has none.
        using var document = JsonDocument.Parse(Infinity().Replace(File.ReadAllText(golden), "\"$0\""));
        foreach (var epoch in document.RootElement.EnumerateObject())
        {
            using var scope = torch.NewDisposeScope();
            var file = Directory.GetFiles(folder, $"ckpt.{epoch.Name}.*.pth").ShouldHaveSingleItem();
            var checkpoint = (PyDict)Checkpoints.Load(file)!;
            CheckModel(epoch.Value.GetProperty("model"), (PyDict)checkpoint["model"]!, $"epoch {epoch.Name}");
            var states = (PyDict)((PyDict)checkpoint["optimizer"]!)["state"]!;
            Text(states).ShouldBe(Text(epoch.Value.GetProperty("optimizer_state_shapes")), $"epoch {epoch.Name}, optimizer");
            var schedule = epoch.Value.GetProperty("scheduler");
            Text(checkpoint["scheduler"]).ShouldBe(schedule.ValueKind == JsonValueKind.String ? schedule.GetString() : Text(schedule), $"epoch {epoch.Name}, schedule");
            checkpoint["model_type"].ShouldBe(epoch.Value.GetProperty("model_type").GetString());
            Text(checkpoint["model_params"]).ShouldBe(Text(PythonLiteral.Parse(epoch.Value.GetProperty("model_params").GetString()!)), $"epoch {epoch.Name}, parameters of the model");
        }
    }

    private static void CheckModel(JsonElement expected, PyDict model, string what)
    {
        model.Keys.ShouldBe(expected.EnumerateObject().Select(entry => entry.Name), what);
        foreach (var entry in expected.EnumerateObject())
        {
            var tensor = (torch.Tensor)model[entry.Name]!;
            tensor.shape.ShouldBe(entry.Value[0].EnumerateArray().Select(size => size.GetInt64()), $"{what}, {entry.Name}");
            var values = tensor.to(torch.ScalarType.Float64);
            values.flatten()[0].ToDouble().ShouldBe(entry.Value[3].GetDouble(), $"{what}, {entry.Name}, first");

            // A sum's own last bit depends on the order in which it is taken; a weight's last bit is far above that.
            var slack = 1e-15 * entry.Value[2].GetDouble();
            values.sum().ToDouble().ShouldBeWithin(entry.Value[1].GetDouble(), slack, $"{what}, {entry.Name}, sum");
            values.abs().sum().ToDouble().ShouldBeWithin(entry.Value[2].GetDouble(), slack, $"{what}, {entry.Name}, sum of absolute values");
        }
    }

    // One notation for what is read of a checkpoint, of JSON and of Python's; tensors by their shapes. The order of entries is part of it.
    private static string Text(object? value) => value switch
    {
        null => "None",
        string text => text,
        bool flag => flag ? "true" : "false",
        torch.Tensor tensor => Text(tensor.shape.Cast<object?>().ToList()),
        JsonElement { ValueKind: JsonValueKind.Object } map => Entries(map.EnumerateObject().Select(entry => (entry.Name, (object?)entry.Value))),
        JsonElement { ValueKind: JsonValueKind.Array } list => Text(list.EnumerateArray().Cast<object?>().ToList()),
        JsonElement { ValueKind: JsonValueKind.Number } number => Text(number.GetDouble()),
        JsonElement { ValueKind: JsonValueKind.True or JsonValueKind.False } flag => Text(flag.GetBoolean()),
        JsonElement { ValueKind: JsonValueKind.Null } => "None",
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        PyDict map => Entries(map.Select(entry => (Text(entry.Key), entry.Value))),
        IReadOnlyDictionary<string, object?> map => Entries(map.Select(entry => (entry.Key, entry.Value))),
        IEnumerable<object?> list => $"[{string.Join(", ", list.Select(Text))}]",
        double.PositiveInfinity => "Infinity",
        double.NegativeInfinity => "-Infinity",
        IFormattable number => Convert.ToDouble(number, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"No notation for {value.GetType()}."),
    };

    private static string Entries(IEnumerable<(string Key, object? Value)> entries) => $"{{{string.Join(", ", entries.Select(entry => $"{entry.Key}: {Text(entry.Value)}"))}}}";

    [GeneratedRegex("-?Infinity")]
    private static partial Regex Infinity();
}
