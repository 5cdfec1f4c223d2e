using System.Globalization;
using Thelper.Config;

namespace Thelper.Guide;

/// <summary>A configuration to start from: written for a folder of data, or for a kind of task on shapes made by code.</summary>
public sealed class Starter
{
    // Fewer samples than that are not worth a test set.
    private const int FewSamples = 30;
    private const string SchemaFile = "thelper.schema.json";
    private readonly Finding finding;
    private readonly string concept;
    private readonly string name;
    private readonly string output;
    private readonly ImageFacts? facts;

    private Starter(Finding finding, string? task, string name, string output)
    {
        this.finding = finding;
        this.name = name;
        this.output = output;
        concept = task is null ? finding.Concepts[0]
            : Array.Find(finding.Concepts, known => known == task)
                ?? throw new UserErrorException($"{finding.What}: that is for {string.Join(" or ", finding.Concepts)}, not for {task}");
        facts = finding.Images.Count > 0 ? ImageFacts.Of(finding.Images) : null;
    }

    /// <summary>The kinds of task.</summary>
    public static IReadOnlyList<string> Tasks { get; } = ["classification", "segmentation", "detection", "super-resolution", "regression", "auto-encoder"];

    /// <summary>What was found, in a line.</summary>
    public string Summary => $"{finding.What}{(facts is null ? "" : $"; {facts.Sizes()}{(facts.IsGrey ? ", grey" : "")}")}; {concept}";

    /// <summary>A configuration for data.</summary>
    /// <param name="folder">A folder, or an HDF5 archive.</param>
    /// <param name="task">What is to be learned, one of <see cref="Tasks"/>; null for what the data are for.</param>
    /// <param name="output">The file to write; null for one named after the folder, in the working directory.</param>
    /// <exception cref="UserErrorException">Nothing is found in the folder that the task, or any task, can be learned from.</exception>
    public static Starter ForFolder(string folder, string? task, string? output)
    {
        var found = FolderReader.Read(folder);
        var name = File.Exists(folder) ? Path.GetFileNameWithoutExtension(folder) : new FolderView(folder).Name;
        return new(found, task, NameOf(output) ?? name, output ?? $"{name}.yaml");
    }

    /// <summary>A configuration for a kind of task, on shapes that code draws.</summary>
    /// <param name="task">One of <see cref="Tasks"/>.</param>
    /// <param name="output">The file to write; null for one named after the task, in the working directory.</param>
    /// <exception cref="UserErrorException">There is no such task.</exception>
    public static Starter ForTask(string task, string? output) => new(StarterShapes.For(task), task, NameOf(output) ?? task, output ?? $"{task}.yaml");

