using System.Globalization;
using System.IO.Enumeration;

namespace Thelper.Zoo;

/// <summary>Every model that a configuration can name, with what it costs: read from a table, so that nothing is built to list them.</summary>
/// <remarks>The table is <c>models.tsv</c>; a test makes it anew from the models (<c>THELPER_UPDATE_ZOO=1</c>) and compares.</remarks>
public static class ModelCards
{
    private static readonly string[] Columns = ["name", "task", "channels", "side", "parameters", "macs"];

    /// <summary>All models, by name.</summary>
    public static IReadOnlyList<ModelCard> All { get; } = [.. Read()];

    /// <summary>What models predict, as the list names it.</summary>
    public static IReadOnlyList<string> Tasks => ModelSample.Kinds;

    /// <summary>The models whose name has a text in it.</summary>
    /// <param name="pattern">The text, in any case; <c>*</c> and <c>?</c> stand for any characters. Null for all.</param>
    /// <param name="task">What they predict; null for anything.</param>
    /// <exception cref="UserErrorException">There is none.</exception>
    public static IReadOnlyList<ModelCard> List(string? pattern, string? task = null)
    {
        var wild = pattern is null ? "*" : pattern.AsSpan().IndexOfAny('*', '?') >= 0 ? pattern : $"*{pattern}*";
        var found = All.Where(card => (FileSystemName.MatchesSimpleExpression(wild, card.Name) || FileSystemName.MatchesSimpleExpression(wild, card.ShortName)) && (task is null || card.Task == task)).ToList();
        return found.Count > 0
            ? found
            : throw new UserErrorException($"no model{(task is null ? "" : $" for {task}")} has '{pattern}' in its name{NearestName.Hint(pattern ?? "", All.Select(card => card.ShortName))}");
    }

    /// <summary>A model by its name or the last part of it.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>The model; null where there is none, or several.</returns>
    public static ModelCard? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (All.FirstOrDefault(card => card.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } exact)
        {
            return exact;
        }

        // 'torchvision.models.resnet18' leaves out the module, as torchvision allows.
        var last = name[(name.LastIndexOf('.') + 1)..];
        var same = All.Where(card => card.ShortName.Equals(last, StringComparison.OrdinalIgnoreCase) && card.Name.StartsWith(name[..^last.Length], StringComparison.OrdinalIgnoreCase)).ToList();
        same = same.Count > 1 && same.Exists(card => card.ShortName == last) ? same.FindAll(card => card.ShortName == last) : same;
        return same.Find(card => card.Name.StartsWith("torchvision.", StringComparison.Ordinal)) ?? (same.Count == 1 ? same[0] : null);
    }

    /// <summary>Models as text, a line each.</summary>
    /// <param name="cards">The models.</param>
    public static string Text(IReadOnlyList<ModelCard> cards)
    {
        ArgumentNullException.ThrowIfNull(cards);
        string[] titles = ["model", "task", "image", "parameters", "multiply-adds", "weights"];
        var rows = cards.Select(card => card.Side == 0
            ? [card.Name, card.Task, "as described", "", "", ""]
            : new[] { card.Name, card.Task, $"{card.Channels} x {card.Side} x {card.Side}", ModelSummary.Short(card.Parameters), ModelSummary.Short(card.Macs), string.Join(", ", card.Weights) }).Prepend(titles).ToList();
        var widths = titles.Select((_, column) => rows.Max(row => row[column].Length)).ToList();
        return string.Concat(rows.Select(row => string.Join("  ", row.Select((cell, column) => column is 3 or 4 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd() + "\n"));
    }

    /// <summary>The table's text.</summary>
    /// <param name="cards">What is in it.</param>
    internal static string Write(IEnumerable<ModelCard> cards) => string.Concat(cards
        .Select(card => new object[] { card.Name, card.Task, card.Channels, card.Side, card.Parameters, card.Macs }.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)!))
        .Prepend(Columns).Select(line => string.Join('\t', line) + "\n"));

    private static IEnumerable<ModelCard> Read()
    {
        using var stream = typeof(ModelCards).Assembly.GetManifestResourceStream("models.tsv")!;
        using var reader = new StreamReader(stream);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split('\t');
            long Number(int column) => long.Parse(cells[column], CultureInfo.InvariantCulture);
            yield return new(cells[0], cells[1], (int)Number(2), (int)Number(3), Number(4), Number(5));
        }
    }
}
