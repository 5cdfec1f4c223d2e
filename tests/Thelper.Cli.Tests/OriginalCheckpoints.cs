using System.Text.Json;
using Thelper.Config;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Serialization;

namespace Thelper.Cli.Tests;

/// <summary>Compares checkpoints with what is recorded of the original's.</summary>
internal static class OriginalCheckpoints
{
    private static readonly CheckpointText Notation = new(tensor => tensor.shape.Cast<object?>().ToList());

    /// <summary>Every epoch's file: tensors by their first element and two sums; the optimizer's state by shapes; the schedule's state; the model's parameters.</summary>
    /// <param name="golden">The recorded numbers.</param>
    /// <param name="folder">The session's folder of checkpoints.</param>
    public static void Check(string golden, string folder)
    {
        using var document = CheckpointText.Parse(golden);
        foreach (var epoch in document.RootElement.EnumerateObject())
        {
            using var scope = torch.NewDisposeScope();
            var file = Directory.GetFiles(folder, $"ckpt.{epoch.Name}.*.pth").ShouldHaveSingleItem();
            var checkpoint = (PyDict)Checkpoints.Load(file)!;
            CheckModel(epoch.Value.GetProperty("model"), (PyDict)checkpoint["model"]!, $"epoch {epoch.Name}");
            var states = (PyDict)((PyDict)checkpoint["optimizer"]!)["state"]!;
            Notation.Of(states).ShouldBe(Notation.Of(epoch.Value.GetProperty("optimizer_state_shapes")), $"epoch {epoch.Name}, optimizer");
            var schedule = epoch.Value.GetProperty("scheduler");
            Notation.Of(checkpoint["scheduler"]).ShouldBe(schedule.ValueKind == JsonValueKind.String ? schedule.GetString() : Notation.Of(schedule), $"epoch {epoch.Name}, schedule");
            checkpoint["model_type"].ShouldBe(epoch.Value.GetProperty("model_type").GetString());
            Notation.Of(checkpoint["model_params"]).ShouldBe(Notation.Of(PythonLiteral.Parse(epoch.Value.GetProperty("model_params").GetString()!)), $"epoch {epoch.Name}, parameters of the model");
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
}
