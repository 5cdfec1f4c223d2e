using System.Globalization;

namespace Thelper.Vision.Models;

/// <summary>The weights that torchvision 0.14 publishes, by the function that makes their network.</summary>
/// <remarks>The tables are <c>weights.tsv</c> and <c>categories.tsv</c>, which <c>tools/torchvision_weights.py</c> writes from torchvision itself.</remarks>
public static class PublishedModels
{
    private static readonly ILookup<string, ModelWeights> Table = Read().ToLookup(weights => weights.Function, StringComparer.Ordinal);

    /// <summary>Names of the functions that have weights.</summary>
    public static IReadOnlyList<string> Functions { get; } = [.. Table.Select(weights => weights.Key)];

    /// <summary>All weights, in torchvision's order of functions.</summary>
    public static IReadOnlyList<ModelWeights> All { get; } = [.. Table.SelectMany(weights => weights)];

    /// <summary>Weights by their full name.</summary>
    /// <param name="name">A name such as <c>ResNet50_Weights.IMAGENET1K_V2</c> or <c>ResNet50_Weights.DEFAULT</c>.</param>
    /// <returns>The weights; null for a name that torchvision 0.14 does not know.</returns>
    public static ModelWeights? Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(one => one.ToString() == name || (one.IsDefault && name == $"{one.List}.DEFAULT"));
    }

    /// <summary>The weights of a function, in torchvision's order; none for a function that has none.</summary>
    /// <param name="function">Its name, such as <c>resnet50</c>, with or without the names of its modules before it.</param>
    /// <returns>The weights.</returns>
    public static IReadOnlyList<ModelWeights> Of(string function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return [.. Table[function[(function.LastIndexOf('.') + 1)..]]];
    }

    /// <summary>The weights that the parameters of a function ask for.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="pretrained">The old switch, which stands for the first weights that were published.</param>
    /// <param name="weights">A name such as <c>IMAGENET1K_V1</c> or <c>DEFAULT</c>, or either behind <c>ResNet18_Weights.</c>; null for none.</param>
    /// <param name="parameter">The parameter that has the name, for messages.</param>
    /// <returns>Exactly these weights; null for none.</returns>
    /// <exception cref="UserErrorException">There are no weights of that name.</exception>
    public static ModelWeights? Choose(string function, bool pretrained, string? weights, string parameter = "weights")
    {
        var known = Of(function);
        if (weights is null)
        {
            return !pretrained
                ? null
                : known.FirstOrDefault(one => one.IsPretrained) ?? throw new UserErrorException($"pretrained: {function} has no weights for the old switch (use '{parameter}': {Names(known)})");
        }

        var list = known.Count > 0 ? known[0].List : "";
        var name = weights.StartsWith(list + ".", StringComparison.Ordinal) ? weights[(list.Length + 1)..] : weights;
        return known.FirstOrDefault(one => one.Name == name || (name == "DEFAULT" && one.IsDefault))
            ?? throw new UserErrorException($"{parameter}: '{weights}' is not known for {function} (known: {Names(known)})");
    }

    /// <summary>The parameters of a function with <c>DEFAULT</c> replaced by what it stands for, which another version may see otherwise.</summary>
    /// <param name="function">The function's name, such as <c>torchvision.models.resnet.resnet50</c>.</param>
    /// <param name="parameters">Its parameters by name; <c>weights</c> and <c>weights_backbone</c> are looked at.</param>
    /// <returns>The same parameters, or a copy with the exact names.</returns>
    public static IReadOnlyDictionary<string, object?> Exact(string function, IReadOnlyDictionary<string, object?> parameters)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(parameters);
        if (!function.StartsWith("torchvision.models.", StringComparison.Ordinal))
        {
            return parameters;
        }

        var name = function[(function.LastIndexOf('.') + 1)..];
        var backbone = Functions.Where(other => other.Length < name.Length && name.Contains(other, StringComparison.Ordinal)).MaxBy(other => other.Length);
        var exact = parameters.ToDictionary(entry => entry.Key, entry => entry.Value);
        foreach (var (parameter, owner) in new[] { ("weights", name), ("weights_backbone", backbone) })
        {
            if (owner is not null && exact.GetValueOrDefault(parameter) is string text && (text == "DEFAULT" || text.EndsWith(".DEFAULT", StringComparison.Ordinal))
                && Of(owner).FirstOrDefault(one => one.IsDefault) is { } weights)
            {
                exact[parameter] = weights.Name;
            }
        }

        return exact;
    }

    private static string Names(IReadOnlyList<ModelWeights> known) => string.Join(", ", [.. known.Select(one => one.Name), "DEFAULT"]);

    private static IEnumerable<ModelWeights> Read()
    {
        var categories = Lines("categories.tsv").ToDictionary(cells => int.Parse(cells[0], CultureInfo.InvariantCulture), cells => cells[1..]);
        var columns = Lines("weights.tsv").First().Index().ToDictionary(column => column.Item, column => column.Index);
        foreach (var line in Lines("weights.tsv").Skip(1))
        {
            var cells = line.Select(cell => cell == "-" ? null : cell).ToArray();
            var role = Text("role") ?? "";
            var preset = new ImagePreset(Text("task")!, Number("resize"), Number("crop"), Text("interpolation"), Numbers("mean"), Numbers("std"));
            yield return new(
                Text("function")!, Text("list")!, Text("name")!, role.Contains("default", StringComparison.Ordinal), role.Contains("pretrained", StringComparison.Ordinal),
                Text("file")!, Number("classes"), Number("parameters")!.Value, Number("least_size"), preset)
            {
                ClassNames = preset.Task != "classification" && Number("classes") is { } count ? categories[count] : null,
            };

            string? Text(string column) => cells[columns[column]];
            int? Number(string column) => Text(column) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
            double[]? Numbers(string column) => Text(column)?.Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        }
    }

    private static IEnumerable<string[]> Lines(string table)
    {
        using var stream = typeof(PublishedModels).Assembly.GetManifestResourceStream(table)!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return line.Split('\t');
        }
    }
}