    /// <summary>Writes the configuration, its schema, and the list that it needs, if any; nothing if one of them is there already.</summary>
    /// <param name="overwrite">Whether files that are there already are replaced.</param>
    /// <param name="types">Finds the types, for the schema.</param>
    /// <returns>The files that were written, the configuration first.</returns>
    /// <exception cref="UserErrorException">A file is there already, or cannot be written.</exception>
    public IReadOnlyList<string> Write(bool overwrite, TypeRegistry types)
    {
        var folder = Path.GetDirectoryName(output) ?? "";
        var companion = finding.Companion is { } list ? Path.ChangeExtension(output, list.Ending) : null;
        var schema = Path.Join(folder, SchemaFile);
        var files = new List<(string Path, string Text)> { (output, Text(companion ?? "")) };
        if (companion is not null)
        {
            files.Add((companion, finding.Companion!.Value.Content));
        }

        if (!overwrite && files.Where(file => Path.Exists(file.Path)).Select(file => $"'{file.Path}'").ToList() is { Count: > 0 } there)
        {
            throw new UserErrorException($"{string.Join(" and ", there)}: there already; name another file with --output, or replace it with --force");
        }

        // A schema that is there may be of another version, and is somebody's all the same.
        if (overwrite || !Path.Exists(schema))
        {
            files.Add((schema, ConfigSchema.Write(types)));
        }

        try
        {
            Directory.CreateDirectory(folder.Length == 0 ? "." : folder);
            foreach (var (path, text) in files)
            {
                File.WriteAllText(path, text);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{output}' cannot be written: {error.Message}", error);
        }

        return [.. files.Select(file => file.Path)];
    }

    /// <summary>The configuration as text.</summary>
    /// <param name="companion">The path of the list that the data set reads; empty where it reads none.</param>
    internal string Text(string companion)
    {
        var datasets = finding.Datasets(concept, companion);
        var recipe = StarterRecipe.For(concept, finding, facts);
        if (concept == "super-resolution" && facts is not null)
        {
            ((Dictionary<string, object?>)((Dictionary<string, object?>)datasets.Values.First()!)["params"]!)["center_crop"] = Math.Min(96, facts.SmallestSide / 4 * 4);
        }

        var config = new Dictionary<string, object?>
        {
            ["name"] = name,
            ["datasets"] = datasets,
            ["loaders"] = Loaders(recipe, [.. datasets.Keys]),
            ["model"] = recipe.Model,
            ["trainer"] = recipe.Trainer,
        };
        if (Path.GetExtension(output).Equals(".json", StringComparison.OrdinalIgnoreCase))
        {
            return ConfigWriter.ToReadableJson(new Dictionary<string, object?> { [ConfigSchema.Key] = SchemaFile }.Concat(config).ToDictionary()) + "\n";
        }

        var yaml = new AnnotatedYaml(path => Comment(path, recipe), _ => null);
        return $"# yaml-language-server: $schema={SchemaFile}\n{yaml.Write(config)}";
    }

    private Dictionary<string, object?> Loaders(StarterRecipe recipe, IReadOnlyList<string> datasets)
    {
        var loaders = new Dictionary<string, object?> { ["batch_size"] = BatchSize(recipe.BatchSize), ["workers"] = 2L };
        foreach (var seed in new[] { "test_seed", "valid_seed", "torch_seed", "numpy_seed", "random_seed" })
        {
            loaders[seed] = 0L;
        }

        if (recipe.Transforms.Count > 0)
        {
            loaders["base_transforms"] = recipe.Transforms;
        }

        foreach (var (set, share) in finding.Count is > 0 and < FewSamples ? [("train", 0.75), ("valid", 0.25)] : new[] { ("train", 0.8), ("valid", 0.1), ("test", 0.1) })
        {
            if (finding.Sets is null)
            {
                loaders[$"{set}_split"] = new Dictionary<string, object?> { [datasets[0]] = share };
            }
        }

        foreach (var (set, dataset) in finding.Sets ?? new Dictionary<string, string>())
        {
            loaders[$"{set}_split"] = new Dictionary<string, object?> { [dataset] = 1.0 };
        }

        return loaders;
    }

    // A last batch of one image, or nearly, is no good for networks that normalise over the batch.
    private long BatchSize(int wanted)
    {
        var count = finding.Count == 0 ? int.MaxValue : (int)(finding.Count * 0.75);
        for (var size = Math.Min(wanted, Math.Max(1, count)); size > wanted / 2; size--)
        {
            if (((int)(finding.Count * (finding.Count < FewSamples ? 0.75 : 0.8)) % size) is 0 or > 2)
            {
                return size;
            }
        }

        return Math.Min(wanted, Math.Max(1, count));
    }

    private string? Comment(string path, StarterRecipe recipe) => path switch
    {
        "name" => $"{char.ToUpperInvariant(Summary[0])}{Summary[1..]}.\nTry it: thelper check {ShellWord.Of(output)}. Train: thelper new {ShellWord.Of(output)} sessions.",
        "datasets" => string.Join('\n', new[] { finding.Classes.Count is > 0 and <= 40 ? $"Classes: {string.Join(", ", finding.Classes)}." : "" }.Concat(finding.Notes).Where(line => line.Length > 0)) is { Length: > 0 } text ? text : null,
        "loaders.test_seed" => "The same split, first weights and order every time; without them, others each time.",
        "loaders.train_split" => finding.Sets is null ? "Shares of the data; classes keep their proportions." : "The data come divided.",
        _ => recipe.Comments.GetValueOrDefault(path),
    };

    private static string? NameOf(string? output) => output is null ? null : Path.GetFileNameWithoutExtension(output);
}
