using System.Text.Json;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Layers of one kind by the names of their cases: one line in a table, and one in tools/golden/nn_layers.py, which also gives the inputs.</summary>
internal sealed class LayerTable : Dictionary<string, Func<LayerCase>>
{
    private static readonly JsonElement Golden = Reference.Load("layers.json").GetProperty("layers");

    /// <summary>All cases of the golden file.</summary>
    public static IEnumerable<string> Recorded => Golden.EnumerateObject().Select(layer => layer.Name);

    /// <summary>Compares a layer with PyTorch's: text, initial weights bit by bit, values, gradients, state, evaluation.</summary>
    public void Check(string name)
    {
        var golden = Golden.GetProperty(name);
        using var scope = NewDisposeScope();
        manual_seed(0);
        var layer = this[name]();
        using var module = layer.Module;

        module.ToString().ShouldBe(golden.GetProperty("text").GetString());
        var initial = golden.GetProperty("initial").EnumerateObject().ToArray();
        module.state_dict().Keys.ShouldBe(initial.Select(entry => entry.Name));
        foreach (var (key, value) in module.state_dict())
        {
            value.ShouldHaveBits(golden.GetProperty("initial").GetProperty(key), key);
        }

        var inputs = GoldenCase.Inputs(golden);
        GoldenCase.Check(golden, inputs, layer.Run);
        foreach (var expected in golden.GetProperty("gradients").EnumerateObject())
        {
            module.get_parameter(expected.Name)!.grad!.ShouldMatch(expected.Value, $"gradient of {expected.Name}");
        }

        foreach (var expected in golden.GetProperty("state").EnumerateObject())
        {
            module.state_dict()[expected.Name].ShouldMatch(expected.Value, $"state {expected.Name}");
        }

        module.eval();
        var evaluated = layer.Run(Array.ConvertAll(inputs, input => aten.clone(input.detach())));
        GoldenCase.ShouldMatch(evaluated, golden.GetProperty("evaluated"), "evaluated");
    }
}
