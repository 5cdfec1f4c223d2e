using System.Globalization;
using System.Text;
using Thelper.Config;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Zoo;

/// <summary>What a model is made of: every layer with what it answers with, learns and costs, for one image of the size that the model is made for.</summary>
/// <param name="Card">The model.</param>
/// <param name="Layers">Its layers in the order of their names; those that a forward pass does not reach are left out.</param>
/// <param name="Parameters">Numbers that it learns.</param>
/// <param name="WeightBytes">Memory of those and of what it keeps besides (running statistics).</param>
public sealed record ModelSummary(ModelCard Card, IReadOnlyList<LayerCost> Layers, long Parameters, long WeightBytes)
{
    /// <summary>Multiplications, each with its addition, of all layers.</summary>
    public long Macs => Layers.Sum(layer => layer.Macs);

    /// <summary>Memory of what all layers answer with: about what training keeps of one image.</summary>
    public long OutputBytes => Layers.Sum(layer => layer.Bytes);

    /// <summary>Builds a model with the weights of seed 0 and looks at one forward pass; libtorch's generator is seeded.</summary>
    /// <param name="name">Canonical name of its type.</param>
    /// <param name="types">Finds the type.</param>
    /// <returns>The summary; null for a model that is what its parameters describe.</returns>
    public static ModelSummary? Of(string name, TypeRegistry types)
    {
        if (ModelSample.Of(name) is not { } sample)
        {
            return null;
        }

        // The work of a detector depends on what it sees: fixed seeds make it always the same.
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        manual_seed(0);
        using var model = sample.Make(types);
        model.eval();
        manual_seed(1);
        var image = rand(1, sample.Channels, sample.Side, sample.Side);
        var layers = CostCounter.Measure(model.Printed, () => model.call(image));
        var parameters = model.parameters().Sum(parameter => parameter.numel());
        var bytes = model.state_dict().Values.ToHashSet<object>(ReferenceEqualityComparer.Instance).Cast<Tensor>().Sum(tensor => tensor.numel() * tensor.element_size());
        return new(new(name, sample.Kind, sample.Channels, sample.Side, parameters, layers.Sum(layer => layer.Macs)), layers, parameters, bytes);
    }

    /// <summary>The summary as text.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Layers, for an image of {Card.Channels} x {Card.Side} x {Card.Side}\n");
        string[] titles = ["name", "kind", "output", "parameters", "multiply-adds", "memory"];
        var rows = Layers.Select(layer => new[] { layer.Path.Length == 0 ? "(model)" : layer.Path, layer.Kind, string.Join(" x ", layer.Shape), Count(layer.Parameters), Count(layer.Macs), Memory(layer.Bytes) }).ToList();
        rows.Add(["all", "", "", Count(Parameters), Count(Macs), Memory(OutputBytes)]);
        var widths = titles.Select((title, column) => Math.Max(title.Length, rows.Max(row => row[column].Length))).ToList();
        foreach (var row in rows.Prepend(titles))
        {
            text.Append("  ").Append(string.Join("  ", row.Select((cell, column) => column < 3 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd()).Append('\n');
        }

        return text.Append(CultureInfo.InvariantCulture, $"Weights take {Memory(WeightBytes)}, outputs of all layers {Memory(OutputBytes)}.\n").ToString();
    }

    /// <summary>The summary as plain values, for machines.</summary>
    public Dictionary<string, object?> ToPlain() => new()
    {
        ["input"] = new List<object?> { (long)Card.Channels, (long)Card.Side, (long)Card.Side },
        ["parameters"] = Parameters,
        ["macs"] = Macs,
        ["weight_bytes"] = WeightBytes,
        ["output_bytes"] = OutputBytes,
        ["layers"] = Layers.Select(layer => (object?)new Dictionary<string, object?>
        {
            ["name"] = layer.Path,
            ["kind"] = layer.Kind,
            ["output"] = layer.Shape.Select(size => (object?)size).ToList(),
            ["parameters"] = layer.Parameters,
            ["macs"] = layer.Macs,
            ["bytes"] = layer.Bytes,
        }).ToList(),
    };

    /// <summary>A number with a unit: thousands, millions, milliards.</summary>
    /// <param name="count">The number.</param>
    internal static string Short(long count) => count switch
    {
        >= 1_000_000_000 => (count / 1e9).ToString("0.00", CultureInfo.InvariantCulture) + " G",
        >= 1_000_000 => (count / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " M",
        >= 1_000 => (count / 1e3).ToString("0.0", CultureInfo.InvariantCulture) + " k",
        _ => count.ToString(CultureInfo.InvariantCulture),
    };

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Memory(long bytes) => bytes switch
    {
        >= 1 << 20 => (bytes / 1048576.0).ToString("0.0", CultureInfo.InvariantCulture) + " MiB",
        >= 1 << 10 => (bytes / 1024.0).ToString("0.0", CultureInfo.InvariantCulture) + " KiB",
        _ => bytes.ToString(CultureInfo.InvariantCulture) + " B",
    };
}
